import type { Clock } from "@workset/clock";
import type { MetricsProvider } from "@workset/metrics";
import type { AddOptions, KeyOf, KeyState, QueueStats } from "@workset/queue";
import type { RateLimiter } from "@workset/rate-limiters";
import type { AddResult, BackoffRule, Store, StoredKey } from "@workset/store";
import type { Codec } from "./codec.ts";
import type { ItemOptions } from "./item-codec.ts";
import type { JsonCompatible } from "./json-compatible.ts";

/** How a durable queue is opened. */
export interface DurableQueueOptions<T> extends ItemOptions<T> {
  /** Where the keys are kept. It stays open when the queue is closed. */
  readonly store: Store;
  /** The queue's name in the store, and in metrics. */
  readonly name: string;
  /**
   * Says how long a failed key waits. The failures themselves are counted in the store.
   * @defaultValue client-go's: 5 ms doubling to 1000 s for each key, and 10 a second with bursts of 100 for all
   */
  readonly limiter?: RateLimiter;
  /**
   * Whether a key that waits and a key that needs work are one. With `false` the two know nothing of each other, as in
   * client-go: the key runs now, and again when its time has come.
   * @defaultValue true
   */
  readonly merge?: boolean;
  /**
   * What an add does to a key that waits after a failure. `"deadline"`: the first add makes it ready at once; a failure
   * before the end of the wait neither counts nor moves it, and lets the next add wait a little longer each time. So
   * events neither cause a storm of failing runs nor put the key to sleep, and a repaired object runs soon. `"cut"`: each
   * add makes the key ready at once, and each failure counts. `"keep"`: the key waits on.
   * @defaultValue "deadline"
   */
  readonly backoff?: BackoffRule;
  /**
   * How many crashes in a row a key may be processing at before it goes to the failed set; at least 1. Before its last
   * one it runs alone: when no other key of the queue is processing, and none is handed out meanwhile, so that no key goes
   * there for having been processing beside it. With 1 there is no such run, and every processing key goes.
   * @defaultValue 5
   */
  readonly maxCrashes?: number;
  /**
   * How long a failed key is kept, in milliseconds, at least; checked when the queue is opened and once an hour.
   * @defaultValue until it is purged
   */
  readonly keepFailedMs?: number;
  /** Where metrics go. @defaultValue nowhere */
  readonly metrics?: MetricsProvider;
  /** @defaultValue the system's clock */
  readonly clock?: Clock;
  /**
   * Called with errors that reach no caller: a store that failed while no caller awaited it, and each key that went to
   * the failed set because of crashes. Must not throw.
   * @defaultValue a warning of the process; what was not committed runs again
   */
  readonly onError?: (error: unknown) => void;
}

/**
 * What `open` takes: options, with `keyOf` where the items are not strings, and with `codec` where JSON does not bring them
 * back as they were.
 */
export type DurableQueueArguments<T> = [T] extends [string]
  ? [options: DurableQueueOptions<T>]
  : [T] extends [JsonCompatible<T>]
    ? [options: DurableQueueOptions<T> & { readonly keyOf: KeyOf<T> }]
    : [options: DurableQueueOptions<T> & { readonly keyOf: KeyOf<T>; readonly codec: Codec<T> }];

/** What an add meant. `"dropped"`: the queue is shutting down and took nothing. The others are the store's. */
export type DurableAddOutcome = AddResult | "dropped";

/** How many adds of a batch ended in which outcome. */
export type DurableAddCounts = Record<DurableAddOutcome, number>;

/** How a key is added for later. */
export interface DurableAddAfterOptions extends AddOptions {
  /**
   * Whether the new delay counts even if it ends later than the one the key waits for. Otherwise the earlier wins.
   * @defaultValue false
   */
  readonly replace?: boolean;
}

/** Where a key is: as in the process, or `"failed"`: given up. */
export type DurableKeyState = KeyState | "failed";

/** One key in a listing. */
export interface DurableListedKey<T> {
  readonly key: string;
  /** The item. @throws DecodeError, naming queue and key, where the stored payload cannot be decoded. */
  readonly item: T;
  readonly state: DurableKeyState;
  readonly priority: number;
  /** Failures counted since the key was last forgotten. */
  readonly failures: number;
  /** The newest error of the key, if it has one. */
  readonly lastError?: NonNullable<StoredKey["lastError"]>;
}

/** A key that waits, in a listing. */
export interface DurableWaitingKey<T> extends DurableListedKey<T> {
  readonly state: "waiting";
  /** Milliseconds until it is due; zero or less when it is about to become ready. */
  readonly dueInMs: number;
}

/** Numbers of a durable queue. The counts since the opening never go down. */
export interface DurableStats extends Omit<QueueStats, "adds"> {
  readonly failed: number;
  /** Adds since the opening, by outcome. */
  readonly adds: Readonly<DurableAddCounts>;
  /** Endings that came too late and changed nothing, since the opening. */
  readonly fenced: number;
  /** Why the store cannot write at present; absent while it can. */
  readonly fault?: Error;
}
