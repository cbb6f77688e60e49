import type { RunUnderWay } from "./run-under-way.ts";

/** The runs that one call of a handler is about: one, or those of a batch. */
export interface Turn<T> {
  readonly runs: readonly RunUnderWay<T>[];
  /** Rejects when nobody waits for the handler any more. */
  readonly letGo: PromiseWithResolvers<never> | undefined;
  /** Whether the workers have stopped without it: whatever happens later changes nothing. */
  abandoned: boolean;
}
