import type { Spoiling } from "../model-store-place.ts";

/** A model of a store broken in one place. */
export interface FaultyStore extends Spoiling {
  /** What is wrong with it. */
  readonly name: string;
  /** Clauses that must notice. Others may as well. */
  readonly trips: readonly string[];
}
