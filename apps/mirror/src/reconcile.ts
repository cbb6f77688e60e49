import { readlinkSync } from "node:fs";
import { DiskAwayError, isEntryPath, rootPath } from "@workset/informer-folder";
import { CheckedPath, isEntry, isUntouched, type Entry } from "./fs/checked-path.ts";
import {
  compare,
  hasSameAttributes,
  isMirrored,
  isSameContent,
  isSameTime,
  permissionsOf,
} from "./fs/compare.ts";
import { copyLarge, copySmall } from "./fs/copy-file.ts";
import type { Folders } from "./fs/folders.ts";
import { ChangedError, smallBytes } from "./fs/open-file.ts";
import type { PathKey } from "./fs/path-key.ts";
import type { PathInTarget } from "./fs/safe-target.ts";
import { worthMoving } from "./fs/spares.ts";

/**
 * What was done at a key. `"copied"`: a file. `"moved"`: a file of the target that has the content was renamed. `"linked"`: a
 * symbolic link was made. `"folder"`: a folder was made. `"touched"`: the content was right, permissions or time are now
 * too. `"deleted"`: the source has nothing there. `"skipped"`: the source has a pipe, a socket or a device there.
 * `"unchanged"`: nothing was to be done. `"source-gone"`: nothing was done, because the source folder or its disk is not
 * there.
 */
export type Outcome =
  | "copied"
  | "moved"
  | "linked"
  | "folder"
  | "touched"
  | "deleted"
  | "skipped"
  | "unchanged"
  | "source-gone";

/** What one run for one key has done. */
export interface Reconciled {
  readonly outcome: Outcome;
  /** Bytes copied. */
  readonly bytes: number;
  /** Entries deleted from the target, at this key or below it. */
  readonly deleted: number;
}

/** How often a file is read anew that grew meanwhile, before it is copied as far as it went. */
const triesWhileGrowing = 3;

/**
 * Makes the target equal to the source at one key: the handler. It looks at what is there now and relies on nothing else, so
 * it may run any number of times, for keys in any order.
 * @param failures - How often the key has failed in a row.
 * @throws Error when it could not. Running it again may help.
 * @throws RangeError when `key` is not a key; nothing was done then.
 */
export async function reconcile(
  folders: Folders,
  key: PathKey,
  signal: AbortSignal,
  failures = 0,
): Promise<Reconciled> {
  if (!isEntryPath(key)) throw new RangeError(`key must be a path below the folder, but it is ${key}`);
  if (folders.isExcluded(key)) return nothing("unchanged");
  try {
    using source = CheckedPath.open(folders.source, key);
    if (source && isMirrored(source)) return await mirror({ folders, source, signal, failures });
    using target = folders.target.path(key);
    const deleted = target?.remove().deleted ?? 0;
    if (source?.stats) return { ...nothing("skipped"), deleted };
    return { ...nothing(deleted > 0 ? "deleted" : "unchanged"), deleted };
  } catch (error) {
    if (error instanceof DiskAwayError && error.root === folders.from) return nothing("source-gone");
    throw error;
  }
}

/** One run for something that the source has. */
interface Run {
  readonly folders: Folders;
  readonly source: Entry;
  readonly signal: AbortSignal;
  readonly failures: number;
}

async function mirror(run: Run): Promise<Reconciled> {
  using target = run.folders.target.preparedPath(run.source.key);
  const { stats } = run.source;
  if (stats.isFile()) return await mirrorFile(run, target);
  return stats.isDirectory() ? mirrorFolder(run, target) : mirrorLink(run, target);
}

function mirrorFolder({ folders, source }: Run, target: PathInTarget): Reconciled {
  const verdict = compare(source, target, folders.trustedUntilMs);
  // The permissions of the target folder itself are left to its owner.
  const isRight = verdict === "equal" || (verdict === "attributes" && source.key === rootPath);
  if (verdict === "different") target.makeFolder(permissionsOf(source.stats));
  else if (!isRight) target.setMode(permissionsOf(source.stats));
  return nothing(isRight ? "unchanged" : verdict === "different" ? "folder" : "touched");
}

function mirrorLink({ folders, source }: Run, target: PathInTarget): Reconciled {
  if (compare(source, target, folders.trustedUntilMs) === "equal") return nothing("unchanged");
  const pointsTo = readlinkSync(source.path, { encoding: "buffer" });
  return { ...nothing("linked"), deleted: target.putLink(pointsTo) };
}

async function mirrorFile(run: Run, target: PathInTarget): Promise<Reconciled> {
  const { folders, source, signal, failures } = run;
  let verdict = compare(source, target, folders.trustedUntilMs);
  if (verdict === "unread" && isEntry(target)) {
    const compared = target.stats;
    verdict = (await isSameContent(source, target, signal)) ? "attributes" : "different";
    if (!isUntouched(compared, target.at.stat())) throw new ChangedError(false);
  }
  if (verdict === "equal") return nothing("unchanged");
  // A file that has a second name may have it outside the target, so its attributes are not set in place.
  if (verdict === "attributes" && target.stats?.nlink === 1) {
    const isRight = hasSameAttributes(source.stats, target.stats);
    if (!isRight) target.setAttributes(source.stats);
    return nothing(isRight ? "unchanged" : "touched");
  }
  const moved = mayBeMoved(run) ? await moveFile(run, target) : undefined;
  if (moved) return moved;
  const options = { mayGrow: failures >= triesWhileGrowing };
  const isSmall = source.stats.size <= smallBytes;
  const deleted = isSmall
    ? copySmall(source, target, options)
    : await copyLarge(source, target, options, signal);
  return { outcome: "copied", bytes: source.stats.size, deleted };
}

function mayBeMoved({ folders, source: { key, stats } }: Run): boolean {
  if (stats.size < worthMoving) return false;
  return (
    folders.target.spares.size > 0 ||
    [...folders.filesOfSize(String(stats.size))].some((other) => other !== key)
  );
}

/** Renames a file of the target that has the content of the source, and is to be deleted where it is. */
async function moveFile({ folders, source, signal }: Run, to: PathInTarget): Promise<Reconciled | undefined> {
  const { size, mtimeMs } = source.stats;
  const { target } = folders;
  for (const key of folders.filesOfSize(String(size))) {
    if (key === source.key || folders.isExcluded(key)) continue;
    using before = CheckedPath.open(folders.source, key);
    if (before?.stats) continue;
    using candidate = target.path(key);
    const stats = candidate?.stats;
    if (stats?.isFile() && stats.size === size && isSameTime(mtimeMs, stats.mtimeMs)) candidate?.remove();
  }
  let deleted = 0;
  const put = (from: Entry["path"]): void => void (deleted = to.take(from, source.stats));
  if (!(await target.spares.restore(source, put, signal))) return undefined;
  return { ...nothing("moved"), deleted };
}

function nothing(outcome: Outcome): Reconciled {
  return { outcome, bytes: 0, deleted: 0 };
}
