import { checkedDelay } from "@workset/clock";
import type { Claim, ErrorInfo, QueueStore, Release, ReleaseResult } from "@workset/store";
import type { ItemCodec } from "./item-codec.ts";

/** How a {@link DurableLease} reaches its queue. */
export interface LeaseOwner<T> {
  readonly store: QueueStore;
  readonly items: ItemCodec<T>;
  /** The wall time. */
  now(): number;
  /** Called when the lease is released, with the result. */
  ended(lease: DurableLease<T>, result: Promise<ReleaseResult>): Promise<ReleaseResult>;
  /** Called when the key is tried again. */
  retried(): void;
  /** Takes care of a release without an awaiting caller. */
  unawaited(how: () => Promise<ReleaseResult>): void;
}

/**
 * The handle of a key that was handed out. No other caller gets the key until the lease is released, and after a crash it
 * is ready again.
 *
 * Calling {@link release} ends the run, and its promise resolves after the commit: the same commit may hand the key to a
 * waiting caller, which receives it only after the release has resolved. Only the first release counts: a lease that was
 * released, or whose key was handed out again since, changes nothing and answers `"fenced"`. A release that rejects has not
 * ended the lease.
 *
 * Only a release acknowledges the work. A lease that is disposed without one is a failed run: it is tried again, and the
 * failure counts.
 */
export class DurableLease<T> implements Disposable, AsyncDisposable {
  readonly key: string;
  /** The priority with which the key was got. */
  readonly priority: number;
  /** Failures counted since the key was last forgotten. */
  readonly failures: number;
  /** Crashes in a row while the key was processing. */
  readonly crashes: number;
  /** The wall time since which this run is wanted: that of the first add, or when it became due if it had to wait. */
  readonly addedAt: number;
  /** When it was handed out, by the monotonic clock. */
  readonly takenAt: number;
  readonly #owner: LeaseOwner<T>;
  readonly #claim: Claim;
  #item: { readonly value: T } | undefined;
  /** The release that was tried last. */
  #how: Release<ErrorInfo> | undefined;
  /** Its result, while it is in progress and after it was committed. */
  #released: Promise<ReleaseResult> | undefined;

  constructor(claim: Claim, takenAt: number, owner: LeaseOwner<T>) {
    this.key = claim.key;
    this.priority = claim.priority;
    this.failures = claim.failures;
    this.crashes = claim.crashes;
    this.addedAt = claim.addedAt;
    this.takenAt = takenAt;
    this.#claim = claim;
    this.#owner = owner;
  }

  /** The item with which the key was got; decoded when it is first asked for. @throws What the codec throws. */
  get item(): T {
    this.#item ??= { value: this.#owner.items.read(this.key, this.#claim.payload) };
    return this.#item.value;
  }

  /**
   * Ends the run; see `Release` for what each way means.
   * @throws RangeError when `afterMs` is not a number; StoreError when the store refuses. The lease goes on then.
   */
  release(how: Release): Promise<ReleaseResult> {
    if ("afterMs" in how && how.afterMs !== undefined) checkedDelay("afterMs", how.afterMs);
    return this.#release(withErrorInfo(how));
  }

  /** Acknowledges the work. Failures that were counted stay counted until the key is forgotten. */
  done(): Promise<ReleaseResult> {
    return this.release({ next: "done", keepFailures: true });
  }

  /**
   * The work failed and is tried again with the item it had, after `afterMs` milliseconds; counts a failure. What was
   * added meanwhile is newer than that item, and is neither lost to it nor delayed by it.
   * @defaultValue `afterMs`: as the limiter says, which is not asked otherwise
   */
  retry(afterMs?: number, cause?: unknown): Promise<ReleaseResult> {
    return this.release({
      next: "retry",
      ...(afterMs !== undefined && { afterMs }),
      ...(cause !== undefined && { cause }),
    });
  }

  /** The run did not take place: the key is ready again, first of its priority, and nothing is counted. */
  giveBack(): Promise<ReleaseResult> {
    return this.release({ next: "give-back" });
  }

  /** The work failed for good: the key goes to the failed set with its item and this error. */
  giveUp(cause: unknown): Promise<ReleaseResult> {
    return this.release({ next: "give-up", cause });
  }

  async #release(how: Release<ErrorInfo>): Promise<ReleaseResult> {
    this.#how = how;
    if (how.next === "retry" || how.next === "again") this.#owner.retried();
    const { store } = this.#owner;
    const released = this.#owner.ended(this, store.release(this.#claim, how, this.#owner.now()));
    this.#released = released;
    try {
      return await released;
    } catch (error) {
      if (this.#released === released) this.#released = undefined;
      throw error;
    }
  }

  /** Releases as was tried last; without a release before, as a failed run. */
  #releaseUnacknowledged(): Promise<ReleaseResult> {
    return this.#release(this.#how ?? { next: "retry", cause: unacknowledged });
  }

  /**
   * Ends a run that was not released as a failed one: it is tried again, and the failure counts. Does not wait for the
   * commit. A release that the store refused is tried again; a store that cannot write is reported to the queue's
   * `onError`, and asked again until it can.
   */
  [Symbol.dispose](): void {
    if (!this.#released) this.#owner.unawaited(() => this.#releaseUnacknowledged());
  }

  /** The same, but waits for the commit, and rejects when there is none. */
  async [Symbol.asyncDispose](): Promise<void> {
    await (this.#released ?? this.#releaseUnacknowledged());
  }
}

const unacknowledged: ErrorInfo = {
  name: "Unacknowledged",
  message: "the lease was disposed before it was released: call done() when the work is done",
};

/** The longest message and the longest stack that are recorded, in characters; longer ones lose their middle. */
const recordedLength = 8_192;

function withErrorInfo(how: Release): Release<ErrorInfo> {
  if (how.next === "give-up") return { ...how, cause: errorInfo(how.cause) };
  if (how.next !== "retry" || how.cause === undefined) return how as Release<ErrorInfo>;
  return { ...how, cause: errorInfo(how.cause) };
}

function shortened(text: string): string {
  if (text.length <= recordedLength) return text.toWellFormed();
  const half = recordedLength / 2;
  const left = text.length - recordedLength;
  return `${text.slice(0, half)} … ${left} characters … ${text.slice(-half)}`.toWellFormed();
}

function errorInfo(error: unknown): ErrorInfo {
  if (typeof error !== "object" || error === null) {
    return { name: "Error", message: shortened(String(error)) };
  }
  try {
    // Anything can be thrown, including foreign or hand-made objects; only text is kept.
    const { name, message, stack } = error as { readonly [part: string]: unknown };
    return {
      name: typeof name === "string" ? shortened(name) : "Error",
      message: typeof message === "string" ? shortened(message) : Object.prototype.toString.call(error),
      // The message stands at the beginning of most stacks, and is not recorded twice.
      ...(typeof stack === "string" && { stack: shortened(withoutMessage(stack, message)) }),
    };
  } catch {
    // A getter or a proxy that throws is no reason to keep the key.
    return { name: "Error", message: "an error that cannot be read" };
  }
}

function withoutMessage(stack: string, message: unknown): string {
  if (typeof message !== "string" || message.length < 200) return stack;
  return stack.replace(message, () => "(message above)");
}
