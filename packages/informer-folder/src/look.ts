import { lstatSync, readdirSync, realpathSync } from "node:fs";
import { SourceError } from "@workset/informer";
import { entryOf, type FolderEntry } from "./entry.ts";
import { childPath, fileSystemPath, lostText, type EntryPath } from "./entry-path.ts";

/**
 * The real path of the folder.
 * @throws SourceError `"refused"` when there is none: that is not the same as an empty one.
 */
export function realRoot(path: string): string {
  try {
    const root = realpathSync.native(path);
    if (lstatSync(root).isDirectory()) return root;
  } catch (cause) {
    throw new SourceError("refused", `there is no folder ${path}`, { cause });
  }
  throw new SourceError("refused", `${path} is not a folder`);
}

/** What is at a path now; `undefined` when there is nothing that could be an entry. */
export function lookAt(root: string, path: EntryPath): FolderEntry | undefined {
  try {
    const stats = lstatSync(fileSystemPath(root, path), { throwIfNoEntry: false });
    return stats && entryOf(path, stats);
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

/** The paths of all that is in a folder; `undefined` when the folder is gone. @throws Error when it may not be read. */
export function pathsIn(root: string, folder: EntryPath): EntryPath[] | undefined {
  const path = fileSystemPath(root, folder);
  try {
    const names = readdirSync(path);
    // Most names are text, and text is the cheaper way to list them; where some of it is lost, bytes are asked for.
    const isAllText = !names.some((name) => name.includes(lostText));
    const exact = isAllText ? names : readdirSync(path, { encoding: "buffer" });
    return exact.map((name) => childPath(folder, name));
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

/** Whether the way to a folder is folders alone: a link is never followed, wherever it leads. */
export function isRealFolder(root: string, folder: EntryPath): boolean {
  const path = fileSystemPath(root, folder);
  try {
    return typeof path === "string"
      ? realpathSync.native(path) === path
      : realpathSync.native(path, { encoding: "buffer" }).equals(path);
  } catch (error) {
    if (isAbsence(error)) return false;
    throw error;
  }
}

function isAbsence(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ENOTDIR" || code === "ELOOP";
}
