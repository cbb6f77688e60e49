import { once } from "node:events";
import type { Runner } from "@workset/controller";
import type { FolderSource } from "@workset/informer-folder";
import { differences } from "./differences.ts";
import type { Folders } from "./folders.ts";
import type { PathKey } from "./path-key.ts";
import type { Report } from "./report.ts";
import type { Rest } from "./rest.ts";

/** What making and keeping folders equal stands on. */
export interface Course {
  readonly runner: Pick<Runner, "start">;
  readonly folders: Folders;
  readonly target: Pick<FolderSource, "compare">;
  readonly queue: { addAll(keys: Iterable<PathKey>): unknown };
  readonly rest: Rest;
  readonly report: Pick<Report, "watching" | "watchFailed" | "stopping" | "gaveUp">;
}

/** How often what differs is gone through while somebody keeps changing the source. */
const rounds = 3;

/**
 * Makes the folders equal once, and says whether a last look at both found them so. What is not right yet is added
 * again, up to three times, but for keys that were given up. An aborted signal ends it with the answer no.
 */
export async function makeEqual(
  { runner, folders, queue, rest, report }: Course,
  signal: AbortSignal,
): Promise<boolean> {
  await started(runner, signal);
  for (let round = 0; !signal.aborted; round++) {
    await rest.until(({ ready, processing, waiting }) => ready + processing + waiting === 0, signal);
    const differing = await differences(folders, signal);
    if (differing.length === 0) return true;
    const again = differing.filter((key) => !report.gaveUp(key));
    if (round === rounds || again.length === 0) return false;
    await queue.addAll(again);
  }
  report.stopping();
  return false;
}

/** Makes the folders equal, and keeps them so until the signal is aborted. */
export async function keepEqual(course: Course, signal: AbortSignal): Promise<void> {
  const { runner, target, rest, report } = course;
  await started(runner, signal);
  if (await rest.until(({ ready, processing }) => ready + processing === 0, signal)) {
    // What was made in the target is known of it from here on, so that its loss will be noticed.
    await target.compare(signal).catch(report.watchFailed);
    report.watching();
  }
  if (!signal.aborted) await once(signal, "abort");
  report.stopping();
}

/** Starts all that runs, unless it is stopped before. */
async function started(runner: Pick<Runner, "start">, signal: AbortSignal): Promise<void> {
  try {
    await runner.start();
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
