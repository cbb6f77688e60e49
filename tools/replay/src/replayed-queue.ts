import type { Awaitable } from "./verb.ts";

/** A key got, as far as a replay looks at it. */
interface Got {
  readonly item: string;
}

/** A key in a listing, as far as a replay looks at it. */
interface Listed {
  readonly key: string;
  readonly state: "ready" | "processing" | "rerun" | "waiting";
}

type Keys<T> = Awaitable<Iterable<T> | AsyncIterable<T>>;

/** What a recording of `queue` asks of a queue. Everything may be answered at once or by a promise. */
export interface ReplayedQueue {
  add(item: string): unknown;
  get(): PromiseLike<Got | undefined>;
  tryGet(): Awaitable<Got | undefined>;
  done(key: string): unknown;
  list(): Keys<Listed>;
  readonly length: Awaitable<number>;
  readonly shuttingDown: Awaitable<boolean>;
  shutDown(): unknown;
  shutDownWithDrain(options: { readonly only: "processing" }): PromiseLike<unknown>;
  stats(): Awaitable<{ readonly getters: number }>;
}

/** What a recording of `delayingQueue` asks besides. */
export interface ReplayedDelayedQueue extends ReplayedQueue {
  addAfter(item: string, delayMs: number): unknown;
  waiting(): Keys<{ readonly key: string; readonly dueInMs: number }>;
}

/** What a recording of `rateLimitingQueue` asks besides. */
export interface ReplayedRateLimitedQueue extends ReplayedDelayedQueue {
  addRateLimited(item: string): unknown;
  forget(key: string): unknown;
  numRequeues(key: string): Awaitable<number>;
}

/** All keys of a listing, whichever way it is handed over. */
export async function allOf<T>(keys: Keys<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of await keys) all.push(one);
  return all;
}
