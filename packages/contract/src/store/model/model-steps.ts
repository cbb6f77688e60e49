import type {
  AddRequest,
  AddResult,
  Claim,
  ClaimRef,
  CombinePayloads,
  ErrorInfo,
  FailedFilter,
  KeyPage,
  KeyQuery,
  QueuePolicy,
  RecordedError,
  ReleaseResult,
  StoredKey,
  StoredState,
} from "@workset/store";
import { of, remove } from "../../model/model-lists.ts";
import { insert, isBefore, type ModelEntry, type ModelKeys, type ModelRun } from "./model-keys.ts";

/** How a run meets what waits. */
export interface ModelMerging {
  readonly merge: boolean;
  readonly backoff: QueuePolicy["backoff"];
  readonly combine: CombinePayloads;
}

/** The steps that the verbs of a `ModelStoreQueue` are made of: lists are searched from the front. */
export class ModelSteps {
  readonly keys: ModelKeys;
  policy: QueuePolicy;

  constructor(keys: ModelKeys, policy: QueuePolicy) {
    this.keys = keys;
    this.policy = policy;
  }

  readonly combine: CombinePayloads = (present, added) => {
    const { combine } = this.policy;
    if (combine === "latest") return added;
    return combine === "first" ? present : combine(present, added);
  };

  /** Where no caller can receive an error of two payloads that do not combine, the newer one wins. */
  readonly safely: CombinePayloads = (present, added) => {
    try {
      return this.combine(present, added);
    } catch {
      return added;
    }
  };

  put(request: AddRequest, now: number): AddResult {
    const { key, payload, priority, due, again } = request;
    const { combine: forward } = this;
    const combine: CombinePayloads = again ? (present, added) => forward(added, present) : forward;
    const failed = of(this.keys.lists.failed, key);
    if (failed) this.unfail(failed);
    const run = { key, payload: failed ? combine(failed.payload, payload) : payload, priority, addedAt: now };

    const dueAt = typeof due === "function" ? now + due(this.failuresOf(key)) : (due ?? now);
    const revived = failed && dueAt <= now;
    if (revived || (failed && typeof due !== "function")) this.keys.failures.delete(key);
    const { merge, backoff } = this.policy;
    const adding =
      dueAt > now
        ? this.putLater(run, dueAt, request.replace ?? false, { merge, backoff, combine }, now)
        : this.putNow(run, { merge, backoff, combine }, now);
    if (typeof due === "function") this.countFailure(key);
    return revived ? "revived" : adding;
  }

  putNow(run: ModelRun, { merge, backoff, combine }: ModelMerging, now: number): AddResult {
    const { waiting } = this.keys.lists;
    const present = merge ? of(waiting, run.key) : undefined;
    if (!present) return this.want(run, combine);
    const united = this.unite(present, run, combine);
    const backsOff = this.failuresOf(run.key) > 0 && !this.needsWork(run.key);
    const dueAt = backsOff ? this.mayRunAt(present, backoff, now) : now;
    if (dueAt > now && dueAt >= present.position[0]) {
      waiting[waiting.indexOf(present)] = { ...present, ...united };
      return "coalesced";
    }
    remove(waiting, present);
    if (dueAt <= now) return this.want({ ...united, addedAt: run.addedAt }, combine);
    this.wait(united, dueAt);
    return "sooner";
  }

  /** When an add lets a key run that waits after a failure. */
  mayRunAt({ key, position: [dueAt] }: ModelEntry, backoff: QueuePolicy["backoff"], now: number): number {
    if (backoff === "keep") return dueAt;
    const early = backoff === "deadline" ? (this.keys.backoffs.get(key)?.early ?? 0) : 0;
    return early === 0 ? now : Math.min(dueAt, now + this.policy.retryDelayMs(early - 1));
  }

  putLater(run: ModelRun, dueAt: number, replace: boolean, merging: ModelMerging, now: number): AddResult {
    if (merging.merge && this.needsWork(run.key)) return this.putNow(run, merging, now);
    const present = of(this.keys.lists.waiting, run.key);
    if (!present) {
      this.wait(run, dueAt);
      return "waiting";
    }
    const united = this.unite(present, run, merging.combine);
    const sooner = dueAt < present.position[0];
    remove(this.keys.lists.waiting, present);
    if (!sooner && !replace) {
      insert(this.keys.lists.waiting, { ...united, position: present.position });
      return "coalesced";
    }
    this.wait(united, dueAt);
    return replace ? "replaced" : "sooner";
  }

  needsWork(key: string): boolean {
    return (of(this.keys.lists.ready, key) ?? of(this.keys.rerun, key)) !== undefined;
  }

  /** One run of two: the payload of both, the higher priority, the time of the first. */
  unite({ key, payload, priority, addedAt }: ModelRun, added: ModelRun, combine: CombinePayloads): ModelRun {
    const higher = Math.max(priority, added.priority);
    return { key, payload: combine(payload, added.payload), priority: higher, addedAt };
  }

  /** Asks for a run: one more, or as one with the one that is wanted already. */
  want(run: ModelRun, combine: CombinePayloads): AddResult {
    const { lists, rerun } = this.keys;
    if (of(lists.processing, run.key)) {
      const next = of(rerun, run.key);
      if (next) rerun[rerun.indexOf(next)] = this.unite(next, run, combine);
      else rerun.push(run);
      return next ? "coalesced" : "rerun";
    }
    const ready = of(lists.ready, run.key);
    if (!ready) {
      this.lineUp(run);
      return "added";
    }
    const united = this.unite(ready, run, combine);
    remove(lists.ready, ready);
    if (united.priority > ready.priority) this.lineUp(united);
    else insert(lists.ready, { ...united, position: ready.position });
    return "coalesced";
  }

  lineUp(run: ModelRun): void {
    insert(this.keys.lists.ready, { ...run, position: [-run.priority, ++this.keys.lastPosition] });
  }

  lineUpFirst(run: ModelRun): void {
    insert(this.keys.lists.ready, { ...run, position: [-run.priority, -++this.keys.lastPosition] });
  }

  wait(run: ModelRun, dueAt: number): void {
    insert(this.keys.lists.waiting, { ...run, position: [dueAt, ++this.keys.lastPosition] });
  }

  hand({ key, payload, priority, addedAt }: ModelRun): Claim {
    const token = ++this.keys.lastToken;
    insert(this.keys.lists.processing, { key, payload, priority, addedAt, position: [token, 0] });
    const failures = this.failuresOf(key);
    return { key, token, payload, priority, failures, crashes: this.crashesOf(key), addedAt };
  }

  /** Tries a run again at `dueAt`; what was added meanwhile runs at `changeDueAt`. */
  tryAgain(held: ModelEntry, dueAt: number, now: number, changeDueAt: number = now): ReleaseResult {
    const { key } = held;
    const next = of(this.keys.rerun, key);
    const waiting = of(this.keys.lists.waiting, key);
    const { combine } = this;
    const again = next ? this.unite(held, next, combine) : held;
    const run = waiting ? this.unite(again, waiting, combine) : again;
    this.release(held);
    remove(this.keys.rerun, next);
    remove(this.keys.lists.waiting, waiting);
    this.keys.crashes.delete(key);
    const runsAt = next ? Math.min(dueAt, changeDueAt) : dueAt;
    if (runsAt <= now) {
      this.lineUp({ ...run, addedAt: next?.addedAt ?? now });
      return "rerun";
    }
    this.wait(run, Math.min(runsAt, waiting?.position[0] ?? Infinity));
    return "waiting";
  }

  /** A run failed and is tried again: where the deadline of an earlier failure has not passed, it does not count. */
  retry(held: ModelEntry, afterMs: number | undefined, now: number): ReleaseResult {
    const { key } = held;
    const failures = this.failuresOf(key);
    const { merge, backoff, retryDelayMs } = this.policy;
    const earlier = merge && backoff === "deadline" ? this.keys.backoffs.get(key) : undefined;
    if (earlier && now < earlier.until) {
      const until = afterMs === undefined ? earlier.until : Math.max(earlier.until, now + afterMs);
      const isChanged = of(this.keys.rerun, key) !== undefined;
      const changeDueAt = isChanged ? now + retryDelayMs(earlier.early) : now;
      const result = this.tryAgain(held, until, now, changeDueAt);
      this.keys.backoffs.set(key, { until, early: earlier.early + 1 });
      return result;
    }
    const dueAt = now + (afterMs ?? retryDelayMs(failures));
    const result = this.tryAgain(held, dueAt, now);
    this.countFailure(key);
    if (merge && backoff === "deadline") this.keys.backoffs.set(key, { until: dueAt, early: 0 });
    return result;
  }

  /** Forgets the failures of a key. */
  forget(key: string): void {
    this.keys.failures.delete(key);
    this.keys.backoffs.delete(key);
  }

  heldBy({ key, token }: ClaimRef): ModelEntry | undefined {
    return this.keys.lists.processing.find((held) => held.key === key && held.position[0] === token);
  }

  release(held: ModelEntry): void {
    remove(this.keys.lists.processing, held);
  }

  /** What becomes of a key that was released and is wanted again. */
  goOn(key: string): ReleaseResult | undefined {
    const next = of(this.keys.rerun, key);
    if (next) {
      remove(this.keys.rerun, next);
      this.lineUp(next);
      return "rerun";
    }
    return of(this.keys.lists.waiting, key) && "waiting";
  }

  leave(key: string): ReleaseResult {
    this.keys.errors.delete(key);
    return "done";
  }

  /** Puts a run that was interrupted first of its priority, as one with the next. */
  putBack(held: ModelEntry, combine: CombinePayloads): ReleaseResult {
    this.lineUpFirst(this.interrupt(held, combine));
    return "ready";
  }

  interrupt(held: ModelEntry, combine: CombinePayloads): ModelRun {
    const next = of(this.keys.rerun, held.key);
    this.release(held);
    remove(this.keys.rerun, next);
    return next ? this.unite(held, next, combine) : held;
  }

  fail({ key, payload, priority, addedAt }: ModelRun, now: number): ReleaseResult {
    const position = [now, ++this.keys.lastPosition] as const;
    this.keys.backoffs.delete(key);
    insert(this.keys.lists.failed, { key, payload, priority, addedAt, position });
    return "failed";
  }

  unfail(failed: ModelEntry): void {
    remove(this.keys.lists.failed, failed);
    this.keys.crashes.delete(failed.key);
  }

  record(
    key: string,
    kind: RecordedError["kind"],
    error: ErrorInfo,
    at: number,
    before?: { readonly failures: number; readonly crashes: number },
  ): void {
    const counts = before ?? { failures: this.failuresOf(key), crashes: this.crashesOf(key) };
    const recorded = { ...error, at, kind, ...counts };
    this.keys.errors.set(key, [recorded, ...this.errorsOf(key)].slice(0, 10));
  }

  quarantine(held: ModelEntry, now: number): void {
    const { key } = held;
    const waiting = of(this.keys.lists.waiting, key);
    const run = this.interrupt(held, this.safely);
    remove(this.keys.lists.waiting, waiting);
    const message = `the process ended ${this.crashesOf(key)} times in a row while this key was processing`;
    const error = { name: "Crashed", message };
    this.record(key, "crashed", error, now);
    this.fail(waiting ? this.unite(run, waiting, this.safely) : run, now);
  }

  failuresOf(key: string): number {
    return this.keys.failures.get(key) ?? 0;
  }

  countFailure(key: string): void {
    this.keys.failures.set(key, this.failuresOf(key) + 1);
  }

  crashesOf(key: string): number {
    return this.keys.crashes.get(key) ?? 0;
  }

  page({ state, search, after, limit }: KeyQuery): KeyPage {
    const [major = -Infinity, minor = -Infinity] = after?.split(" ").map(Number) ?? [];
    const rest = this.keys.lists[state].filter(
      (entry) => isBefore([major, minor], entry.position) && this.matches(this.shown(entry, state), search),
    );
    const keys = rest.slice(0, limit).map((entry) => this.shown(entry, state));
    return rest.length > limit ? { keys, next: rest[limit - 1]!.position.join(" ") } : { keys };
  }

  shown(entry: ModelEntry, state: StoredState): StoredKey {
    const next = state === "processing" ? of(this.keys.rerun, entry.key) : undefined;
    const { key, payload, priority, addedAt } = next ?? entry;
    const counts = { failures: this.failuresOf(key), crashes: this.crashesOf(key) };
    const [lastError] = this.errorsOf(key);
    const stored = { key, payload, priority, addedAt, ...counts, ...(lastError && { lastError }) };
    if (state === "processing") return { ...stored, rerun: next !== undefined };
    if (state === "waiting") return { ...stored, dueAt: entry.position[0] };
    return state === "failed" ? { ...stored, failedAt: entry.position[0] } : stored;
  }

  matches({ key, payload }: { key: string; payload: string | null }, search: string | undefined): boolean {
    const texts = [key, payload, this.errorsOf(key)[0]?.message];
    return search === undefined || texts.some((text) => text?.includes(search));
  }

  errorsOf(key: string): RecordedError[] {
    return this.keys.errors.get(key) ?? [];
  }

  chosen({ key, search, failedBefore = Infinity }: FailedFilter): ModelEntry[] {
    return this.keys.lists.failed.filter(
      (failed) =>
        (key === undefined || failed.key === key) &&
        this.matches(failed, search) &&
        failed.position[0] < failedBefore,
    );
  }
}
