import type { Clock } from "@workset/clock";
import type { Claim, Ending } from "@workset/store";
import { DurableLease, type LeaseOwner } from "./durable-lease.ts";
import type { DurableMeter } from "./durable-meter.ts";

/** The leases that are out, and their endings. */
export class InHand<T> {
  readonly #owner: LeaseOwner<T>;
  readonly #clock: Clock;
  readonly #meter: DurableMeter | undefined;
  readonly #changed: (ending: Ending) => void;
  /** The leases that have not begun to end, by key. */
  readonly #held = new Map<string, DurableLease<T>>();
  /** The endings that are under way, by key. */
  readonly #ending = new Map<string, Promise<Ending>>();
  #closed = false;
  /** How many endings were committed. */
  done = 0;
  /** How many came too late. */
  fenced = 0;

  /** @param changed Learns of each ending that was committed. */
  constructor(
    owner: LeaseOwner<T>,
    clock: Clock,
    meter: DurableMeter | undefined,
    changed: (ending: Ending) => void,
  ) {
    this.#owner = owner;
    this.#clock = clock;
    this.#meter = meter;
    this.#changed = changed;
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
    const lease = new DurableLease<T>(claim, this.#clock.now(), this.#owner);
    this.#held.set(claim.key, lease);
    // The wall clock may have been set back since.
    this.#meter?.got(lease, Math.max(0, this.#clock.wallNow() - claim.addedAt));
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
    if (held) this.#meter?.ended(lease, ending);
    if (ending === "fenced") {
      this.fenced++;
      this.#meter?.fenced();
    } else {
      this.done++;
      this.#changed(ending);
    }
    return ending;
  }

  /** Lets go of them all: the store gives them back. */
  close(): void {
    this.#closed = true;
    this.#held.clear();
  }
}
