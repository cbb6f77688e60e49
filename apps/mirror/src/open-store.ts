import { realpathSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Store } from "@workset/store";
import { Unmirrorable, type FolderPaths } from "./fs/folders.ts";

/** Where the queue is kept. */
export interface StateOptions {
  /** @defaultValue beside the target, named like it, ending in `.workset.db` */
  readonly state?: string;
  readonly memory: boolean;
}

/**
 * The file that the queue is kept in; `undefined` for memory.
 * @throws Unmirrorable when it is in one of the folders.
 */
export function statePath({ from, to }: FolderPaths, { state, memory }: StateOptions): string | undefined {
  if (memory) return undefined;
  // Beside the target is in neither of them, and that folder may be made later.
  if (state === undefined) return `${to}.workset.db`;
  const path = resolve(state);
  for (const [option, folder] of [
    ["--from", from],
    ["--to", to],
  ] as const) {
    const inside = `${realFolder(dirname(path))}/`.startsWith(`${folder}/`);
    if (inside)
      throw new Unmirrorable(`--state, ${path}, is inside ${option}: it would be mirrored, or deleted`);
  }
  return path;
}

/** Opens the store of the queue. @throws StoreError when another process has the file open. */
export async function openStore(path: string | undefined): Promise<Store> {
  // Each is imported when it is used, so that a start loads no more than it needs.
  if (path === undefined) {
    const { MemoryStore } = await import("@workset/store-memory");
    return new MemoryStore();
  }
  const { SqliteStore } = await import("@workset/store-sqlite");
  // A power cut may take the last keys. Nothing is lost by that: every start looks at everything.
  return SqliteStore.open(path, { durability: "process-crash" });
}

function realFolder(path: string): string {
  try {
    return realpathSync.native(path);
  } catch (error) {
    throw new Unmirrorable(`--state: there is no folder ${path}`, { cause: error });
  }
}
