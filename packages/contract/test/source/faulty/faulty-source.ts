import type { ModelSource } from "../model-source.ts";

/** A model of a source broken in one place. */
export interface FaultySource {
  /** What is wrong with it. */
  readonly name: string;
  /** Clauses that must notice. Others may as well. */
  readonly caughtBy: readonly string[];
  /** Breaks it. */
  readonly makeFaulty: (source: ModelSource) => void;
}
