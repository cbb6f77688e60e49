import { RawSqlite } from "../raw/sqlite.ts";
import type { Item } from "./durable-items.ts";
import { openWorkset } from "./open-workset.ts";

/** A file with the store's tables and an empty queue, for {@link RawSqlite}. */
async function makeTables(path: string): Promise<void> {
  await using _ = await openWorkset(path);
}

/** The same, opened. */
export async function openRaw(path: string, keyIndex: boolean): Promise<RawSqlite> {
  await makeTables(path);
  return new RawSqlite(path, keyIndex);
}

/** A file in which all items are ready, or wait for an instant in the past. */
export async function fill(path: string, items: readonly Item[], state: "ready" | "due"): Promise<void> {
  using raw = await openRaw(path, true);
  raw.database.pragma("synchronous = OFF");
  if (state === "ready") raw.add(items);
  else raw.addWaiting(items, Date.now() - 1000);
  raw.handOver();
}
