import type { Claim, Ending, Failing, QueueStore } from "@workset/store";
import type { Items } from "./items.ts";

/** How a {@link DurableLease} reaches its queue. */
export interface LeaseOwner<T> {
  readonly store: QueueStore;
  readonly items: Items<T>;
  /** The wall time. */
  now(): number;
  /** Learns how the lease ended. */
  ended(lease: DurableLease<T>, how: Promise<Ending>): Promise<Ending>;
  /** Watches over an ending that nobody awaits. */
  watch(how: Promise<Ending>): void;
}

/**
 * A key in hand. It is given to nobody else until the lease has ended, and after a crash it is ready again.
 *
 * Each ending resolves after its commit. Only the first counts: a lease that has ended, or whose key has been given to
 * another since, changes nothing and answers `"fenced"`.
 */
export class DurableLease<T> implements Disposable, AsyncDisposable {
  readonly key: string;
  /** The priority with which the key was got. */
  readonly priority: number;
  /** Failures counted since the key was last forgotten. */
  readonly failures: number;
  /** Crashes in a row while the key was in hand. */
  readonly crashes: number;
  /** The wall time at which this run was first asked for. */
  readonly addedAt: number;
  /** When it was handed out, by the monotonic clock. */
  readonly takenAt: number;
  readonly #owner: LeaseOwner<T>;
  readonly #claim: Claim;
  #item: { readonly value: T } | undefined;

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
    return this.#end(this.#owner.store.complete(this.#claim, this.#owner.now()));
  }

  /** Gives the key back as if it had not been got: ready, first in line, nothing counted. */
  giveBack(): Promise<Ending> {
    return this.#end(this.#owner.store.giveBack(this.#claim, this.#owner.now()));
  }

  /** Gives up: the key goes to the failed set with its item and this error. */
  giveUp(error: unknown): Promise<Ending> {
    return this.#end(this.#owner.store.giveUp(this.#claim, asFailing(error), this.#owner.now()));
  }

  #end(how: Promise<Ending>): Promise<Ending> {
    return this.#owner.ended(this, how);
  }

  /**
   * Says that the work is done, without waiting for the commit: a crash before it means that the key runs again. A
   * store that can not write any more is reported to the queue's `onError`.
   */
  [Symbol.dispose](): void {
    this.#owner.watch(this.done());
  }

  /** Says that the work is done, and waits for the commit. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.done();
  }
}

function asFailing(error: unknown): Failing {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  const { name, message, stack } = error;
  return stack === undefined ? { name, message } : { name, message, stack };
}
