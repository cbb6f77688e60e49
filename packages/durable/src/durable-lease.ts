import { checkedDelay } from "@workset/clock";
import type { Claim, Ending, Failing, QueueStore } from "@workset/store";
import type { Items } from "./items.ts";

/** How a {@link DurableLease} reaches its queue. */
export interface LeaseOwner<T> {
  readonly store: QueueStore;
  readonly items: Items<T>;
  /** The wall time. */
  now(): number;
  /** How long a key waits that has failed so many times before. */
  readonly delayMs: (failures: number) => number;
  /** Learns that the lease is ending, and how it ended. */
  ended(lease: DurableLease<T>, how: Promise<Ending>): Promise<Ending>;
  /** Learns that the key is tried again. */
  retried(): void;
  /** Sees to an ending that nobody awaits. */
  unattended(how: () => Promise<Ending>): void;
}

/**
 * A key in hand. It is given to nobody else until the lease has ended, and after a crash it is ready again.
 *
 * Calling an ending ends the run, and its promise says that this is committed: the same commit may hand the key to who
 * waits for it, but nobody hears of that before the ending has resolved. Only the first ending counts: a lease that has
 * ended, or whose key has been given to another since, changes nothing and answers `"fenced"`. An ending that rejects
 * has not ended the lease.
 */
export class DurableLease<T> implements Disposable, AsyncDisposable {
  readonly key: string;
  /** The priority with which the key was got. */
  readonly priority: number;
  /** Failures counted since the key was last forgotten. */
  readonly failures: number;
  /** Crashes in a row while the key was in hand. */
  readonly crashes: number;
  /** The wall time since which this run is wanted: that of the first add, or when it became due if it had to wait. */
  readonly addedAt: number;
  /** When it was handed out, by the monotonic clock. */
  readonly takenAt: number;
  readonly #owner: LeaseOwner<T>;
  readonly #claim: Claim;
  #item: { readonly value: T } | undefined;
  /** The ending that was last tried. */
  #how: (() => Promise<Ending>) | undefined;
  /** That ending, while it is under way and after it was committed. */
  #ending: Promise<Ending> | undefined;

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

  /** Says that the work is done. */
  done(): Promise<Ending> {
    return this.#end(() => this.#owner.store.complete(this.#claim, this.#owner.now()));
  }

  /**
   * Says that the work failed and is to be tried again with the item it had, after `afterMs` milliseconds; counts a
   * failure. What was added meanwhile is newer than that item, and is never lost to it, nor delayed by it.
   * @defaultValue when the limiter says so, which is not asked otherwise
   * @throws RangeError when `afterMs` is not a number; the lease goes on.
   */
  retry(afterMs?: number): Promise<Ending> {
    const waitMs = afterMs === undefined ? undefined : checkedDelay("afterMs", afterMs);
    const delayMs = waitMs === undefined ? this.#owner.delayMs : (): number => waitMs;
    this.#owner.retried();
    return this.#end(() => this.#owner.store.retry(this.#claim, delayMs, this.#owner.now()));
  }

  /** Gives the key back as if it had not been got: ready, first in line, nothing counted. */
  giveBack(): Promise<Ending> {
    return this.#end(() => this.#owner.store.giveBack(this.#claim, this.#owner.now()));
  }

  /** Gives up: the key goes to the failed set with its item and this error. */
  giveUp(error: unknown): Promise<Ending> {
    const failing = asFailing(error);
    return this.#end(() => this.#owner.store.giveUp(this.#claim, failing, this.#owner.now()));
  }

  async #end(how: () => Promise<Ending>): Promise<Ending> {
    this.#how = how;
    const ending = this.#owner.ended(this, how());
    this.#ending = ending;
    try {
      return await ending;
    } catch (error) {
      if (this.#ending === ending) this.#ending = undefined;
      throw error;
    }
  }

  /** Ends it as was last tried, or else as done. */
  #endAnyway(): Promise<Ending> {
    return this.#how ? this.#end(this.#how) : this.done();
  }

  /**
   * Says that the work is done, without waiting for the commit: a crash before it means that the key runs again. A lease
   * that has ended is left alone; for one whose ending was refused by the store, that ending is tried again. A store
   * that can not write is reported to the queue's `onError`, and asked again until it can.
   */
  [Symbol.dispose](): void {
    if (!this.#ending) this.#owner.unattended(() => this.#endAnyway());
  }

  /** The same, but waits for the commit, and rejects when there is none. */
  async [Symbol.asyncDispose](): Promise<void> {
    await (this.#ending ?? this.#endAnyway());
  }
}

function asFailing(error: unknown): Failing {
  if (typeof error !== "object" || error === null) return { name: "Error", message: String(error) };
  try {
    // Whatever was thrown, be it made by hand or in another realm: text is all that is kept of it.
    const { name, message, stack } = error as { readonly [part: string]: unknown };
    return {
      name: typeof name === "string" ? name : "Error",
      message: typeof message === "string" ? message : Object.prototype.toString.call(error),
      ...(typeof stack === "string" && { stack }),
    };
  } catch {
    // A getter or a proxy that throws is no reason to keep the key.
    return { name: "Error", message: "an error that can not be read" };
  }
}
