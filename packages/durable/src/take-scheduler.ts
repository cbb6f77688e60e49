import type { Clock, Timer } from "@workset/clock";
import { GetWaiters, type BatchOptions } from "@workset/queue";
import type { Claim } from "@workset/store";

/** Where keys come from. */
export interface KeySource<L> {
  /** Takes up to `max` ready keys. */
  take(max: number): Promise<readonly Claim[]>;
  /** Resolves when the last runs of these keys have been answered for; `undefined` when they have. */
  endingsOf(claims: readonly Claim[]): Promise<unknown> | undefined;
  /** Makes a lease of a claim that a caller is about to be handed. */
  lease(claim: Claim): L;
  /** Gives back a claim that no caller wants any more. */
  giveBack(claim: Claim): void;
}

/**
 * The calls that wait for keys, and the takes from the store on their behalf.
 *
 * All calls of one microtask share a take: a hundred workers whose keys were committed together are one take. When the store
 * has nothing they wait until a wake: a key may have become ready, and the store is asked for as many keys as are wanted and
 * not asked for yet. A take that began before a wake may have missed its key, so another take follows it.
 *
 * A caller that waits for a key keeps the process alive: keys may come from a timer, a server or another queue, none of
 * which has to keep it alive itself.
 */
export class TakeScheduler<L> {
  readonly #source: KeySource<L>;
  readonly #clock: Clock;
  readonly #getters = new GetWaiters<L>();
  /** Whether the store is to be asked at the end of this microtask. */
  #gathering = false;
  /** How many keys the store has been asked for and has not answered yet. */
  #asked = 0;
  /** Grows whenever a key may have become ready. */
  #wakes = 0;
  #blocked = false;
  #finishing = false;
  #ended = false;
  /** Keeps the process alive; set while a caller waits and the store has nothing for it. */
  #keepAlive: Timer | undefined;

  constructor(source: KeySource<L>, clock: Clock) {
    this.#source = source;
    this.#clock = clock;
  }

  /** How many calls wait. */
  get size(): number {
    return this.#getters.size;
  }

  /** Waits for one key. */
  one(signal: AbortSignal | undefined): Promise<L | undefined> {
    if (this.#ended) return Promise.resolve(undefined);
    const lease = this.#getters.one(signal);
    // An aborted call leaves without the scheduler's doing.
    if (signal) lease.then(this.#releaseProcess, this.#releaseProcess);
    this.#gather();
    return lease;
  }

  /** Waits for a batch. */
  batch(max: number, options: BatchOptions): Promise<L[]> {
    if (this.#ended) return Promise.resolve([]);
    const batch = this.#getters.batch([], max, options, this.#clock);
    // So does a batch whose wait is over.
    batch.then(this.#releaseProcess, this.#releaseProcess);
    this.#gather();
    return batch;
  }

  /** A key may have become ready. */
  wake(): void {
    this.#wakes++;
    this.#gather();
  }

  /** Whether keys are ready that may not be taken yet. Until they may, no call ends for lack of keys. */
  blocked(now: boolean): void {
    this.#blocked = now;
    if (!now) this.wake();
  }

  /** From now on a call that waits ends, without a key, as soon as nothing is ready. */
  finish(): void {
    this.#finishing = true;
    this.#gather();
  }

  /** Ends every call that waits, without a key. Keys that a take still brings stay with the store. */
  end(): void {
    this.#ended = true;
    this.#endGetters();
  }

  #endGetters(): void {
    this.#getters.end();
    this.#releaseProcess();
  }

  #holdProcess(): void {
    if (this.#getters.size > 0) this.#keepAlive ??= this.#clock.after(Infinity, () => {});
  }

  /** Lets the process end, unless a caller still waits. */
  readonly #releaseProcess = (): void => {
    if (this.#getters.size > 0) return;
    this.#keepAlive?.[Symbol.dispose]();
    this.#keepAlive = undefined;
  };

  #gather(): void {
    if (this.#gathering || this.#getters.size === 0) return;
    this.#gathering = true;
    queueMicrotask(this.ask);
  }

  /** Asks for what is wanted and not asked for yet, without waiting for others who may come. */
  readonly ask = (): void => {
    this.#gathering = false;
    const keys = this.#getters.wanted - this.#asked;
    if (keys > 0) void this.#take(keys);
  };

  /** Never rejects: the calls that wait reject with the error. */
  async #take(keys: number): Promise<void> {
    const wakes = this.#wakes;
    this.#asked += keys;
    let claims: readonly Claim[];
    try {
      claims = await this.#source.take(keys);
      const endings = this.#source.endingsOf(claims);
      if (endings) await endings;
    } catch (error) {
      this.#asked -= keys;
      this.#getters.fail(error);
      this.#releaseProcess();
      return;
    }
    this.#asked -= keys;
    if (this.#ended) return;
    this.#handOut(claims);
    this.#releaseProcess();
    if (claims.length === keys) return;
    // Asking again is not a wake: two takes under way would make each other repeat without end.
    if (wakes !== this.#wakes) this.#gather();
    else if (this.#finishing && !this.#blocked) this.#endGetters();
    else this.#holdProcess();
  }

  #handOut(claims: readonly Claim[]): void {
    const { wanted } = this.#getters;
    this.#getters.serve(claims.slice(0, wanted).map((claim) => this.#source.lease(claim)));
    // The last one first, so that the first of them ends up in front.
    for (const claim of claims.slice(wanted).toReversed()) this.#source.giveBack(claim);
  }
}
