import type { Clock } from "@workset/clock";
import type { Claim, Ending, QueueStore } from "@workset/store";
import { DurableLease, type LeaseOwner } from "./durable-lease.ts";
import type { DurableMeter } from "./durable-meter.ts";
import type { Items } from "./items.ts";
import type { QueueTime } from "./queue-time.ts";
import type { Unattended } from "./unattended.ts";

/** What leases need of their queue. */
export interface InHandParts<T> {
  readonly store: QueueStore;
  readonly items: Items<T>;
  readonly clock: Clock;
  readonly time: QueueTime;
  readonly meter: DurableMeter | undefined;
  readonly unattended: Unattended;
  /** How long a key waits that has failed so many times before. */
  readonly delayMs: (failures: number) => number;
  /** Learns that a key is to be tried again. */
  readonly retried: () => void;
  /** Learns of each ending that was committed. */
  readonly ended: (ending: Ending) => void;
}

/** The leases that are out, and their endings. */
export class InHand<T> implements LeaseOwner<T> {
  readonly #parts: InHandParts<T>;
  /** The leases that have not begun to end, by key. */
  readonly #held = new Map<string, DurableLease<T>>();
  /** The endings that are under way, by key. */
  readonly #ending = new Map<string, Promise<Ending>>();
  #closed = false;
  /** How many endings were committed. */
  done = 0;
  /** How many came too late. */
  fenced = 0;

  constructor(parts: InHandParts<T>) {
    this.#parts = parts;
  }

  get store(): QueueStore {
    return this.#parts.store;
  }

  get items(): Items<T> {
    return this.#parts.items;
  }

  get delayMs(): (failures: number) => number {
    return this.#parts.delayMs;
  }

  now(): number {
    return this.#parts.time.now();
  }

  retried(): void {
    this.#parts.retried();
  }

  unattended(how: () => Promise<Ending>): void {
    this.#parts.unattended.end(how);
  }

  /** The lease of this key that is out and has not begun to end. */
  get(key: string): DurableLease<T> | undefined {
    return this.#held.get(key);
  }

  /**
   * Resolves when the last runs of these keys have been answered for; `undefined` when they have. Calling an ending ends
   * the run, so that the same commit may hand the key out again, but nobody is to hear of the next run before the end
   * of the last.
   */
  endingsOf(claims: readonly Claim[]): Promise<unknown> | undefined {
    if (this.#ending.size === 0) return undefined;
    const endings = claims.flatMap(({ key }) => this.#ending.get(key) ?? []);
    return endings.length > 0 ? Promise.allSettled(endings) : undefined;
  }

  /** Makes the lease of a claim. */
  lease(claim: Claim): DurableLease<T> {
    const { clock, meter } = this.#parts;
    const lease = new DurableLease<T>(claim, clock.now(), this);
    this.#held.set(claim.key, lease);
    // The wall clock may have been set back since.
    meter?.got(lease, Math.max(0, clock.wallNow() - claim.addedAt));
    return lease;
  }

  /** Learns how a lease ends. */
  ended(lease: DurableLease<T>, how: Promise<Ending>): Promise<Ending> {
    const { key } = lease;
    const held = this.#held.get(key) === lease && this.#held.delete(key);
    const ending = this.#follow(lease, held, how);
    if (held) {
      this.#ending.set(key, ending);
      // By then whoever awaits the ending, be it by `await using`, has heard of it.
      void ending.catch(() => {}).then(() => this.#ending.delete(key));
    }
    return ending;
  }

  async #follow(lease: DurableLease<T>, held: boolean, how: Promise<Ending>): Promise<Ending> {
    let ending: Ending;
    try {
      ending = await how;
    } catch (error) {
      // Nothing was changed: the key is in hand still.
      if (held && !this.#closed) this.#held.set(lease.key, lease);
      throw error;
    }
    const { meter } = this.#parts;
    if (held) meter?.ended(lease, ending);
    if (ending === "fenced") {
      this.fenced++;
      meter?.fenced();
    } else {
      this.done++;
      this.#parts.ended(ending);
    }
    return ending;
  }

  /** Lets go of them all: the store gives them back. */
  close(): void {
    this.#closed = true;
    this.#held.clear();
  }
}
