import {
  checkedFailedFilter,
  runsAlone,
  StoreError,
  transitions,
  type AddRequest,
  type AddResult,
  type Claim,
  type ClaimRef,
  type ErrorInfo,
  type FailedFilter,
  type KeyPage,
  type KeyQuery,
  type KeyRecord,
  type Moment,
  type OpenQueue,
  type QueuePolicy,
  type QueueStore,
  type RecordedError,
  type Recovery,
  type Release,
  type ReleaseResult,
  type StoreCounts,
} from "@workset/store";
import { listPage, selectFailed } from "./listing.ts";
import type { Records } from "./records.ts";

/** The verbs of one queue. Each acts in a microtask of its own, in the order in which they are called. */
export class MemoryQueue implements QueueStore {
  readonly recovery: Recovery;
  readonly #records: Records;
  readonly #options: OpenQueue;
  readonly #onClose: () => void;
  #closed = false;
  /** What the observer knows of the next due time. */
  #reportedDueAt = Infinity;
  #blocked = false;
  #reportedBlocked = false;

  constructor(records: Records, options: OpenQueue, onClose: () => void) {
    this.#records = records;
    this.#options = options;
    this.#onClose = onClose;
    this.recovery = this.#recover();
    this.#reportNextDue();
  }

  get #policy(): QueuePolicy {
    return this.#options.policy;
  }

  #recover(): Recovery {
    const held = this.#processing();
    const quarantined: string[] = [];
    const back: KeyRecord[] = [];
    const { now } = this.#options;
    for (const record of held) {
      if (record.crashes + 1 < this.#policy.maxCrashes) back.push(record);
      else quarantined.push(record.key);
    }
    for (const key of quarantined) {
      this.#records.apply(transitions.recover(this.#records.of(key), this.#policy, this.#at(now)));
    }
    // The last to be taken goes back first, so that the first ends up in front.
    for (const record of back.toReversed()) {
      this.#records.apply(transitions.recover(record, this.#policy, this.#at(now)));
    }
    return { recovered: back.length, quarantined };
  }

  #processing(): KeyRecord[] {
    return Array.from(this.#records.orders.processing.after(), ({ key }) => this.#records.of(key));
  }

  #at(now: number): Moment {
    return { now, seq: this.#records.nextSeq() };
  }

  add(request: AddRequest, now: number): Promise<AddResult> {
    return this.#act(now, () =>
      this.#records.apply(
        transitions.add(this.#records.of(request.key), request, this.#policy, this.#at(now)),
      ),
    );
  }

  take(max: number, now: number): Promise<Claim[]> {
    return this.#act(now, () => {
      const claims: Claim[] = [];
      const { ready } = this.#records.orders;
      while (ready.first && claims.length < max && this.#mayTake(ready.first.key)) {
        const token = this.#records.nextSeq();
        const record = transitions.take(this.#records.of(ready.first.key), token);
        this.#records.put(record);
        const { key, failures, crashes } = record;
        claims.push({ key, failures, crashes, ...record.processing! });
      }
      if (ready.first && claims.length < max) this.#blocked = true;
      return claims;
    });
  }

  /** Whether a key may be processing beside those that are. One that runs alone is the only one. */
  #mayTake(key: string): boolean {
    const held = this.#records.orders.processing.first;
    if (!held) return true;
    return ![key, held.key].some((each) => runsAlone(this.#records.of(each).crashes, this.#policy));
  }

  release(claim: ClaimRef, how: Release<ErrorInfo>, now: number): Promise<ReleaseResult> {
    return this.#act(now, () =>
      this.#records.apply(
        transitions.release(this.#records.of(claim.key), claim, how, this.#policy, this.#at(now)),
      ),
    );
  }

  forget(key: string): Promise<void> {
    return this.#act(undefined, () => this.#records.put(transitions.forget(this.#records.of(key))));
  }

  cancel(key: string, now: number): Promise<boolean> {
    return this.#act(now, () => this.#records.apply(transitions.cancel(this.#records.of(key))));
  }

  postpone(key: string, dueAt: number, now: number): Promise<boolean> {
    return this.#act(now, () =>
      this.#records.apply(transitions.postpone(this.#records.of(key), dueAt, this.#at(now))),
    );
  }

  shiftDueTimes(byMs: number): Promise<void> {
    return this.#act(undefined, () => {
      for (const record of this.#records.all()) {
        if (record.waiting ?? record.backoff) this.#records.put(transitions.shiftDueTimes(record, byMs));
      }
    });
  }

  remove(key: string, now: number): Promise<boolean> {
    return this.#act(now, () => this.#records.apply(transitions.remove(this.#records.of(key))));
  }

  find(key: string, now: number): Promise<KeyRecord | undefined> {
    return this.#act(now, () => this.#records.find(key));
  }

  counts(now: number): Promise<StoreCounts> {
    return this.#act(now, () => {
      const { ready, waiting, failed, processing } = this.#records.orders;
      const oldest = ready.first && this.#records.of(ready.first.key).ready;
      return {
        ready: ready.size,
        processing: processing.size,
        rerun: this.#records.rerun,
        waiting: waiting.size,
        failed: failed.size,
        ...(oldest && { oldestReadyAt: oldest.addedAt }),
      };
    });
  }

  list(query: KeyQuery, now: number): Promise<KeyPage> {
    return this.#act(now, () => listPage(this.#records, query));
  }

  errors(key: string): Promise<RecordedError[]> {
    return this.#act(undefined, () => [...this.#records.errorsOf(key)]);
  }

  replay(filter: FailedFilter, now: number): Promise<number> {
    return this.#act(now, () => {
      const failed = selectFailed(this.#records, checkedFailedFilter(filter));
      for (const record of failed) this.#records.put(transitions.replay(record, this.#at(now)));
      return failed.length;
    });
  }

  purge(filter: FailedFilter): Promise<number> {
    return this.#act(undefined, () => {
      const failed = selectFailed(this.#records, checkedFailedFilter(filter));
      for (const record of failed) this.#records.put(transitions.purge(record));
      return failed.length;
    });
  }

  async close(now: number): Promise<void> {
    await Promise.resolve();
    this.end(now);
  }

  /** Gives back every processing key, and closes. */
  end(now: number): void {
    if (this.#closed) return;
    for (const record of this.#processing().toReversed()) {
      this.#records.put(transitions.putBackSafely(record, this.#policy, this.#at(now)));
    }
    this.#reportBlocked();
    this.abandon();
    this.#onClose();
  }

  /** Closes, and leaves everything as it is. */
  abandon(): void {
    this.#closed = true;
  }

  /** Runs a verb in its turn: keys that are due by `now` become ready, then the verb acts, then the observer learns of it. */
  async #act<R>(now: number | undefined, verb: () => R): Promise<R> {
    await Promise.resolve();
    if (this.#closed) throw new StoreError("closed", "the queue was closed: open it again");
    const ready = now === undefined ? [] : this.#becomeDue(now);
    try {
      return verb();
    } finally {
      if (ready.length > 0) this.#options.observer?.becameReady?.(ready);
      this.#reportNextDue();
      this.#reportBlocked();
    }
  }

  /** Makes keys ready that are due; the priorities of those that did not need work already. */
  #becomeDue(now: number): number[] {
    const { waiting } = this.#records.orders;
    const priorities: number[] = [];
    while (waiting.first && waiting.first.primary <= now) {
      const record = this.#records.of(waiting.first.key);
      const { priority } = record.waiting!;
      if (this.#records.apply(transitions.becomeDue(record, this.#policy, this.#at(now)))) {
        priorities.push(priority);
      }
    }
    return priorities;
  }

  #reportBlocked(): void {
    this.#blocked &&= this.#records.orders.processing.size > 0;
    if (this.#blocked === this.#reportedBlocked) return;
    this.#reportedBlocked = this.#blocked;
    this.#options.observer?.blocked?.(this.#blocked);
  }

  #reportNextDue(): void {
    const dueAt = this.#records.orders.waiting.first?.primary ?? Infinity;
    if (dueAt === this.#reportedDueAt) return;
    this.#reportedDueAt = dueAt;
    this.#options.observer?.nextDueAt?.(dueAt);
  }
}
