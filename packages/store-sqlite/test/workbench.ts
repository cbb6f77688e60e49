import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Adding, AddRequest, Claim, OpenQueue, QueueStore, Store } from "@workset/store";
import { SqliteStore, type SqliteStoreOptions } from "../src/index.ts";

/** A folder for files, closed stores and all, gone after the test. */
export class Workbench implements AsyncDisposable {
  readonly folder: string = mkdtempSync(join(tmpdir(), "workset-"));
  readonly #stores: Store[] = [];

  path(name: string = "store.db"): string {
    return join(this.folder, name);
  }

  /** Opens a store in a file of this folder. */
  async open(options?: SqliteStoreOptions, name?: string): Promise<SqliteStore> {
    return this.keep(await SqliteStore.open(this.path(name), options));
  }

  /** Sees to it that a store is closed before the folder goes. */
  keep<S extends Store>(store: S): S {
    this.#stores.push(store);
    return store;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#stores.map((store) => store.close()));
    rmSync(this.folder, { recursive: true });
  }
}

/** Opens a queue as most tests want it. */
export function openQueue(store: Store, options: Partial<OpenQueue> = {}): Promise<QueueStore> {
  return store.open({ queue: "queue", now: 0, maxCrashes: 5, combine: (_, added) => added, ...options });
}

export function request(key: string, how: Partial<AddRequest> = {}): AddRequest {
  return { key, payload: null, priority: 0, combine: (_, added) => added, ...how };
}

/** Adds keys in one turn, so that one transaction carries them all. */
export function addAll(queue: QueueStore, keys: Iterable<string>): Promise<Adding[]> {
  return Promise.all(Array.from(keys, (key) => queue.add(request(key), 0)));
}

export function keysOf(listed: readonly { readonly key: string }[]): string[] {
  return listed.map(({ key }) => key);
}

/** Takes the key that is next. */
export async function takeOne(queue: QueueStore): Promise<Claim> {
  const [claim] = await queue.take(1, 0);
  if (!claim) throw new Error("no key is ready");
  return claim;
}
