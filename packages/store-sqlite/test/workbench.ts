import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type {
  AddRequest,
  AddResult,
  Claim,
  OpenQueue,
  PreparedAdd,
  QueuePolicy,
  QueueStore,
  Release,
  Store,
} from "@workset/store";
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

/** The policy of a queue that is given none: client-go's. */
const policy: QueuePolicy = {
  combine: "latest",
  merge: false,
  backoff: "cut",
  retryDelayMs: () => 10,
  maxCrashes: 5,
};

/** Options of {@link openQueue}: those of a queue, and any part of its policy. */
export type OpenOptions = Partial<Omit<OpenQueue, "policy">> & Partial<QueuePolicy>;

/** Opens a queue as most tests want it. */
export function openQueue(
  store: Store,
  { queue = "queue", now = 0, observer, ...more }: OpenOptions = {},
): Promise<QueueStore> {
  return store.open({ queue, now, policy: { ...policy, ...more }, ...(observer && { observer }) });
}

export function request(key: string, how: Partial<AddRequest> = {}): AddRequest {
  return { key, payload: null, priority: 0, ...how };
}

export function prepared(queue: string, add: AddRequest): PreparedAdd {
  return { queue, request: add, policy, now: 0 };
}

/** Ends a run as done, and keeps the failures. */
export const done: Release<never> = { next: "done", keepFailures: true };

/** Adds keys in one turn, so that one transaction carries them all. */
export function addAll(queue: QueueStore, keys: Iterable<string>): Promise<AddResult[]> {
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
