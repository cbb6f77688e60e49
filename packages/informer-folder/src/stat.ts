import { lstatSync, readdirSync, realpathSync, type Stats } from "node:fs";
import { SourceError } from "@workset/informer";
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

/** What is at a path now; `undefined` when there is nothing. */
export function statAt(root: string, path: EntryPath): Stats | undefined {
  try {
    return lstatSync(fileSystemPath(root, path), { throwIfNoEntry: false });
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
    // Listing text is cheaper than listing bytes. Where text was lost, the names are listed again as bytes.
    const isAllText = !names.some((name) => name.includes(lostText));
    const exact = isAllText ? names : readdirSync(path, { encoding: "buffer" });
    return exact.map((name) => childPath(folder, name));
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

/** Whether a folder and all folders on the way to it are real folders: a link is never followed. */
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

/** Whether an error says that nothing is at a path, or that a file or a link is on the way to it. */
export function isAbsence(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ENOTDIR" || code === "ELOOP";
}
