import { lstatSync, mkdirSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import {
  KnownDevices,
  type EntryPath,
  type FolderSourceOptions,
  type SavedDevices,
} from "@workset/informer-folder";
import { CheckedPath } from "./checked-path.ts";
import { nothingExcluded, type Exclude } from "./exclude.ts";
import type { PathKey } from "./path-key.ts";
import { SafeTarget, type DeletionCheck } from "./safe-target.ts";

/** The two folders, as real paths that fit each other. */
export interface FolderPaths {
  readonly from: string;
  readonly to: string;
}

/** How two folders are mirrored. */
export interface FolderOptions {
  /** @defaultValue nothing is excluded */
  readonly isExcluded?: Exclude;
  /** @defaultValue nothing is refused */
  readonly checkDeletion?: DeletionCheck;
  /**
   * Copies that were made or changed since then are compared by their content, in milliseconds since 1970.
   * @defaultValue `Infinity`: attributes decide
   */
  readonly trustedUntilMs?: number;
  /** The devices of the folders in an earlier run. @defaultValue those of now are remembered */
  readonly saved?: { readonly from?: SavedDevices | undefined; readonly to?: SavedDevices | undefined };
  /** Called when there is another device to save. */
  readonly onDevices?: () => void;
}

/** The two folders, opened. */
export interface Folders extends FolderPaths {
  readonly source: KnownDevices;
  readonly target: SafeTarget;
  readonly isExcluded: Exclude;
  readonly trustedUntilMs: number;
  /** What a source of each folder is told. */
  readonly sourceOptions: Pick<FolderSourceOptions, "devices" | "ignore">;
  readonly targetOptions: Pick<FolderSourceOptions, "devices" | "ignore">;
  /** The keys of large files of a size in the target, among which a file may be that was renamed in the source. */
  filesOfSize: (size: string) => Iterable<PathKey>;
}

/** The folders cannot be mirrored; the message says why, and what to do. */
export class Unmirrorable extends Error {}

/**
 * Finds the two folders by their real paths. The target may be missing.
 * @throws Unmirrorable when one of them is not a folder, or when one is the other or lies inside it.
 */
export function findFolders(from: string, to: string): FolderPaths {
  const source = realPath("--from", from);
  if (source === undefined) throw new Unmirrorable(`--from: there is no folder ${resolve(from)}`);
  const target = realPath("--to", to) ?? futurePath(resolve(to));

  const inside = isSameOrInside(target, source);
  const outside = isSameOrInside(source, target);
  if (inside && outside) throw new Unmirrorable(`--from and --to are the same folder, ${source}`);
  if (inside)
    throw new Unmirrorable(`--to, ${target}, is inside --from, ${source}: it would have to hold itself`);
  if (outside) throw new Unmirrorable(`--from, ${source}, is inside --to, ${target}: it would be deleted`);
  return { from: source, to: target };
}

/**
 * Opens the two folders, and makes the target if it is missing.
 * @throws Unmirrorable when the target is missing though it was there in an earlier run, or cannot be made.
 */
export function openFolders({ from, to }: FolderPaths, options: FolderOptions = {}): Folders {
  const {
    isExcluded = nothingExcluded,
    checkDeletion,
    trustedUntilMs = Infinity,
    saved,
    onDevices,
  } = options;
  if (saved?.to && !lstatSync(to, { throwIfNoEntry: false })) {
    throw new Unmirrorable(
      `--to: the folder ${to} of the last run is gone; mount its disk, or make the folder`,
    );
  }
  explained("--to", () => mkdirSync(to, { recursive: true }));
  const devices = new KnownDevices(to, saved?.to, onDevices);
  const deletionCheck = checkDeletion && { checkDeletion };
  const source = new KnownDevices(from, saved?.from, onDevices);
  const target = new SafeTarget({ devices, isExcluded, ...deletionCheck });
  return {
    from,
    to,
    source,
    target,
    sourceOptions: { devices: source, ignore: ({ path }) => isExcluded(path) },
    targetOptions: { devices, ignore: target.isIgnored },
    isExcluded,
    trustedUntilMs,
    filesOfSize: () => [],
  };
}

/** The keys in a folder on either side, each once, but those that are ignored. @throws Error when one cannot be listed. */
export function childrenOf({ source, target, isExcluded }: Folders, folder: EntryPath): PathKey[] {
  const keys = new Set(namesIn(source, folder).filter((key) => !isExcluded(key)));
  for (const key of namesIn(target.devices, folder)) if (!target.isIgnored({ path: key })) keys.add(key);
  return [...keys];
}

/** The keys in a folder on one side; none when it is not there. @throws Error when it cannot be listed. */
export function namesIn(devices: KnownDevices, key: PathKey): PathKey[] {
  using path = CheckedPath.open(devices, key);
  if (!path?.stats?.isDirectory()) return [];
  using folder = path.openFolder();
  return folder?.names().map((name) => folder.keyOf(name)) ?? [];
}

/** The real path of a folder that the user named; `undefined` when nothing is there. */
function realPath(option: string, path: string): string | undefined {
  return explained(option, () => {
    if (!lstatSync(path, { throwIfNoEntry: false })) return undefined;
    const stats = statSync(path, { throwIfNoEntry: false });
    if (!stats) throw new Unmirrorable(`${option}: the link ${resolve(path)} leads nowhere`);
    if (!stats.isDirectory()) throw new Unmirrorable(`${option}: ${resolve(path)} is not a folder`);
    return realpathSync.native(path);
  });
}

/** The real path that a missing folder will have. */
function futurePath(path: string): string {
  const parent = dirname(path);
  return join(realPath("--to", parent) ?? futurePath(parent), basename(path));
}

/** Whether a folder is the other or inside it. Asks the file system, where one folder may have several names. */
function isSameOrInside(folder: string, container: string): boolean {
  const wanted = identityOf(container);
  if (wanted === undefined) return false;
  for (let at = folder; ; at = dirname(at)) {
    if (identityOf(at) === wanted) return true;
    if (at === dirname(at)) return false;
  }
}

function identityOf(path: string): string | undefined {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats && `${stats.dev}:${stats.ino}`;
}

function explained<R>(option: string, look: () => R): R {
  try {
    return look();
  } catch (error) {
    if (error instanceof Unmirrorable) throw error;
    throw new Unmirrorable(`${option}: ${(error as Error).message}`, { cause: error });
  }
}
