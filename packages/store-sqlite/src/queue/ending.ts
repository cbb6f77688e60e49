import type { Ending, Failing, Holding } from "@workset/store";
import { failed, idle, type KeyRow } from "./key-row.ts";
import type { Held, QueueKeys } from "./queue-keys.ts";
import { combinedAnyway, guarded } from "../commit/user-function.ts";

/** The key in hand, if the claim is its newest. */
function heldBy(keys: QueueKeys, claim: Holding): Held | undefined {
  const held = keys.held.get(claim.key);
  return held?.token === claim.token ? held : undefined;
}

export function complete(keys: QueueKeys, claim: Holding): Ending {
  const held = heldBy(keys, claim);
  if (!held) return "fenced";
  keys.letGo(claim.key, held.token);
  if (held.plain) {
    keys.statements.remove.run(held.id);
    return "done";
  }
  const row = keys.read(held.id);
  row.crashes = 0;
  const ending = livesOn(keys, row);
  if (ending) return ending;
  keys.leave(row);
  return "done";
}

/** What a key that was let go does if it was added again meanwhile; `undefined` if it was not. */
function livesOn(keys: QueueKeys, row: KeyRow): Ending | undefined {
  if (row.rerun) {
    const { next_payload, next_rank, next_added_at } = row;
    endRerun(keys, row);
    keys.activate(row, next_payload, next_rank!, next_added_at!);
    return "rerun";
  }
  if (row.due_at === null) return undefined;
  row.state = idle;
  row.payload = null;
  keys.write(row);
  return "waiting";
}

export function retry(
  keys: QueueKeys,
  claim: Holding,
  delayMs: (failures: number) => number,
  now: number,
): Ending {
  const held = heldBy(keys, claim);
  if (!held) return "fenced";
  const row = keys.read(held.id);
  const dueAt = now + guarded(delayMs, row.failures, undefined);
  const payload = withNewer(keys, row);
  keys.letGo(claim.key, held.token);
  row.crashes = 0;
  row.failures++;
  if (row.rerun || dueAt <= now) {
    const rank = Math.min(row.rank, row.next_rank ?? row.rank, row.wait_rank ?? row.rank);
    const wantedSince = row.next_added_at ?? now;
    if (row.rerun) endRerun(keys, row);
    if (row.due_at !== null) keys.endWait(row);
    keys.activate(row, payload, rank, wantedSince);
    return "rerun";
  }
  row.wait_payload = payload;
  row.wait_rank = Math.min(row.rank, row.wait_rank ?? row.rank);
  row.wait_added_at = row.added_at;
  keys.wait(row, Math.min(dueAt, row.due_at ?? dueAt));
  row.state = idle;
  row.payload = null;
  keys.write(row);
  return "waiting";
}

/** The payload of a failed run with what was added meanwhile, which is newer. */
function withNewer(keys: QueueKeys, row: KeyRow): KeyRow["payload"] {
  let { payload } = row;
  if (row.rerun) payload = guarded(keys.combine, payload, row.next_payload);
  if (row.due_at !== null) payload = guarded(keys.combine, payload, row.wait_payload);
  return payload;
}

export function giveBack(keys: QueueKeys, claim: Holding): Ending {
  const held = heldBy(keys, claim);
  if (!held) return "fenced";
  const row = keys.read(held.id);
  const payload = row.rerun ? guarded(keys.combine, row.payload, row.next_payload) : row.payload;
  keys.letGo(claim.key, held.token);
  goBack(keys, row, payload);
  return "ready";
}

/** Gives back everything in hand, whatever the function that combines payloads says to it. */
export function giveBackAll(keys: QueueKeys): void {
  // The last to be taken goes back first, so that the first ends up in front.
  for (const [key, held] of [...keys.held].toReversed()) {
    const row = keys.read(held.id);
    keys.letGo(key, held.token);
    goBack(keys, row, interrupted(keys, row));
  }
}

/** The payload with which an interrupted run is to be run again. */
export function interrupted(keys: QueueKeys, row: KeyRow): KeyRow["payload"] {
  return row.rerun ? combinedAnyway(keys.combine, row.payload, row.next_payload) : row.payload;
}

/** Puts a key that was let go back in line, before everything of its priority. */
export function goBack(keys: QueueKeys, row: KeyRow, payload: KeyRow["payload"]): void {
  row.payload = payload;
  if (row.rerun) {
    row.rank = Math.min(row.rank, row.next_rank!);
    endRerun(keys, row);
  }
  row.seq = -keys.sequence.next();
  keys.write(row);
  keys.joinLine(row);
}

function endRerun(keys: QueueKeys, row: KeyRow): void {
  keys.rerun--;
  row.rerun = 0;
  row.next_rank = row.next_added_at = row.next_payload = null;
}

export function giveUp(keys: QueueKeys, claim: Holding, error: Failing, now: number): Ending {
  const held = heldBy(keys, claim);
  if (!held) return "fenced";
  keys.letGo(claim.key, held.token);
  const row = keys.read(held.id);
  recordError(keys, row, "given-up", error, now);
  const crashes = row.crashes;
  row.crashes = 0;
  const ending = livesOn(keys, row);
  if (ending) return ending;
  row.crashes = crashes;
  fail(keys, row, now);
  return "failed";
}

/** Puts a key that was let go into the failed set. */
export function fail(keys: QueueKeys, row: KeyRow, now: number): void {
  row.state = failed;
  row.failed_at = now;
  row.seq = keys.sequence.next();
  keys.count(0, 0, 1);
  keys.write(row);
}

/** Adds to the history of a key. The row has to be written afterwards. */
export function recordError(
  keys: QueueKeys,
  row: KeyRow,
  kind: "given-up" | "crashed",
  error: Failing,
  now: number,
): void {
  const { name, message, stack } = error;
  keys.statements.addError.run(row.id, now, kind, name, message, stack ?? null, row.failures, row.crashes);
  if (++row.errors <= 10) return;
  keys.statements.trimErrors.run(row.id);
  row.errors = 10;
}

/** What a key that is to fail instead of being ready again leaves behind in its queue. */
export function dropRerun(keys: QueueKeys, row: KeyRow): void {
  if (row.rerun) endRerun(keys, row);
}
