import { setTimeout } from "node:timers/promises";
import type { FolderEntry } from "@workset/informer-folder";
import type { WatchEvent } from "@workset/informer";
import { expect } from "vitest";

/** What a watch has told so far, and what is there by that. */
export interface Reading {
  /** In short: `"added a/b"`. Bookmarks are left out. */
  readonly told: string[];
  readonly errors: unknown[];
  readonly present: Map<string, FolderEntry>;
}

/** Reads a watch to its end. */
export function reading(
  watch: AsyncIterable<WatchEvent<FolderEntry>>,
  listed: readonly FolderEntry[] = [],
): Reading {
  const present = new Map(listed.map((entry) => [entry.path, entry]));
  const into: Reading = { told: [], errors: [], present };
  void (async () => {
    for await (const event of watch) {
      if (event.type === "error") into.errors.push(event.error);
      if (!("object" in event)) continue;
      into.told.push(`${event.type} ${event.object.path}`);
      if (event.type === "deleted") present.delete(event.object.path);
      else present.set(event.object.path, event.object);
    }
  })();
  return into;
}

/** Waits until something holds that the system tells in its own time. */
export async function eventually(check: () => unknown): Promise<void> {
  await expect.poll(check, { timeout: 10_000, interval: 10 }).toBeTruthy();
}

/** Lets the watcher of the system say what it has to say, so that nothing more is to come. */
export function quiet(): Promise<void> {
  return setTimeout(200);
}
