import { closeSync, openSync, statSync, writeSync } from "node:fs";
import type { Store } from "@workset/store";
import { faulty } from "./faulty.ts";

const pageSize = 4096;

/** Writes into the middle of the file what does not belong there. */
export async function openStore(path: string): Promise<Store> {
  const store = await faulty(path, () => ({}));
  const pages = statSync(path).size / pageSize;
  const file = openSync(path, "r+");
  for (let page = 2; page < pages; page += 3) writeSync(file, "not a page", page * pageSize);
  closeSync(file);
  return store;
}
