import { lstatSync, realpathSync, type Stats } from "node:fs";
import { fileSystemPath, parentPath, pathsIn, rootPath } from "@workset/informer-folder";
import type { FilePath, PathKey } from "./path-key.ts";

/** A place in one of the two folders, as it was when it was looked at. */
export interface Place {
  readonly key: PathKey;
  readonly path: FilePath;
  /** What is there, links not followed; `undefined` when there is nothing. */
  readonly stats: Stats | undefined;
}

/** A place where there is something. */
export interface Entry extends Place {
  readonly stats: Stats;
}

/**
 * Looks at a key. `undefined` says that there is no way to it: a link, a file or nothing at all is where a folder should
 * be. A link is never followed, wherever it leads.
 */
export function reach(root: string, key: PathKey): Place | undefined {
  try {
    return isRealPath(fileSystemPath(root, parentPath(key) ?? rootPath)) ? lookInside(root, key) : undefined;
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

/** Looks at a key in a folder that was found to be real. */
export function lookInside(root: string, key: PathKey): Place {
  const path = fileSystemPath(root, key);
  return { key, path, stats: lstatSync(path, { throwIfNoEntry: false }) };
}

/** Whether nobody has written to a file, or put another in its place, between two looks. */
export function isUntouched(was: Stats, now: Stats | undefined): boolean {
  return (
    now !== undefined &&
    was.ino === now.ino &&
    was.dev === now.dev &&
    was.size === now.size &&
    was.mtimeMs === now.mtimeMs &&
    was.ctimeMs === now.ctimeMs
  );
}

/** Whether a place holds anything. */
export function isEntry(place: Place): place is Entry {
  return place.stats !== undefined;
}

/** Whether a folder is there, and the way to it is folders alone. */
export function isRealFolder(root: string, key: PathKey): boolean {
  return reach(root, key)?.stats?.isDirectory() ?? false;
}

/** Whether the folder itself is still there. */
export function isThere(root: string): boolean {
  return isRealFolder(root, rootPath);
}

/** The keys in a folder; none when it is not there. */
export function keysIn(root: string, folder: PathKey): PathKey[] {
  return pathsIn(root, folder) ?? [];
}

/** Whether a path has no links in it: the real path is the path. @throws when nothing is there. */
function isRealPath(path: FilePath): boolean {
  return typeof path === "string"
    ? realpathSync.native(path) === path
    : realpathSync.native(path, { encoding: "buffer" }).equals(path);
}

function isAbsence(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ENOTDIR" || code === "ELOOP";
}
