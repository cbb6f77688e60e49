import { strict as assert } from "node:assert";
import type {
  AddRequest,
  Adding,
  Claim,
  Combine,
  Ending,
  FailedFilter,
  Holding,
  KeyQuery,
  OpenQueue,
  Payload,
  QueueStore,
  RecordedError,
  Store,
  StoreCounts,
  StoredKey,
  StoredState,
} from "@workset/store";
import { clausesOn, type MakesClauses } from "../clause.ts";
import type { StoreHarness } from "./store-harness.ts";

/** The wall time at which a clause begins. */
export const start = 1_800_000_000_000;

/** More keys than any clause adds to its queue. */
const endless = 1000;

/** Makes a payload that shows what was combined, and in which order: `"1"`, `"2"` and `"3"` become `"123"`. */
export function inSequence(waiting: Payload, added: Payload): Payload {
  return waiting === null || added === null ? (waiting ?? added) : waiting + added;
}

/** A function that makes no payload. */
export function throwing(): never {
  throw new RangeError("these do not combine");
}

/** How a probe opens its queue. */
export interface ProbeOptions {
  readonly name?: string;
  readonly maxCrashes?: number;
  /** Makes one payload of two where the store acts by itself. */
  readonly combine?: Combine;
}

/** How a probe adds a key; what is left out is what a caller would leave out. */
export interface ProbeAdd extends Partial<Omit<AddRequest, "key">> {
  /** Milliseconds until the key is due. */
  readonly afterMs?: number;
}

/** The verbs of a queue with the time told to them, which moves by hand, so that a check reads as its sentence does. */
export class StoreProbe {
  readonly harness: StoreHarness;
  readonly name: string;
  now: number = start;
  store!: Store;
  queue!: QueueStore;
  /** What the observer was told to have joined, a list for each call. */
  joined: (readonly number[])[] = [];
  /** The instants which the observer was told to be the next due. */
  dueAt: number[] = [];
  /** What the observer was told of the line being held up. */
  heldUp: boolean[] = [];
  readonly #options: Pick<OpenQueue, "maxCrashes" | "combine">;

  private constructor(
    harness: StoreHarness,
    { name = "queue", maxCrashes = 5, combine = inSequence }: ProbeOptions,
  ) {
    this.harness = harness;
    this.name = name;
    this.#options = { maxCrashes, combine };
  }

  /** Opens a queue in the store of the harness. */
  static async open(harness: StoreHarness, options: ProbeOptions = {}): Promise<StoreProbe> {
    const probe = new StoreProbe(harness, options);
    await probe.openIn(await harness.store());
    return probe;
  }

  /** Opens the queue in this store. */
  async openIn(store: Store): Promise<void> {
    this.store = store;
    this.queue = await store.open({
      queue: this.name,
      now: this.now,
      ...this.#options,
      observer: {
        joined: (priorities) => void this.joined.push(priorities),
        nextDueAt: (at) => void this.dueAt.push(at),
        heldUp: (now) => void this.heldUp.push(now),
      },
    });
  }

  /** Closes the queue and opens it again, in the same store. */
  async reopen(): Promise<void> {
    await this.close();
    await this.openIn(this.store);
  }

  /** Closes the store without closing the queue, and opens both again. */
  async reopenStore(): Promise<void> {
    await this.openIn(await this.harness.reopen());
  }

  /** Ends the owner without a word, and opens the queue again. */
  async crash(): Promise<void> {
    await this.openIn(await this.harness.kill());
  }

  /** Lets time pass. */
  pass(ms: number): void {
    this.now += ms;
  }

  request(key: string, { afterMs, ...how }: ProbeAdd = {}): AddRequest {
    const due = afterMs === undefined ? {} : { due: this.now + afterMs };
    return { key, payload: null, priority: 0, combine: inSequence, ...due, ...how };
  }

  add(key: string, how?: ProbeAdd): Promise<Adding> {
    return this.queue.add(this.request(key, how), this.now);
  }

  async addAll(...keys: string[]): Promise<void> {
    for (const key of keys) await this.add(key);
  }

  /** Adds by counting a failure, to wait so long. */
  fail(key: string, waitMs: number, how?: ProbeAdd): Promise<Adding> {
    return this.add(key, { ...how, due: () => waitMs });
  }

  take(max: number = endless): Promise<Claim[]> {
    return this.queue.take(max, this.now);
  }

  /** Takes the key that is next; there must be one. */
  async takeOne(): Promise<Claim> {
    const [claim, ...others] = await this.take(1);
    assert.ok(claim, "no key is ready");
    assert.equal(others.length, 0, "more keys were handed out than were asked for");
    return claim;
  }

  /** Takes all keys that are ready, which must be these, in this order. */
  async takeEach<const Keys extends readonly string[]>(
    ...keys: Keys
  ): Promise<{ readonly [N in keyof Keys]: Claim }> {
    const claims = await this.take();
    assert.deepEqual(keysOf(claims), keys);
    return claims as readonly Claim[] as { readonly [N in keyof Keys]: Claim };
  }

  /** Takes all keys that are ready and leaves them in hand; says which, in order. */
  async takeKeys(): Promise<string[]> {
    return keysOf(await this.take());
  }

  complete(claim: Holding): Promise<Ending> {
    return this.queue.complete(claim, this.now);
  }

  /** Says that the work failed and is to be tried again after so long. */
  retry(claim: Holding, waitMs: number): Promise<Ending> {
    return this.queue.retry(claim, () => waitMs, this.now);
  }

  giveBack(claim: Holding): Promise<Ending> {
    return this.queue.giveBack(claim, this.now);
  }

  giveUp(claim: Holding, message = "broken"): Promise<Ending> {
    return this.queue.giveUp(claim, { name: "TypeError", message }, this.now);
  }

  /** Adds a key, takes it, and gives it up. */
  async giveUpNew(key: string, how?: ProbeAdd & { readonly message?: string }): Promise<void> {
    const { message, ...add } = how ?? {};
    await this.add(key, { priority: 1000, ...add });
    const claim = await this.takeOne();
    assert.equal(claim.key, key);
    assert.equal(await this.giveUp(claim, message), "failed");
  }

  forget(key: string): Promise<void> {
    return this.queue.forget(key);
  }

  failures(key: string): Promise<number> {
    return this.queue.failures(key);
  }

  cancel(key: string): Promise<boolean> {
    return this.queue.cancel(key, this.now);
  }

  postpone(key: string, delayMs: number): Promise<boolean> {
    return this.queue.postpone(key, this.now + delayMs, this.now);
  }

  counts(): Promise<StoreCounts> {
    return this.queue.counts(this.now);
  }

  /** All keys in a state, or those that the query asks for. */
  async list(state: StoredState, query: Partial<KeyQuery> = {}): Promise<readonly StoredKey[]> {
    const { keys } = await this.queue.list({ state, limit: endless, ...query }, this.now);
    return keys;
  }

  errors(key: string): Promise<RecordedError[]> {
    return this.queue.errors(key);
  }

  replay(filter: FailedFilter = {}): Promise<number> {
    return this.queue.replay(filter, this.now);
  }

  purge(filter: FailedFilter = {}): Promise<number> {
    return this.queue.purge(filter);
  }

  close(): Promise<void> {
    return this.queue.close(this.now);
  }
}

/** The keys of claims, or of what is listed. */
export function keysOf(listed: readonly { readonly key: string }[]): string[] {
  return listed.map(({ key }) => key);
}

/** The payloads of claims, or of what is listed. */
export function payloadsOf(listed: readonly { readonly payload: Payload }[]): Payload[] {
  return listed.map(({ payload }) => payload);
}

/** The messages of errors. */
export function messagesOf(errors: readonly { readonly message: string }[]): string[] {
  return errors.map(({ message }) => message);
}

/** Clauses about a queue with nothing set, in a store that was just opened. */
export const storeClause: MakesClauses<StoreHarness, StoreProbe> = clausesOn((harness) =>
  StoreProbe.open(harness),
);
