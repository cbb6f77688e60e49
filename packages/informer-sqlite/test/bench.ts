import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CachePersistence, SavedChange } from "@workset/informer";

/** A folder for the files of one test. */
export class Bench implements Disposable {
  readonly folder: string = mkdtempSync(join(tmpdir(), "workset-"));

  path(name: string = "cache.db"): string {
    return join(this.folder, name);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true });
  }
}

export function set<T>(key: string, object: T): SavedChange<T> {
  return { type: "updated", key, object };
}

/** What a cache holds, decoded. */
export function held<T>(cache: CachePersistence<T>): { version: string | undefined; objects: [string, T][] } {
  const { version, objects } = cache.load();
  return { version, objects: Array.from(objects, ([key, object]) => [key, object()]) };
}
