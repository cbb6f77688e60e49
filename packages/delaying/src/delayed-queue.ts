import type {
  AddOptions,
  AddOutcome,
  ListedKey,
  ProcessHandler,
  ProcessOptions,
  Queue,
} from "@workset/queue";

/** How a key is added for later. */
export interface AddAfterOptions extends AddOptions {
  /**
   * Whether the new delay counts even if it ends later than the one the key waits for. Otherwise the earlier wins.
   * @defaultValue false
   */
  readonly replace?: boolean;
}

/**
 * What a delayed add did. `"waiting"`: the key waits now. `"sooner"`: it waited for a later time and has moved
 * forward. `"replaced"`: it waits for the new time instead. `"coalesced"`: it waits for an earlier time already, or,
 * where waiting and active keys are merged, needs work already. Without a delay, the outcome of `add`.
 */
export type AddAfterOutcome = AddOutcome | "waiting" | "sooner" | "replaced";

/** A key that waits, in a listing. */
export interface WaitingKey<T> extends ListedKey<T> {
  readonly state: "waiting";
  /** Milliseconds until it is due; zero or less when it is about to be added. */
  readonly dueInMs: number;
}

/** How the keys of a delaying queue are processed. */
export interface DelayingProcessOptions<T> extends ProcessOptions<T> {
  /**
   * When a key whose handler has thrown is tried again, in milliseconds; stretched at random by up to a half.
   * @defaultValue 1,000
   */
  readonly retryAfterMs?: number;
}

/** A work queue to which keys can also be added later. */
export interface DelayedQueue<T> extends Queue<T> {
  /**
   * Adds the item when `delayMs` milliseconds have passed. Of several delays of one key the earliest wins, unless
   * `replace` is set. Zero or less adds at once. Waiting keys are dropped when the queue shuts down.
   * @throws RangeError when `delayMs` is not a number.
   */
  addAfter(item: T, delayMs: number, options?: AddAfterOptions): AddAfterOutcome;

  /** Cancels what waits for this key; whether anything did. A key that is ready or processing stays so. */
  cancel(key: string): boolean;

  /**
   * Lets a waiting key wait for at least `delayMs` milliseconds from now; whether it was waiting.
   * @throws RangeError when `delayMs` is not a number.
   */
  postpone(key: string, delayMs: number): boolean;

  /** The keys that wait, the one due first at the front. */
  waiting(): Iterable<WaitingKey<T>>;

  /** As {@link Queue.process}. A key whose handler throws waits for `retryAfterMs`, a second by default. */
  process(handler: ProcessHandler<T>, options?: DelayingProcessOptions<T>): Promise<void>;
}
