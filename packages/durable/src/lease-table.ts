import type { Clock } from "@workset/clock";
import type { Claim, ReleaseResult, QueueStore } from "@workset/store";
import { DurableLease, type LeaseOwner } from "./durable-lease.ts";
import type { DurableMeter } from "./durable-meter.ts";
import type { ItemCodec } from "./item-codec.ts";
import type { QueueTime } from "./queue-time.ts";
import type { UnawaitedReleases } from "./unawaited-releases.ts";

/** What leases need of their queue. */
export interface LeaseTableParts<T> {
  readonly store: QueueStore;
  readonly items: ItemCodec<T>;
  readonly clock: Clock;
  readonly time: QueueTime;
  readonly meter: DurableMeter | undefined;
  readonly unawaited: UnawaitedReleases;
  /** Called when a key is to be tried again. */
  readonly retried: () => void;
  /** Called with the result of each release that was committed. */
  readonly ended: (result: ReleaseResult) => void;
}

/** The leases that were handed out, and their releases. */
export class LeaseTable<T> implements LeaseOwner<T> {
  readonly #parts: LeaseTableParts<T>;
  /** The leases that have not begun to end, by key. */
  readonly #held = new Map<string, DurableLease<T>>();
  /** The endings that are under way, by key. */
  readonly #ending = new Map<string, Promise<ReleaseResult>>();
  #closed = false;
  /** How many endings were committed. */
  done = 0;
  /** How many came too late. */
  fenced = 0;

  constructor(parts: LeaseTableParts<T>) {
    this.#parts = parts;
  }

  get store(): QueueStore {
    return this.#parts.store;
  }

  get items(): ItemCodec<T> {
    return this.#parts.items;
  }

  now(): number {
    return this.#parts.time.now();
  }

  retried(): void {
    this.#parts.retried();
  }

  unawaited(how: () => Promise<ReleaseResult>): void {
    this.#parts.unawaited.end(how);
  }

  /** The lease of this key that is out and has not begun to end. */
  get(key: string): DurableLease<T> | undefined {
    return this.#held.get(key);
  }

  /**
   * Resolves when the last runs of these keys have been answered for; `undefined` when they have. Calling an ending ends
   * the run, so that the same commit may hand the key out again, but no caller gets the next run before the end
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
  ended(lease: DurableLease<T>, how: Promise<ReleaseResult>): Promise<ReleaseResult> {
    const { key } = lease;
    const held = this.#held.get(key) === lease && this.#held.delete(key);
    const ending = this.#follow(lease, held, how);
    if (held) {
      this.#ending.set(key, ending);
      // Callers that await the release, with `await using` too, run before this.
      void ending.catch(() => {}).then(() => this.#ending.delete(key));
    }
    return ending;
  }

  async #follow(lease: DurableLease<T>, held: boolean, how: Promise<ReleaseResult>): Promise<ReleaseResult> {
    let ending: ReleaseResult;
    try {
      ending = await how;
    } catch (error) {
      // Nothing was changed: the key is still processing.
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

  /** Forgets all leases: the store gives their keys back. */
  close(): void {
    this.#closed = true;
    this.#held.clear();
  }
}
