import { once } from "node:events";
import type { Runner } from "@workset/controller";
import type { FolderSource } from "@workset/informer-folder";
import type { Report } from "./cli/report.ts";
import { differences } from "./fs/differences.ts";
import type { Folders } from "./fs/folders.ts";
import type { PathKey } from "./fs/path-key.ts";
import type { IdleWaiter } from "./idle-waiter.ts";
import type { RunRecord } from "./run-record.ts";

/** What mirroring needs. */
export interface MirrorContext {
  readonly runner: Pick<Runner, "start">;
  readonly folders: Folders;
  readonly target: Pick<FolderSource, "compare">;
  readonly queue: { addAll(keys: Iterable<PathKey>): unknown };
  readonly idle: IdleWaiter;
  readonly record: Pick<RunRecord, "verified">;
  readonly report: Pick<Report, "watching" | "watchFailed" | "stopping" | "gaveUp">;
}

/** How often what differs is added again while the source keeps changing. */
const rounds = 3;

/**
 * Makes the folders equal once. Returns whether a last comparison of both found them so. What still differs is added again,
 * up to three times, but for keys that were given up. An aborted signal ends it with the answer no.
 */
export async function makeEqual(
  { runner, folders, queue, idle, record, report }: MirrorContext,
  signal: AbortSignal,
): Promise<boolean> {
  await started(runner, signal);
  for (let round = 0; !signal.aborted; round++) {
    await idle.until(({ ready, processing, waiting }) => ready + processing + waiting === 0, signal);
    const differing = (await differences(folders, signal)).map(({ key }) => key);
    if (differing.length === 0) record.verified();
    if (differing.length === 0) return true;
    const again = differing.filter((key) => !report.gaveUp(key));
    if (round === rounds || again.length === 0) return false;
    await queue.addAll(again);
  }
  report.stopping();
  return false;
}

/** Makes the folders equal, and keeps them so until the signal is aborted. */
export async function keepEqual(context: MirrorContext, signal: AbortSignal): Promise<void> {
  const { runner, target, idle, record, report } = context;
  await started(runner, signal);
  if (await idle.until(({ ready, processing }) => ready + processing === 0, signal)) {
    // From here on the cache knows what was made in the target, so that its loss will be noticed.
    await target.compare(signal).catch(report.watchFailed);
    record.verified();
    report.watching();
  }
  if (!signal.aborted) await once(signal, "abort");
  report.stopping();
}

/** Starts the components, unless it is stopped before. */
async function started(runner: Pick<Runner, "start">, signal: AbortSignal): Promise<void> {
  try {
    await runner.start();
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
