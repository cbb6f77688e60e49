import { dirname, resolve } from "node:path";
import { realpathSync } from "node:fs";
import type { Store } from "@workset/store";
import { Unmirrorable, type Folders } from "./folders.ts";

/** Where the queue is to be kept. */
export interface StateOptions {
  /** @defaultValue beside the target, named like it, ending in `.workset.db` */
  readonly state?: string;
  readonly memory: boolean;
}

/**
 * Opens what the queue is kept in: a file, which must be in neither of the folders, or memory.
 * @throws Unmirrorable, StoreError when that cannot be: another live process may own the file.
 */
export async function openStore({ from, to }: Folders, { state, memory }: StateOptions): Promise<Store> {
  // Each is loaded here, so that nobody pays for what is not asked for.
  if (memory) {
    const { MemoryStore } = await import("@workset/store-memory");
    return new MemoryStore();
  }
  const path = resolve(state ?? `${to.root}.workset.db`);
  for (const [option, folder] of [
    ["--from", from],
    ["--to", to.root],
  ] as const) {
    const inside = `${realFolder(dirname(path))}/`.startsWith(`${folder}/`);
    if (inside)
      throw new Unmirrorable(`--state, ${path}, is inside ${option}: it would be mirrored, or deleted`);
  }
  const { SqliteStore } = await import("@workset/store-sqlite");
  // A power cut may take the last keys, and nothing is lost by it: every start looks at everything.
  return SqliteStore.open(path, { durability: "process-crash" });
}

function realFolder(path: string): string {
  try {
    return realpathSync.native(path);
  } catch (error) {
    throw new Unmirrorable(`--state: there is no folder ${path}`, { cause: error });
  }
}
