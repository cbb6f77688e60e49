import { strict as assert } from "node:assert";
import type {
  AddRequest,
  AddResult,
  Claim,
  ClaimRef,
  ErrorInfo,
  FailedFilter,
  KeyQuery,
  KeyRecord,
  Payload,
  QueuePolicy,
  QueueStore,
  RecordedError,
  Release,
  ReleaseResult,
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

/** A payload with which {@link inSequence} combines none. */
export const uncombinable = "!";

/**
 * Makes a payload that shows what was combined, and in which order: `"1"`, `"2"` and `"3"` become `"123"`.
 * @throws RangeError when the added payload is {@link uncombinable}.
 */
function inSequence(present: Payload, added: Payload): Payload {
  if (added === uncombinable) throwing();
  return present === null || added === null ? (present ?? added) : present + added;
}

/** A function that makes no payload. */
export function throwing(): never {
  throw new RangeError("these do not combine");
}

/** The policy of a probe that is given none. */
export const plainPolicy: QueuePolicy = {
  combine: inSequence,
  merge: false,
  backoff: "cut",
  retryDelayMs: () => 10,
  maxCrashes: 5,
};

/** How a probe opens its queue. @defaultValue combined in sequence, not merging, cutting back-offs, five crashes */
export interface ProbeOptions extends Partial<QueuePolicy> {
  readonly name?: string;
}

/** How a probe adds a key; what is left out is what a caller would leave out. */
export interface ProbeAdd extends Partial<Omit<AddRequest, "key">> {
  /** Milliseconds until the key is due. */
  readonly afterMs?: number;
}

/** The verbs of a queue at a time that the check moves, so that a check reads as its sentence does. */
export class StoreProbe {
  readonly harness: StoreHarness;
  readonly name: string;
  now: number = start;
  store!: Store;
  queue!: QueueStore;
  /** The priorities of the keys that became due, a list for each call of the observer. */
  becameReady: (readonly number[])[] = [];
  /** The next due times that the observer received. */
  dueAt: number[] = [];
  /** Whether takes are blocked, as the observer received it. */
  blocked: boolean[] = [];
  readonly #policy: QueuePolicy;

  private constructor(harness: StoreHarness, { name = "queue", ...policy }: ProbeOptions) {
    this.harness = harness;
    this.name = name;
    this.#policy = { ...plainPolicy, ...policy };
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
      policy: this.#policy,
      observer: {
        becameReady: (priorities) => void this.becameReady.push(priorities),
        nextDueAt: (at) => void this.dueAt.push(at),
        blocked: (now) => void this.blocked.push(now),
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

  /** Crashes the owner, and opens the queue again. */
  async crash(): Promise<void> {
    await this.openIn(await this.harness.kill());
  }

  /** Lets time pass. */
  pass(ms: number): void {
    this.now += ms;
  }

  /** Sets the wall clock, and moves what waits with it. */
  setClock(byMs: number): Promise<void> {
    this.now += byMs;
    return this.queue.shiftDueTimes(byMs);
  }

  request(key: string, { afterMs, ...how }: ProbeAdd = {}): AddRequest {
    const due = afterMs === undefined ? {} : { due: this.now + afterMs };
    return { key, payload: null, priority: 0, ...due, ...how };
  }

  add(key: string, how?: ProbeAdd): Promise<AddResult> {
    return this.queue.add(this.request(key, how), this.now);
  }

  async addAll(...keys: string[]): Promise<void> {
    for (const key of keys) await this.add(key);
  }

  /** Adds by counting a failure, to wait `waitMs` milliseconds. */
  fail(key: string, waitMs: number, how?: ProbeAdd): Promise<AddResult> {
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

  /** Takes all ready keys and releases none; the keys in order. */
  async takeKeys(): Promise<string[]> {
    return keysOf(await this.take());
  }

  release(claim: ClaimRef, how: Release<ErrorInfo>): Promise<ReleaseResult> {
    return this.queue.release(claim, how, this.now);
  }

  /** Releases a claim as done, and keeps the failures. */
  complete(claim: ClaimRef): Promise<ReleaseResult> {
    return this.release(claim, { next: "done", keepFailures: true });
  }

  /** Releases a claim as failed, to be tried again after `afterMs` milliseconds. */
  retry(claim: ClaimRef, afterMs: number): Promise<ReleaseResult> {
    return this.release(claim, { next: "retry", afterMs });
  }

  giveBack(claim: ClaimRef): Promise<ReleaseResult> {
    return this.release(claim, { next: "give-back" });
  }

  giveUp(claim: ClaimRef, message = "broken"): Promise<ReleaseResult> {
    return this.release(claim, { next: "give-up", cause: { name: "TypeError", message } });
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

  async failures(key: string): Promise<number> {
    return (await this.find(key))?.failures ?? 0;
  }

  find(key: string): Promise<KeyRecord | undefined> {
    return this.queue.find(key, this.now);
  }

  remove(key: string): Promise<boolean> {
    return this.queue.remove(key, this.now);
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

  replay(filter: FailedFilter = { all: true }): Promise<number> {
    return this.queue.replay(filter, this.now);
  }

  purge(filter: FailedFilter = { all: true }): Promise<number> {
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

/** Clauses about a queue that merges waiting with needing work. */
export const mergingClause: MakesClauses<StoreHarness, StoreProbe> = clausesOn((harness) =>
  StoreProbe.open(harness, { merge: true }),
);

/** The same for a queue that also keeps back-offs. */
export const keepingClause: MakesClauses<StoreHarness, StoreProbe> = clausesOn((harness) =>
  StoreProbe.open(harness, { merge: true, backoff: "keep" }),
);
