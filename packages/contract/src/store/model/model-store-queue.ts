import {
  StoreError,
  checkedFailedFilter,
  type AddRequest,
  type AddResult,
  type Claim,
  type ClaimRef,
  type ErrorInfo,
  type FailedFilter,
  type KeyPage,
  type KeyQuery,
  type KeyRecord,
  type OpenQueue,
  type QueueStore,
  type RecordedError,
  type Recovery,
  type Release,
  type ReleaseResult,
  type Run,
  type StoreCounts,
} from "@workset/store";
import { of, remove } from "../../model/model-lists.ts";
import type { ModelEntry, ModelKeys, ModelRun } from "./model-keys.ts";
import { ModelSteps } from "./model-steps.ts";

/**
 * The keys of a store's queue at their plainest. It keeps every clause, says what the verbs mean, and is what other
 * stores are compared with, step by step.
 *
 * Nothing is hidden, so that a test can look at all of it, or break one part.
 */
export class ModelStoreQueue implements QueueStore {
  readonly keys: ModelKeys;
  readonly options: OpenQueue;
  /** What the verbs are made of. */
  readonly steps: ModelSteps;
  recovery: Recovery = { recovered: 0, quarantined: [] };
  closed: boolean = false;
  /** The priorities of the keys that became due in this verb. */
  joined: number[] = [];
  /** The due time that the observer knows. */
  told: number = Infinity;
  /** Whether a take got less than it asked for because of a key that runs alone, and whether the observer knows. */
  blocked: boolean = false;
  reportedBlocked: boolean = false;
  ended: Promise<void> | undefined;
  readonly letGo: () => void;

  constructor(keys: ModelKeys, options: OpenQueue, letGo: () => void = () => {}) {
    this.keys = keys;
    this.options = options;
    this.steps = new ModelSteps(keys, options.policy);
    this.letGo = letGo;
  }

  /** Does a verb in its turn: what is due first, then the verb, then the reports; or nothing, if it throws. */
  async act<T>(now: number | undefined, verb: () => T): Promise<T> {
    await Promise.resolve();
    if (this.closed) throw new StoreError("closed", "the queue was closed: open it again");
    const before = structuredClone(this.keys);
    try {
      if (now !== undefined) this.join(now);
      return verb();
    } catch (error) {
      this.restore(before);
      throw error;
    } finally {
      this.tell();
    }
  }

  restore(before: ModelKeys): void {
    Object.assign(this.keys, before);
    this.joined = [];
  }

  /** Makes keys that are due by now ready. */
  join(now: number): void {
    const { waiting } = this.keys.lists;
    for (let due = waiting[0]; due && due.position[0] <= now; due = waiting[0]) {
      waiting.shift();
      const { key, payload, priority, position } = due;
      const run = { key, payload, priority, addedAt: position[0] };
      const adding = this.steps.want(run, this.steps.safely);
      if (adding !== "coalesced") this.joined.push(priority);
    }
  }

  tell(): void {
    const { observer = {} } = this.options;
    const joined = this.joined.splice(0);
    if (joined.length > 0) observer.becameReady?.(joined);
    const at = this.keys.lists.waiting[0]?.position[0] ?? Infinity;
    if (at !== this.told) observer.nextDueAt?.(at);
    this.told = at;
    this.blocked &&= this.keys.lists.processing.length > 0;
    if (this.blocked !== this.reportedBlocked) observer.blocked?.(this.blocked);
    this.reportedBlocked = this.blocked;
  }

  add(request: AddRequest, now: number): Promise<AddResult> {
    return this.act(now, () => this.steps.put(request, now));
  }

  take(max: number, now: number): Promise<Claim[]> {
    return this.act(now, () => {
      const { ready } = this.keys.lists;
      const claims: Claim[] = [];
      while (claims.length < max && ready[0] && this.mayTake(ready[0].key)) {
        claims.push(this.steps.hand(ready.shift()!));
      }
      this.blocked ||= claims.length < max && ready.length > 0;
      return claims;
    });
  }

  /** Whether a key may be processing beside those that are. */
  mayTake(key: string): boolean {
    const processing = this.keys.lists.processing;
    return (
      processing.length === 0 ||
      ![key, ...processing.map((held) => held.key)].some((each) => this.runsAlone(each))
    );
  }

  /** Whether the next crash of a key that has crashed sends it to the failed set. */
  runsAlone(key: string): boolean {
    const crashes = this.steps.crashesOf(key);
    return crashes > 0 && crashes >= this.options.policy.maxCrashes - 1;
  }

  release(claim: ClaimRef, how: Release<ErrorInfo>, now: number): Promise<ReleaseResult> {
    return this.act(now, () => {
      const held = this.steps.heldBy(claim);
      return held ? this.end(held, how, now) : "fenced";
    });
  }

  /** Ends a run in one of the ways of the union. */
  end(held: ModelEntry, how: Release<ErrorInfo>, now: number): ReleaseResult {
    switch (how.next) {
      case "done":
        return this.finish(held, how.keepFailures ?? false);
      case "again": {
        const result = this.steps.tryAgain(held, now + how.afterMs, now);
        if (!how.keepFailures) this.steps.forget(held.key);
        return result;
      }
      case "retry": {
        const { cause, afterMs, keepFailures } = how;
        const before = { failures: this.steps.failuresOf(held.key), crashes: this.steps.crashesOf(held.key) };
        const result = keepFailures
          ? this.steps.tryAgain(
              held,
              now + (afterMs ?? this.options.policy.retryDelayMs(before.failures)),
              now,
            )
          : this.steps.retry(held, afterMs, now);
        if (cause) this.steps.record(held.key, "retried", cause, now, before);
        return result;
      }
      case "give-up":
        return this.giveUp(held, how.cause, now);
      case "give-back":
        return this.steps.putBack(held, this.steps.combine);
    }
  }

  finish(held: ModelEntry, keepFailures: boolean): ReleaseResult {
    this.steps.release(held);
    this.keys.crashes.delete(held.key);
    if (!keepFailures) this.steps.forget(held.key);
    return this.steps.goOn(held.key) ?? this.steps.leave(held.key);
  }

  giveUp(held: ModelEntry, cause: ErrorInfo, now: number): ReleaseResult {
    const { key } = held;
    this.steps.release(held);
    this.steps.record(key, "given-up", cause, now);
    const result = this.steps.goOn(key);
    if (!result) return this.steps.fail(held, now);
    this.keys.crashes.delete(key);
    this.steps.forget(key);
    return result;
  }

  /** Puts in order what the last owner left processing. */
  recover(): void {
    const { policy, now } = this.options;
    const { maxCrashes } = policy;
    const left = [...this.keys.lists.processing];
    for (const { key } of left) this.keys.crashes.set(key, this.steps.crashesOf(key) + 1);
    const bad = left.filter(({ key }) => this.steps.crashesOf(key) >= maxCrashes);
    const good = left.filter((held) => !bad.includes(held));
    for (const held of bad) this.steps.quarantine(held, now);
    for (const held of good.toReversed()) this.steps.putBack(held, this.steps.safely);
    this.recovery = { recovered: good.length, quarantined: bad.map(({ key }) => key) };
  }

  forget(key: string): Promise<void> {
    return this.act(undefined, () => this.steps.forget(key));
  }

  find(key: string, now: number): Promise<KeyRecord | undefined> {
    return this.act(now, () => this.record(key));
  }

  record(key: string): KeyRecord | undefined {
    const { lists, rerun, failures, crashes, backoffs } = this.keys;
    const [ready, processing, waiting, failed] = (["ready", "processing", "waiting", "failed"] as const).map(
      (state) => of(lists[state], key),
    );
    if (!ready && !processing && !waiting && !failed && !failures.has(key)) return undefined;
    const next = of(rerun, key);
    return {
      key,
      ready: ready && { ...run(ready), seq: ready.position[1] },
      processing: processing && { ...run(processing), token: processing.position[0] },
      rerun: next && run(next),
      waiting: waiting && { ...run(waiting), dueAt: waiting.position[0], seq: waiting.position[1] },
      failed: failed && { ...run(failed), failedAt: failed.position[0], seq: failed.position[1] },
      failures: failures.get(key) ?? 0,
      crashes: crashes.get(key) ?? 0,
      backoff: backoffs.get(key),
    };
  }

  shiftDueTimes(byMs: number): Promise<void> {
    return this.act(undefined, () => {
      this.shiftWaits(byMs);
      this.shiftDeadlines(byMs);
    });
  }

  shiftWaits(byMs: number): void {
    const { lists } = this.keys;
    lists.waiting = lists.waiting.map((entry) => {
      const [dueAt, arrival] = entry.position;
      return { ...entry, position: [dueAt + byMs, arrival] };
    });
  }

  shiftDeadlines(byMs: number): void {
    const { backoffs } = this.keys;
    for (const [key, { until, early }] of backoffs) backoffs.set(key, { until: until + byMs, early });
  }

  remove(key: string, now: number): Promise<boolean> {
    return this.act(now, () => {
      const { lists, rerun } = this.keys;
      const removed = [
        remove(lists.ready, of(lists.ready, key)),
        remove(lists.waiting, of(lists.waiting, key)),
        remove(lists.failed, of(lists.failed, key)),
        remove(rerun, of(rerun, key)),
      ].includes(true);
      if (!removed) return false;
      this.steps.forget(key);
      if (of(lists.processing, key)) return true;
      this.keys.crashes.delete(key);
      this.keys.errors.delete(key);
      return true;
    });
  }

  cancel(key: string, now: number): Promise<boolean> {
    return this.act(now, () => {
      const { lists } = this.keys;
      const waited = remove(lists.waiting, of(lists.waiting, key));
      if (waited && !of(lists.ready, key) && !of(lists.processing, key)) this.steps.leave(key);
      return waited;
    });
  }

  postpone(key: string, dueAt: number, now: number): Promise<boolean> {
    return this.act(now, () => {
      const { waiting } = this.keys.lists;
      const present = of(waiting, key);
      if (present && dueAt > present.position[0]) {
        remove(waiting, present);
        this.steps.wait(present, dueAt);
      }
      return present !== undefined;
    });
  }

  counts(now: number): Promise<StoreCounts> {
    return this.act(now, () => {
      const { ready, waiting, failed, processing } = this.keys.lists;
      return {
        ready: ready.length,
        processing: processing.length,
        rerun: this.keys.rerun.length,
        waiting: waiting.length,
        failed: failed.length,
        ...(ready[0] && { oldestReadyAt: ready[0].addedAt }),
      };
    });
  }

  list(query: KeyQuery, now: number): Promise<KeyPage> {
    return this.act(now, () => this.steps.page(query));
  }

  errors(key: string): Promise<RecordedError[]> {
    return this.act(undefined, () => this.steps.errorsOf(key));
  }

  replay(filter: FailedFilter, now: number): Promise<number> {
    return this.act(now, () => {
      const chosen = this.steps.chosen(checkedFailedFilter(filter));
      for (const failed of chosen) {
        this.steps.unfail(failed);
        const { key, payload, priority } = failed;
        this.steps.forget(key);
        this.steps.lineUp({ key, payload, priority, addedAt: now });
      }
      return chosen.length;
    });
  }

  purge(filter: FailedFilter): Promise<number> {
    return this.act(undefined, () => {
      const chosen = this.steps.chosen(checkedFailedFilter(filter));
      for (const failed of chosen) {
        this.steps.unfail(failed);
        this.steps.forget(failed.key);
        this.keys.errors.delete(failed.key);
      }
      return chosen.length;
    });
  }

  close(): Promise<void> {
    this.ended ??= this.closed ? Promise.resolve() : this.act(undefined, () => this.giveAllBack());
    return this.ended;
  }

  giveAllBack(): void {
    for (const held of this.keys.lists.processing.toReversed()) this.steps.putBack(held, this.steps.safely);
    this.abandon();
  }

  /** Ends as the process would. */
  abandon(): void {
    this.closed = true;
    this.letGo();
  }
}

function run({ payload, priority, addedAt }: ModelRun): Run {
  return { payload, priority, addedAt };
}
