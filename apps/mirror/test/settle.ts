import { differences } from "../src/fs/differences.ts";
import { ancestorKeys, type PathKey } from "../src/fs/path-key.ts";
import { childrenOf, type Folders } from "../src/fs/folders.ts";
import { reconcile, type Outcome } from "../src/reconcile.ts";

/** The keys at which the folders differ. */
export async function differing(folders: Folders, signal: AbortSignal = never): Promise<PathKey[]> {
  return (await differences(folders, signal)).map(({ key }) => key);
}

/** A signal that is never aborted. */
export const never: AbortSignal = new AbortController().signal;

/** One run for one key; says what was done. */
export async function run(folders: Folders, key: PathKey): Promise<Outcome> {
  return (await reconcile(folders, key, never)).outcome;
}

/**
 * Runs the keys in their order, and those that two informers would tell of then, until nothing is left: what is in a
 * folder, and the folders around a change. Says what was done at each.
 */
export async function settle(folders: Folders, keys: Iterable<PathKey>): Promise<Map<PathKey, Outcome>> {
  const outcomes = new Map<PathKey, Outcome>();
  const queue = new Set(keys);
  for (const key of queue) {
    queue.delete(key);
    const outcome = await run(folders, key);
    if (outcome !== "unchanged" || !outcomes.has(key)) outcomes.set(key, outcome);
    if (outcome !== "unchanged") for (const around of ancestorKeys(key)) queue.add(around);
    for (const inside of childrenOf(folders, key)) if (!outcomes.has(inside)) queue.add(inside);
  }
  return outcomes;
}
