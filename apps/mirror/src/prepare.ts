import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rootPath } from "@workset/informer-folder";
import type { Store } from "@workset/store";
import { orRefuse, readCommandLine, type Options } from "./cli/command-line.ts";
import { Report } from "./cli/report.ts";
import { DeletionLimit } from "./deletion-limit.ts";
import { differences } from "./fs/differences.ts";
import { excludeBy } from "./fs/exclude.ts";
import {
  findFolders,
  namesIn,
  openFolders,
  Unmirrorable,
  type FolderPaths,
  type Folders,
} from "./fs/folders.ts";
import { metricsOn, type Metrics } from "./metrics.ts";
import { openStore, statePath } from "./open-store.ts";
import { RunRecord } from "./run-record.ts";
import { claimTarget } from "./target-claim.ts";

/** What the command line asked for, opened. */
export interface Prepared extends Metrics, Pick<Options, "once" | "workers"> {
  readonly folders: Folders;
  readonly report: Report;
  /** Not closed by {@link opened}. */
  readonly store: Store;
  readonly record: RunRecord;
  /** Closes what was opened, but the store. */
  readonly opened: AsyncDisposable;
}

/** Opens what the command line names. What cannot be opened ends the process with the reason and status 2. */
export async function prepare(argv: readonly string[], signal: AbortSignal): Promise<Prepared> {
  const options = readCommandLine(argv);
  const { once, json, workers, metricsPort } = options;
  const report = new Report({ json, once });
  const paths = await orRefuse(() => findFolders(options.from, options.to));
  if (options.dryRun) process.exit(await orRefuse(() => dryRun(paths, options, report, signal)));

  const state = await orRefuse(() => statePath(paths, options));
  const record = new RunRecord(state === undefined ? undefined : `${state}-run`, report.stateFailed);
  const opened = new AsyncDisposableStack();
  const { folders, limit } = await orRefuse(() => open(paths, options, record));
  opened.use(folders.target);
  opened.use(await orRefuse(() => claimTarget(paths.to)));
  const store = await orRefuse(() => openStore(state));
  await orRefuse(() => checkStart(folders, limit, options, signal));
  record.begin(folders);
  opened.use(record);
  return { once, workers, folders, store, record, report, opened, ...(await metricsOn(metricsPort)) };
}

interface OpenedFolders {
  readonly folders: Folders;
  readonly limit: DeletionLimit | undefined;
}

function open(paths: FolderPaths, options: Options, record: RunRecord): OpenedFolders {
  const { checksum, acceptDisks, exclude, maxDelete } = options;
  const limit = maxDelete && new DeletionLimit(maxDelete, () => folders.target.entries);
  const folders: Folders = openFolders(paths, {
    isExcluded: excludeBy(exclude),
    trustedUntilMs: checksum ? -Infinity : record.trustedUntilMs,
    ...(!acceptDisks && { saved: record.devicesOf(paths) }),
    ...(limit && { checkDeletion: limit.spend }),
    onDevices: record.save,
  });
  return { folders, limit };
}

/** @throws Unmirrorable when more would be deleted than the user allowed. */
async function checkStart(
  folders: Folders,
  limit: DeletionLimit | undefined,
  options: Options,
  signal: AbortSignal,
): Promise<void> {
  const { source, target, from, to } = folders;
  const isAway = source.isRootAway() || target.devices.isRootAway();
  if (isAway && options.once) {
    const away = source.isRootAway() ? `--from, ${from},` : `--to, ${to},`;
    throw new Unmirrorable(`${away} is not on the disk of the last run: mount it, or give --accept-disks`);
  }
  if (isAway) return;
  if (!options.allowEmpty && isEmpty(folders) && target.entries > 0) {
    throw new Unmirrorable(
      `--from, ${from}, is empty: all of ${to} would be deleted; give --allow-empty if it should`,
    );
  }
  if (!limit) return;
  const found = await differences(folders, signal, { deep: true });
  limit.check(found.filter(({ action }) => action === "delete").length);
}

/** Whether the source holds nothing that is mirrored. */
function isEmpty({ source, isExcluded }: Folders): boolean {
  return namesIn(source, rootPath).every((key) => isExcluded(key));
}

/** Says what would be done. Returns the status. */
async function dryRun(
  paths: FolderPaths,
  options: Options,
  report: Report,
  signal: AbortSignal,
): Promise<number> {
  // A target that is missing stays so: an empty folder stands for it.
  const standIn = existsSync(paths.to) ? undefined : mkdtempSync(join(tmpdir(), "mirror-"));
  try {
    const to = standIn ?? paths.to;
    const folders = openFolders(
      { ...paths, to },
      { isExcluded: excludeBy(options.exclude), trustedUntilMs: options.checksum ? -Infinity : Infinity },
    );
    const found = await differences(folders, signal, { deep: true });
    report.planned(found);
    return found.some(({ action }) => action === "check") ? 1 : 0;
  } finally {
    if (standIn !== undefined) rmSync(standIn, { recursive: true });
  }
}
