import type { ModelQueue } from "@workset/contract";

/** A model broken in one place. */
export interface FaultyQueue {
  /** What is wrong with it. */
  readonly name: string;
  /** Clauses that must notice. Others may as well. */
  readonly caughtBy: readonly string[];
  /** Breaks an intact model. */
  readonly makeFaulty: (queue: ModelQueue) => void;
}
