import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MemoryStore } from "@workset/store-memory";
import { SqliteStore } from "@workset/store-sqlite";
import type { Store } from "@workset/store";

/** A store that can be opened again after its process has ended, in good order or not. */
export interface StoreThatCrashes extends AsyncDisposable {
  readonly store: Store;
  /** Ends without a word, and opens what is left. */
  crash(): Promise<void>;
}

/** A store in memory: the object outlives the queues that are opened on it. */
export async function memoryStoreThatCrashes(): Promise<StoreThatCrashes> {
  const store = new MemoryStore();
  return {
    store,
    crash: async () => store.crash(),
    [Symbol.asyncDispose]: () => store.close(),
  };
}

/** A store in a file. A crash leaves the bytes that the system has: they are copied, and the copy is opened. */
export async function sqliteStoreThatCrashes(): Promise<StoreThatCrashes> {
  const folder = await mkdtemp(join(tmpdir(), "workset-crash-"));
  let instances = 0;
  const path = (): string => join(folder, `instance-${instances}.db`);
  let store = await SqliteStore.open(path());
  const dead: Store[] = [];
  return {
    get store() {
      return store;
    },
    async crash() {
      const from = path();
      instances++;
      for (const part of ["", "-wal"])
        if (existsSync(from + part)) await copyFile(from + part, path() + part);
      dead.push(store);
      store = await SqliteStore.open(path());
    },
    async [Symbol.asyncDispose]() {
      for (const each of [store, ...dead]) await each.close();
      await rm(folder, { recursive: true });
    },
  };
}
