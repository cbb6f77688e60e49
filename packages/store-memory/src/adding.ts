import type { Adding, AddRequest, Combine } from "@workset/store";
import { unite, type Row, type Run } from "./row.ts";
import type { Rows } from "./rows.ts";

type Merging = Pick<AddRequest, "merge" | "keepBackoff" | "combine">;

/** An add, whole. The functions of the caller, which may throw, are called before anything is changed. */
export function add(rows: Rows, request: AddRequest, now: number): Adding {
  const { key, payload, priority, due } = request;
  const row = rows.of(key);
  const dueAt = typeof due === "function" ? now + due(row.failures) : (due ?? now);
  const run = { payload, priority, addedAt: now };
  const how = request.again ? { ...request, combine: asOlder(request.combine) } : request;
  const adding = dueAt > now ? addLater(rows, row, run, dueAt, how) : addNow(rows, row, run, how);
  if (typeof due === "function") row.failures++;
  rows.tidy(row);
  return adding;
}

/** What is tried again is older than what it meets. */
function asOlder(combine: Combine): Combine {
  return (present, added) => combine(added, present);
}

function addNow(rows: Rows, row: Row, run: Run, { merge, keepBackoff, combine }: Merging): Adding {
  const { failed, waiting } = row;
  if (failed) {
    const payload = combine(failed.run.payload, run.payload);
    revive(rows, row, { ...run, payload });
    return "revived";
  }
  if (!merge || !waiting) return rows.want(row, run, combine);
  const united = unite(waiting.run, run, combine);
  if (keepBackoff && row.failures > 0 && !row.ready && !row.next) {
    waiting.run = united;
    return "coalesced";
  }
  const adding = rows.want(row, { ...united, addedAt: run.addedAt }, combine);
  rows.drop(row, "waiting");
  return adding;
}

function addLater(rows: Rows, row: Row, run: Run, dueAt: number, request: AddRequest): Adding {
  const { merge, replace, combine } = request;
  // A key that was given back, or was in hand at a crash, may be ready and wait besides: the add makes them one.
  if (merge && (row.ready ?? row.next)) return addNow(rows, row, run, { merge, combine });
  const { failed, waiting } = row;
  if (!waiting) {
    const payload = failed ? combine(failed.run.payload, run.payload) : run.payload;
    if (failed) row.crashes = 0;
    if (failed && typeof request.due !== "function") row.failures = 0;
    rows.drop(row, "failed");
    rows.wait(row, { ...run, payload }, dueAt);
    return "waiting";
  }
  waiting.run = unite(waiting.run, run, combine);
  const sooner = dueAt < waiting.major;
  if (!sooner && !replace) return "coalesced";
  waitUntil(rows, row, dueAt);
  return replace ? "replaced" : "sooner";
}

/** Makes a failed row ready as if it were new, but for its errors. */
export function revive(rows: Rows, row: Row, run: Run): void {
  rows.drop(row, "failed");
  row.failures = 0;
  row.crashes = 0;
  rows.lineUp(row, run);
}

/** Lets a waiting row wait until another time. */
export function waitUntil(rows: Rows, row: Row, dueAt: number): void {
  const { run } = row.waiting!;
  rows.drop(row, "waiting");
  rows.wait(row, run, dueAt);
}
