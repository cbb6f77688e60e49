import type { Adding, AddRequest } from "@workset/store";
import { active, failed, freshRow, idle, type KeyRow } from "./key-row.ts";
import type { QueueKeys } from "./queue-keys.ts";
import { guarded } from "../commit/user-function.ts";

/** An add, whole. The functions of the caller are called before anything is written or counted. */
export function add(keys: QueueKeys, added: AddRequest, now: number): Adding {
  const request = added.again ? asOlder(added) : added;
  const { key, due } = request;
  // The usual case by the shortest way: nothing is known of the key, and it is wanted now.
  if (due === undefined && keys.insertReady(key, request.payload, 0 - request.priority, now)) return "added";
  const row = keys.find(key) ?? freshRow(key);
  if (due === undefined) return addNow(keys, row, request, now);
  if (typeof due === "number") {
    return due > now ? addLater(keys, row, request, due, now, 0) : addNow(keys, row, request, now);
  }
  const delayMs = guarded(due, row.failures, undefined);
  return delayMs > 0
    ? addLater(keys, row, request, now + delayMs, now, 1)
    : addNow(keys, row, request, now, 1);
}

/** What is tried again is older than what it meets. */
function asOlder(request: AddRequest): AddRequest {
  return { ...request, again: false, combine: (present, added) => request.combine(added, present) };
}

function addNow(keys: QueueKeys, row: KeyRow, request: AddRequest, now: number, failure = 0): Adding {
  const held = keys.held.has(row.key);
  const needsWork = held ? row.rerun === 1 : row.state === active;
  let { payload } = request;
  let rank = 0 - request.priority;
  const absorbs = request.merge === true && row.due_at !== null;
  if (absorbs) {
    payload = guarded(request.combine, row.wait_payload, payload);
    rank = Math.min(rank, row.wait_rank!);
    if (request.keepBackoff && row.failures > 0 && !needsWork) {
      row.failures += failure;
      row.wait_payload = payload;
      row.wait_rank = rank;
      keys.write(row);
      return "coalesced";
    }
  }
  if (needsWork || row.state === failed) {
    payload = guarded(request.combine, held ? row.next_payload : row.payload, payload);
  }
  if (absorbs) keys.endWait(row);
  return needWork(keys, row, payload, rank, now, failure);
}

/** Makes a key need work with this payload, which holds already what was to be run with. Nothing throws any more. */
export function needWork(
  keys: QueueKeys,
  row: KeyRow,
  payload: KeyRow["payload"],
  rank: number,
  now: number,
  failure = 0,
): Adding {
  if (row.state === failed) {
    leaveFailed(keys, row);
    row.failures = failure;
    keys.activate(row, payload, rank, now);
    return "revived";
  }
  row.failures += failure;
  if (keys.held.has(row.key)) {
    const again = row.rerun === 1;
    if (!again) {
      keys.rerun++;
      row.rerun = 1;
      row.next_added_at = now;
    }
    row.next_payload = payload;
    row.next_rank = again ? Math.min(row.next_rank!, rank) : rank;
    keys.write(row);
    return again ? "coalesced" : "rerun";
  }
  if (row.state === idle) {
    keys.activate(row, payload, rank, now);
    return "added";
  }
  row.payload = payload;
  keys.raise(row, rank);
  keys.write(row);
  return "coalesced";
}

function addLater(
  keys: QueueKeys,
  row: KeyRow,
  request: AddRequest,
  dueAt: number,
  now: number,
  failure: 0 | 1,
): Adding {
  const held = keys.held.has(row.key);
  const rank = 0 - request.priority;
  // A key that was given back, or was in hand at a crash, may be ready and wait besides: the add makes them one.
  if (request.merge && (held ? row.rerun === 1 : row.state === active)) {
    return addNow(keys, row, request, now, failure);
  }
  if (row.due_at === null) {
    row.wait_payload = request.payload;
    if (row.state === failed) {
      row.wait_payload = guarded(request.combine, row.payload, request.payload);
      leaveFailed(keys, row);
      if (failure === 0) row.failures = 0;
    }
    row.failures += failure;
    row.wait_rank = rank;
    row.wait_added_at = now;
    keys.wait(row, dueAt);
    keys.write(row);
    return "waiting";
  }
  row.wait_payload = guarded(request.combine, row.wait_payload, request.payload);
  row.wait_rank = Math.min(row.wait_rank!, rank);
  row.failures += failure;
  const sooner = dueAt < row.due_at;
  if (sooner || request.replace) keys.wait(row, dueAt);
  keys.write(row);
  if (request.replace) return "replaced";
  return sooner ? "sooner" : "coalesced";
}

/** A failed key is wanted again: its crashes are forgotten, its errors are not. */
export function leaveFailed(keys: QueueKeys, row: KeyRow): void {
  keys.count(0, 0, -1);
  row.state = idle;
  row.crashes = 0;
  row.payload = row.failed_at = null;
}
