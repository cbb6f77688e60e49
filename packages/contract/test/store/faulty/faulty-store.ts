import type { MakesFaulty } from "../model-store-harness.ts";

/** A model of a store broken in one place. */
export interface FaultyStore extends MakesFaulty {
  /** What is wrong with it. */
  readonly name: string;
  /** Clauses that must notice. Others may as well. */
  readonly caughtBy: readonly string[];
}
