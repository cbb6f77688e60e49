import type { Folders } from "../src/folders.ts";
import type { PathKey } from "../src/path-key.ts";
import { reconcile, type Outcome } from "../src/reconcile.ts";

/** A signal that is never aborted. */
export const never: AbortSignal = new AbortController().signal;

/** One run for one key; says what was done. */
export async function run(folders: Folders, key: PathKey): Promise<Outcome> {
  return (await reconcile(folders, key, never)).outcome;
}

/** Runs the keys in their order, and those that they bring up, until nothing is left; says what was done at each. */
export async function settle(folders: Folders, keys: Iterable<PathKey>): Promise<Map<PathKey, Outcome>> {
  const outcomes = new Map<PathKey, Outcome>();
  const queue = new Set(keys);
  for (const key of queue) {
    queue.delete(key);
    const { outcome, next } = await reconcile(folders, key, never);
    if (outcome !== "unchanged" || !outcomes.has(key)) outcomes.set(key, outcome);
    for (const other of next) queue.add(other);
  }
  return outcomes;
}
