import { differences } from "./differences.ts";
import type { Folders } from "./folders.ts";
import type { KeyQueue } from "./key-queue.ts";
import { rootKey, type PathKey } from "./path-key.ts";
import type { Workers } from "./workers.ts";

/** How often all is gone through while somebody keeps changing the source. */
const rounds = 3;

/** What making folders equal stands on. */
export interface Making {
  readonly folders: Folders;
  readonly queue: KeyQueue;
  readonly workers: Workers;
}

/**
 * Makes the folders equal once, and says whether a last look at both found them so. What is not right yet is added
 * again, up to three times. An aborted signal ends it with the answer no.
 */
export async function makeEqual({ folders, queue, workers }: Making, signal: AbortSignal): Promise<boolean> {
  let differing: readonly PathKey[] = [rootKey];
  for (let round = 0; round < rounds && !signal.aborted; round++) {
    await queue.addAll(differing);
    await workers.until(({ ready, inHand, waiting }) => ready + inHand + waiting === 0, signal);
    differing = await differences(folders, signal);
    if (differing.length === 0) return true;
  }
  return false;
}
