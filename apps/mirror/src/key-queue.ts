import type { DrainReport } from "@workset/queue";
import type { PathKey } from "./path-key.ts";

/** A value, or a promise of it. */
type Later<T> = T | PromiseLike<T>;

/** How many keys there are, and where. */
export interface KeyCounts {
  readonly ready: number;
  readonly inHand: number;
  readonly waiting: number;
}

/**
 * A queue of keys, in the process or durable: the verbs are the same, and whoever awaits the answers does not care which
 * of the two it is.
 */
export interface KeyQueue extends AsyncIterable<Disposable & { readonly item: PathKey }> {
  add(key: PathKey): Later<unknown>;
  addAll(keys: Iterable<PathKey>): Later<unknown>;
  addAfter(key: PathKey, delayMs: number): Later<unknown>;
  has(key: PathKey): Later<boolean>;
  waiting(): Iterable<{ readonly item: PathKey }> | AsyncIterable<{ readonly item: PathKey }>;
  stats(): Later<KeyCounts>;
  shutDownWithDrain(options: { readonly signal: AbortSignal }): Promise<DrainReport>;
}
