import type {
  Adding,
  AddRequest,
  Claim,
  Combine,
  Ending,
  FailedFilter,
  Failing,
  Holding,
  KeyPage,
  KeyQuery,
  RecordedError,
  StoredKey,
  StoredState,
} from "@workset/store";
import { of, remove } from "../../model/model-lists.ts";
import { insert, isBefore, type ModelEntry, type ModelKeys, type ModelRun } from "./model-keys.ts";

/** How a run meets what waits. */
export type ModelMerging = Pick<AddRequest, "merge" | "keepBackoff" | "combine">;

/** The steps that the verbs of a `ModelStoreQueue` are made of: lists are searched from the front. */
export class ModelSteps {
  readonly keys: ModelKeys;
  readonly combine: Combine;

  constructor(keys: ModelKeys, combine: Combine) {
    this.keys = keys;
    this.combine = combine;
  }

  /** Where nobody can be told that two payloads do not combine, the newer counts. */
  readonly safely: Combine = (waiting, added) => {
    try {
      return this.combine(waiting, added);
    } catch {
      return added;
    }
  };

  put(request: AddRequest, now: number): Adding {
    const { key, payload, priority, due, again } = request;
    const combine: Combine = again ? (present, added) => request.combine(added, present) : request.combine;
    const failed = of(this.keys.lists.failed, key);
    if (failed) this.unfail(failed);
    const run = { key, payload: failed ? combine(failed.payload, payload) : payload, priority, addedAt: now };

    const dueAt = typeof due === "function" ? now + due(this.failuresOf(key)) : (due ?? now);
    const revived = failed && dueAt <= now;
    if (revived || (failed && typeof due !== "function")) this.keys.failures.delete(key);
    const adding =
      dueAt > now
        ? this.putLater(run, dueAt, { ...request, combine })
        : this.putNow(run, { ...request, combine });
    if (typeof due === "function") this.countFailure(key);
    return revived ? "revived" : adding;
  }

  putNow(run: ModelRun, { merge = false, keepBackoff = false, combine }: ModelMerging): Adding {
    const { waiting } = this.keys.lists;
    const present = merge ? of(waiting, run.key) : undefined;
    if (!present) return this.want(run, combine);
    const united = this.unite(present, run, combine);
    if (keepBackoff && this.failuresOf(run.key) > 0 && !this.needsWork(run.key)) {
      waiting[waiting.indexOf(present)] = { ...present, ...united };
      return "coalesced";
    }
    remove(waiting, present);
    return this.want({ ...united, addedAt: run.addedAt }, combine);
  }

  putLater(run: ModelRun, dueAt: number, { merge, replace = false, combine }: AddRequest): Adding {
    if (merge && this.needsWork(run.key)) return this.putNow(run, { merge, combine });
    const present = of(this.keys.lists.waiting, run.key);
    if (!present) {
      this.wait(run, dueAt);
      return "waiting";
    }
    const united = this.unite(present, run, combine);
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
  unite({ key, payload, priority, addedAt }: ModelRun, added: ModelRun, combine: Combine): ModelRun {
    const higher = Math.max(priority, added.priority);
    return { key, payload: combine(payload, added.payload), priority: higher, addedAt };
  }

  /** Asks for a run: one more, or as one with the one that is wanted already. */
  want(run: ModelRun, combine: Combine): Adding {
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

  tryAgain(held: ModelEntry, dueAt: number, now: number): Ending {
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
    this.countFailure(key);
    if (next || dueAt <= now) {
      this.lineUp({ ...run, addedAt: next?.addedAt ?? now });
      return "rerun";
    }
    this.wait(run, Math.min(dueAt, waiting?.position[0] ?? Infinity));
    return "waiting";
  }

  heldBy({ key, token }: Holding): ModelEntry | undefined {
    return this.keys.lists.processing.find((held) => held.key === key && held.position[0] === token);
  }

  release(held: ModelEntry): void {
    remove(this.keys.lists.processing, held);
  }

  /** What becomes of a key that was released and is wanted again. */
  goOn(key: string): Ending | undefined {
    const next = of(this.keys.rerun, key);
    if (next) {
      remove(this.keys.rerun, next);
      this.lineUp(next);
      return "rerun";
    }
    return of(this.keys.lists.waiting, key) && "waiting";
  }

  leave(key: string): Ending {
    this.keys.errors.delete(key);
    return "done";
  }

  /** Puts a run that was interrupted first in line, as one with the next. */
  putBack(held: ModelEntry, combine: Combine): Ending {
    this.lineUpFirst(this.interrupt(held, combine));
    return "ready";
  }

  interrupt(held: ModelEntry, combine: Combine): ModelRun {
    const next = of(this.keys.rerun, held.key);
    this.release(held);
    remove(this.keys.rerun, next);
    return next ? this.unite(held, next, combine) : held;
  }

  fail({ key, payload, priority, addedAt }: ModelRun, error: Failing, now: number): Ending {
    const position = [now, ++this.keys.lastPosition] as const;
    insert(this.keys.lists.failed, { key, payload, priority, addedAt, position, error });
    return "failed";
  }

  unfail(failed: ModelEntry): void {
    remove(this.keys.lists.failed, failed);
    this.keys.crashes.delete(failed.key);
  }

  record(key: string, kind: RecordedError["kind"], error: Failing, at: number): void {
    const recorded = { ...error, at, kind, failures: this.failuresOf(key), crashes: this.crashesOf(key) };
    this.keys.errors.set(key, [recorded, ...this.errorsOf(key)].slice(0, 10));
  }

  quarantine(held: ModelEntry, now: number): void {
    const { key } = held;
    const waiting = of(this.keys.lists.waiting, key);
    const run = this.interrupt(held, this.safely);
    remove(this.keys.lists.waiting, waiting);
    const message = `the process ended ${this.crashesOf(key)} times in a row while this key was in hand`;
    const error = { name: "Crashed", message };
    this.record(key, "crashed", error, now);
    this.fail(waiting ? this.unite(run, waiting, this.safely) : run, error, now);
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

  page({ state, key, search, after, limit }: KeyQuery): KeyPage {
    const [major = -Infinity, minor = -Infinity] = after?.split(" ").map(Number) ?? [];
    const rest = this.keys.lists[state].filter(
      (entry) =>
        isBefore([major, minor], entry.position) &&
        (key === undefined || entry.key === key) &&
        this.matches(this.shown(entry, state), search),
    );
    const keys = rest.slice(0, limit).map((entry) => this.shown(entry, state));
    return rest.length > limit ? { keys, next: rest[limit - 1]!.position.join(" ") } : { keys };
  }

  shown(entry: ModelEntry, state: StoredState): StoredKey {
    const next = state === "processing" ? of(this.keys.rerun, entry.key) : undefined;
    const { key, payload, priority, addedAt } = next ?? entry;
    const counts = { failures: this.failuresOf(key), crashes: this.crashesOf(key) };
    const stored = { key, payload, priority, addedAt, ...counts };
    if (state === "processing") return { ...stored, rerun: next !== undefined };
    if (state === "waiting") return { ...stored, dueAt: entry.position[0] };
    return state === "failed" ? { ...stored, failedAt: entry.position[0], error: entry.error! } : stored;
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
