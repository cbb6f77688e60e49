import { sleep, systemClock, type Clock } from "@workset/clock";
import { differences } from "./differences.ts";
import type { Folders } from "./folders.ts";
import type { KeyQueue } from "./key-queue.ts";
import { rootKey, type PathKey } from "./path-key.ts";
import type { Report } from "./report.ts";
import { watchFolder } from "./watch-folder.ts";
import type { Workers } from "./workers.ts";

/** What keeping folders equal stands on. */
export interface Keeping {
  readonly folders: Folders;
  readonly queue: KeyQueue;
  readonly workers: Workers;
  readonly report: Pick<Report, "watching" | "watchFailed">;
  /** @defaultValue {@link watchFolder} */
  readonly watch?: typeof watchFolder;
  /** @defaultValue the system's clock */
  readonly clock?: Clock;
}

/** How long a key rests after an event: saving a file once is several of them. */
const settleMs = 100;
/** How often it is made sure that the watcher has told everything. */
const recheckMs = 30_000;
/** How long what differs may take to be told by the watcher. */
const tellingMs = 1000;

/**
 * Makes the folders equal, and adds each key at which something happens in the source, until the signal is aborted.
 *
 * Events are hints. Watchers lose sight of folders that come and go quickly, and see nothing where a name is no text;
 * so now and then everything is looked at, and a watcher that has missed something is exchanged for a new one.
 */
export async function keepEqual(keeping: Keeping, signal: AbortSignal): Promise<void> {
  const { folders, queue, workers, report, watch = watchFolder } = keeping;
  const added = async (key: PathKey): Promise<void> => {
    try {
      await queue.addAfter(key, settleMs);
    } catch (error) {
      report.watchFailed(error);
    }
  };
  for (let isFirst = true; !signal.aborted; isFirst = false) {
    // Watch first, then look: what happens in between is seen twice rather than never.
    const events = {
      changed: (key: PathKey) => void added(key),
      failed: (error: unknown) => report.watchFailed(error),
    };
    await using _ = await watch(folders.from, events, signal);
    await queue.add(rootKey);
    const isDone = await workers.until(({ ready, inHand }) => ready + inHand === 0, signal);
    if (isDone && isFirst) report.watching();
    await somethingMissed(keeping, signal);
  }
}

/** Resolves when the watcher has missed something, or the signal is aborted. */
async function somethingMissed(keeping: Keeping, signal: AbortSignal): Promise<void> {
  const { folders, queue, clock = systemClock } = keeping;
  const untold = async (): Promise<PathKey[]> => {
    const keys: PathKey[] = [];
    for (const key of await differences(folders, signal)) if (!(await queue.has(key))) keys.push(key);
    return keys;
  };
  try {
    for (let restMs = recheckMs; ;) {
      await sleep(clock, restMs, signal);
      const startedAt = clock.now();
      const suspects = await untold();
      // Where looking takes long, it is done less often.
      restMs = Math.max(recheckMs, 20 * (clock.now() - startedAt));
      if (suspects.length === 0) continue;
      await sleep(clock, tellingMs, signal);
      const missed = await untold();
      if (missed.some((key) => suspects.includes(key))) return;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
