import type { AddRequest, AddResult } from "./add-request.ts";
import type { ClaimRef } from "./claim.ts";
import { needsWork, newRecord, type KeyRecord, type Run, type WaitingRun } from "./key-record.ts";
import { combineFunction, combineSafely, type CombinePayloads } from "./payload.ts";
import type { QueuePolicy } from "./policy.ts";
import type { ErrorInfo, RecordedError, Release, ReleaseResult } from "./release.ts";

// The transitions of a key. Each is a pure function from a record to the next one: a backend finds records, keeps them in
// their orders, and makes each transition atomic. A transition that throws, because a function of the user's threw, has
// changed nothing.

/** When a transition takes place, and its place in every order. */
export interface Moment {
  /** The wall time. */
  readonly now: number;
  /** A number greater than every one before it. Its negative is a place before all others. */
  readonly seq: number;
}

/** What a transition came to. */
export interface Step<Result> {
  readonly record: KeyRecord;
  readonly result: Result;
  /** An error for the history of the key. */
  readonly error?: RecordedError;
}

/** Marks the key as needing work, now or later. */
export function add(
  record: KeyRecord,
  request: AddRequest,
  policy: QueuePolicy,
  at: Moment,
): Step<AddResult> {
  const { payload, priority, due } = request;
  const combine = combineFunction(policy.combine);
  const how = request.again ? older(combine) : combine;
  const run = { payload, priority, addedAt: at.now };
  const counts = typeof due === "function";
  const dueAt = counts ? at.now + due(record.failures) : (due ?? at.now);
  const later = dueAt > at.now && !(policy.merge && needsWork(record));
  const step = later
    ? addLater(record, run, { dueAt, replace: request.replace ?? false, counts }, how, at)
    : addNow(record, run, policy, how, at);
  if (!counts) return step;
  return { ...step, record: { ...step.record, failures: step.record.failures + 1 } };
}

function addNow(
  record: KeyRecord,
  run: Run,
  policy: QueuePolicy,
  combine: CombinePayloads,
  at: Moment,
): Step<AddResult> {
  const { failed, waiting } = record;
  if (failed) {
    const revived = revive(record, { ...run, payload: combine(failed.payload, run.payload) }, at);
    return { record: revived, result: "revived" };
  }
  if (!policy.merge || !waiting) return want(record, run, combine, at);
  const united = unite(waiting, run, combine);
  const dueAt = needsWork(record) ? at.now : earliest(record, waiting, policy, at.now);
  if (dueAt >= waiting.dueAt && dueAt > at.now) {
    return { record: { ...record, waiting: { ...waiting, ...united } }, result: "coalesced" };
  }
  if (dueAt > at.now) return { record: wait(record, united, dueAt, at), result: "sooner" };
  return want({ ...record, waiting: undefined }, { ...united, addedAt: run.addedAt }, combine, at);
}

/** The earliest instant at which an add lets a waiting key run. */
function earliest(
  { failures, backoff }: KeyRecord,
  waiting: WaitingRun,
  policy: QueuePolicy,
  now: number,
): number {
  if (failures === 0 || policy.backoff === "cut") return now;
  if (policy.backoff === "keep") return waiting.dueAt;
  return backoff && backoff.early > 0
    ? Math.min(waiting.dueAt, now + policy.retryDelayMs(backoff.early - 1))
    : now;
}

interface Later {
  readonly dueAt: number;
  readonly replace: boolean;
  readonly counts: boolean;
}

function addLater(
  record: KeyRecord,
  run: Run,
  { dueAt, replace, counts }: Later,
  combine: CombinePayloads,
  at: Moment,
): Step<AddResult> {
  const { failed, waiting } = record;
  if (failed) {
    const payload = combine(failed.payload, run.payload);
    const kept = counts ? record : forgotten(record);
    const left = { ...kept, failed: undefined, crashes: 0 };
    return { record: wait(left, { ...run, payload }, dueAt, at), result: "waiting" };
  }
  if (!waiting) return { record: wait(record, run, dueAt, at), result: "waiting" };
  const united = unite(waiting, run, combine);
  const sooner = dueAt < waiting.dueAt;
  if (!sooner && !replace) {
    return { record: { ...record, waiting: { ...waiting, ...united } }, result: "coalesced" };
  }
  return { record: wait(record, united, dueAt, at), result: replace ? "replaced" : "sooner" };
}

/** Asks for a run now: one more, or as one with the run that is wanted already. */
function want(record: KeyRecord, run: Run, combine: CombinePayloads, { seq }: Moment): Step<AddResult> {
  const { ready, processing, rerun } = record;
  if (processing) {
    const next = rerun ? unite(rerun, run, combine) : run;
    return { record: { ...record, rerun: next }, result: rerun ? "coalesced" : "rerun" };
  }
  if (!ready) return { record: { ...record, ready: { ...run, seq } }, result: "added" };
  const united = unite(ready, run, combine);
  // A raise moves the key to the end of its new priority.
  const place = united.priority > ready.priority ? seq : ready.seq;
  return { record: { ...record, ready: { ...united, seq: place } }, result: "coalesced" };
}

/** The key's time has come: it is ready. The result says whether it needs work only since now. */
export function becomeDue(record: KeyRecord, policy: QueuePolicy, at: Moment): Step<boolean> {
  const { payload, priority, dueAt } = record.waiting!;
  const run = { payload, priority, addedAt: dueAt };
  const step = want({ ...record, waiting: undefined }, run, combineSafely(policy.combine), at);
  return { record: step.record, result: step.result !== "coalesced" };
}

/** Hands the key out under this token. */
export function take(record: KeyRecord, token: number): KeyRecord {
  const { payload, priority, addedAt } = record.ready!;
  return { ...record, ready: undefined, processing: { payload, priority, addedAt, token } };
}

/** Ends the run of a claim. A claim that is not the newest of its key changes nothing. */
export function release(
  record: KeyRecord,
  claim: ClaimRef,
  how: Release<ErrorInfo>,
  policy: QueuePolicy,
  at: Moment,
): Step<ReleaseResult> {
  if (record.processing?.token !== claim.token) return { record, result: "fenced" };
  switch (how.next) {
    case "done":
      return finish(record, how.keepFailures ?? false, at);
    case "again": {
      const kept = how.keepFailures ? record : forgotten(record);
      return comeBack(kept, at.now + how.afterMs, policy, at);
    }
    case "retry":
      return retry(record, how, policy, at);
    case "give-up":
      return giveUp(record, how.cause, at);
    case "give-back":
      return { record: putBack(record, policy, at), result: "ready" };
  }
}

function finish(record: KeyRecord, keepFailures: boolean, { seq }: Moment): Step<ReleaseResult> {
  const { rerun, waiting } = record;
  const left = {
    ...(keepFailures ? record : forgotten(record)),
    processing: undefined,
    rerun: undefined,
    crashes: 0,
  };
  if (rerun) return { record: { ...left, ready: { ...rerun, seq } }, result: "rerun" };
  return { record: left, result: waiting ? "waiting" : "done" };
}

/**
 * Tries the run again at `dueAt`, as one with all that was added meanwhile, which is newer. A change that came while the
 * key was processing is not delayed by that: it runs at once, unless `changeDueAt` says later.
 */
function comeBack(
  record: KeyRecord,
  dueAt: number,
  policy: QueuePolicy,
  at: Moment,
  changeDueAt: number = at.now,
): Step<ReleaseResult> {
  const { rerun, waiting } = record;
  const combine = combineFunction(policy.combine);
  const again = interrupted(record, combine);
  const run = waiting ? unite(again, waiting, combine) : again;
  const left = { ...record, processing: undefined, rerun: undefined, waiting: undefined, crashes: 0 };
  const runsAt = rerun ? Math.min(dueAt, changeDueAt) : dueAt;
  if (runsAt <= at.now) {
    const ready = { ...run, addedAt: rerun?.addedAt ?? at.now, seq: at.seq };
    return { record: { ...left, ready }, result: "rerun" };
  }
  return { record: wait(left, run, Math.min(runsAt, waiting?.dueAt ?? runsAt), at), result: "waiting" };
}

function retry(
  record: KeyRecord,
  { afterMs, cause, keepFailures = false }: Extract<Release<ErrorInfo>, { next: "retry" }>,
  policy: QueuePolicy,
  at: Moment,
): Step<ReleaseResult> {
  const { failures, backoff } = record;
  const error = cause && { error: recorded(record, "retried", cause, at.now) };
  if (keepFailures) {
    const dueAt = at.now + (afterMs ?? policy.retryDelayMs(failures));
    return { ...comeBack(record, dueAt, policy, at), ...error };
  }
  if (policy.merge && policy.backoff === "deadline") {
    const isEarly = backoff !== undefined && at.now < backoff.until;
    if (isEarly) {
      // A failure before the deadline neither counts nor moves it, unless the other side named a later time.
      const until = Math.max(backoff.until, afterMs === undefined ? 0 : at.now + afterMs);
      const early = { ...record, backoff: { until, early: backoff.early + 1 } };
      const changeDueAt = record.rerun ? at.now + policy.retryDelayMs(backoff.early) : at.now;
      return { ...comeBack(early, until, policy, at, changeDueAt), ...error };
    }
    const until = at.now + (afterMs ?? policy.retryDelayMs(failures));
    const failed = { ...record, failures: failures + 1, backoff: { until, early: 0 } };
    return { ...comeBack(failed, until, policy, at), ...error };
  }
  const dueAt = at.now + (afterMs ?? policy.retryDelayMs(failures));
  return { ...comeBack({ ...record, failures: failures + 1 }, dueAt, policy, at), ...error };
}

function giveUp(record: KeyRecord, cause: ErrorInfo, at: Moment): Step<ReleaseResult> {
  const error = recorded(record, "given-up", cause, at.now);
  if (record.rerun ?? record.waiting) return { ...finish(record, false, at), error };
  const { payload, priority, addedAt } = record.processing!;
  const failed = { payload, priority, addedAt, failedAt: at.now, seq: at.seq };
  return {
    record: { ...record, processing: undefined, backoff: undefined, failed },
    result: "failed",
    error,
  };
}

/** The process that held the key crashed: the key is ready again, or quarantined after too many crashes. */
export function recover(record: KeyRecord, policy: QueuePolicy, at: Moment): Step<"ready" | "quarantined"> {
  const crashes = record.crashes + 1;
  const crashed = { ...record, crashes };
  if (crashes < policy.maxCrashes) {
    return { record: putBackSafely(crashed, policy, at), result: "ready" };
  }
  const combine = combineSafely(policy.combine);
  const run = interrupted(crashed, combine);
  const all = record.waiting ? unite(run, record.waiting, combine) : run;
  const failed = { ...all, failedAt: at.now, seq: at.seq };
  const left = {
    ...crashed,
    processing: undefined,
    rerun: undefined,
    waiting: undefined,
    backoff: undefined,
    failed,
  };
  return {
    record: left,
    result: "quarantined",
    error: recorded(crashed, "crashed", crashError(crashes), at.now),
  };
}

/** The error of a key that was processing at too many crashes. */
export function crashError(crashes: number): ErrorInfo {
  return {
    name: "Crashed",
    message: `the process ended ${crashes} times in a row while this key was processing`,
  };
}

/** Makes the key ready again, first of its priority, whatever the payloads combine to. */
export function putBackSafely(record: KeyRecord, policy: QueuePolicy, at: Moment): KeyRecord {
  return putBack(record, { ...policy, combine: combineSafely(policy.combine) }, at);
}

function putBack(record: KeyRecord, { combine }: QueuePolicy, { seq }: Moment): KeyRecord {
  const run = interrupted(record, combineFunction(combine));
  return { ...record, processing: undefined, rerun: undefined, ready: { ...run, seq: -seq } };
}

/** Makes a failed key ready again. Its errors are kept. */
export function replay(record: KeyRecord, at: Moment): KeyRecord {
  return revive(record, { ...record.failed!, addedAt: at.now }, at);
}

function revive(record: KeyRecord, { payload, priority, addedAt }: Run, { seq }: Moment): KeyRecord {
  const left = { ...forgotten(record), failed: undefined, crashes: 0 };
  return { ...left, ready: { payload, priority, addedAt, seq } };
}

/** Removes a failed key and its counts. */
export function purge(record: KeyRecord): KeyRecord {
  return newRecord(record.key);
}

/** Removes every run but the one that is processing; whether there was one. */
export function remove(record: KeyRecord): Step<boolean> {
  const { ready, rerun, waiting, failed } = record;
  if ((ready ?? rerun ?? waiting ?? failed) === undefined) return { record, result: false };
  const { key, processing, crashes } = record;
  return { record: { ...newRecord(key), processing, ...(processing && { crashes }) }, result: true };
}

/** Takes back the wait of the key; whether it was waiting. */
export function cancel(record: KeyRecord): Step<boolean> {
  if (!record.waiting) return { record, result: false };
  return { record: { ...record, waiting: undefined }, result: true };
}

/** Lets a waiting key wait until `dueAt` at least; whether it was waiting. */
export function postpone(record: KeyRecord, dueAt: number, at: Moment): Step<boolean> {
  const { waiting } = record;
  if (!waiting) return { record, result: false };
  return { record: dueAt > waiting.dueAt ? wait(record, waiting, dueAt, at) : record, result: true };
}

/** The wall clock was set by `byMs`: what the key waits for moves with it. */
export function shiftDueTimes(record: KeyRecord, byMs: number): KeyRecord {
  const { waiting, backoff } = record;
  return {
    ...record,
    waiting: waiting && { ...waiting, dueAt: waiting.dueAt + byMs },
    backoff: backoff && { ...backoff, until: backoff.until + byMs },
  };
}

/** Clears the failures of the key. */
export function forget(record: KeyRecord): KeyRecord {
  return record.failures === 0 && !record.backoff ? record : forgotten(record);
}

function forgotten(record: KeyRecord): KeyRecord {
  return { ...record, failures: 0, backoff: undefined };
}

function wait(record: KeyRecord, run: Run, dueAt: number, { seq }: Moment): KeyRecord {
  const { payload, priority, addedAt } = run;
  return { ...record, waiting: { payload, priority, addedAt, dueAt, seq } };
}

/** One run of two: both payloads, the higher priority, the time of the first. */
function unite(present: Run, added: Run, combine: CombinePayloads): Run {
  return {
    payload: combine(present.payload, added.payload),
    priority: Math.max(present.priority, added.priority),
    addedAt: present.addedAt,
  };
}

/** The run that is processing, as one with the one that was to follow it. */
function interrupted({ processing, rerun }: KeyRecord, combine: CombinePayloads): Run {
  const { payload, priority, addedAt } = processing!;
  const run = { payload, priority, addedAt };
  return rerun ? unite(run, rerun, combine) : run;
}

function older(combine: CombinePayloads): CombinePayloads {
  return (present, added) => combine(added, present);
}

function recorded(
  { failures, crashes }: KeyRecord,
  kind: RecordedError["kind"],
  error: ErrorInfo,
  at: number,
): RecordedError {
  return { ...error, at, kind, failures, crashes };
}
