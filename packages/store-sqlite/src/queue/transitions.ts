import {
  transitions,
  type AddRequest,
  type AddResult,
  type ClaimRef,
  type ErrorInfo,
  type Recovery,
  type Release,
  type ReleaseResult,
} from "@workset/store";
import { callUserFunction } from "../commit/user-function.ts";
import type { QueueRows } from "./queue-rows.ts";

// The transitions of a key as changes of rows. The usual cases take a short cut, which reads no row: a key that is new,
// and a key that is done and of which nothing else is known.

export function add(rows: QueueRows, request: AddRequest, now: number): AddResult {
  const { key, payload, priority, due } = request;
  if (due === undefined && rows.insertReady(key, payload, priority, now)) return "added";
  const found = rows.find(key);
  const at = rows.at(now);
  return rows.apply(
    found,
    callUserFunction(() => transitions.add(found.record, request, rows.policy, at)),
  );
}

export function release(
  rows: QueueRows,
  claim: ClaimRef,
  how: Release<ErrorInfo>,
  now: number,
): ReleaseResult {
  const held = rows.held.get(claim.key);
  if (held?.token !== claim.token) return "fenced";
  if (how.next === "done" && held.plain) {
    rows.removePlain(claim.key, held);
    return "done";
  }
  const found = rows.read(held.id);
  const at = rows.at(now);
  return rows.apply(
    found,
    callUserFunction(() => transitions.release(found.record, claim, how, rows.policy, at)),
  );
}

/** Gives back every processing key, whatever the payloads combine to. */
export function giveBackAll(rows: QueueRows, now: number): void {
  // The last to be taken goes back first, so that the first ends up in front.
  for (const { id } of [...rows.held.values()].toReversed()) {
    const found = rows.read(id);
    rows.put(found, transitions.putBackSafely(found.record, rows.policy, rows.at(now)));
  }
}

/** Recovers the keys of an owner that did not close the queue: ready again, or quarantined after too many crashes. */
export function recover(rows: QueueRows, now: number): Recovery {
  const held = Array.from(rows.held.values(), ({ id }) => rows.read(id));
  const crashed = held.filter(({ record }) => record.crashes + 1 < rows.policy.maxCrashes);
  const quarantined = held.filter((found) => !crashed.includes(found));
  for (const found of [...quarantined, ...crashed.toReversed()]) {
    rows.apply(found, transitions.recover(found.record, rows.policy, rows.at(now)));
  }
  return { recovered: crashed.length, quarantined: quarantined.map(({ record }) => record.key) };
}

export function forget(rows: QueueRows, key: string): void {
  const found = rows.find(key);
  rows.put(found, transitions.forget(found.record));
}

export function cancel(rows: QueueRows, key: string): boolean {
  const found = rows.find(key);
  return rows.apply(found, transitions.cancel(found.record));
}

export function remove(rows: QueueRows, key: string): boolean {
  const found = rows.find(key);
  return rows.apply(found, transitions.remove(found.record));
}

export function postpone(rows: QueueRows, key: string, dueAt: number, now: number): boolean {
  const found = rows.find(key);
  return rows.apply(found, transitions.postpone(found.record, dueAt, rows.at(now)));
}
