import type { Stats } from "node:fs";
import type { ObjectMeta } from "@workset/informer";
import type { EntryPath } from "./entry-path.ts";

/** What lies in a folder, as it was when it was looked at. */
export interface FolderEntry {
  /** Where it lies below the folder: names joined by `/`. {@link fileSystemPath} leads there. */
  readonly path: EntryPath;
  /** A symbolic link is a thing of its own, and never followed; a pipe, a socket or a device is something other. */
  readonly kind: "file" | "folder" | "link" | "other";
  /** In bytes; zero for a folder. */
  readonly size: number;
  /** When the content was last changed, in milliseconds since 1970-01-01 UTC; zero for a folder. */
  readonly mtimeMs: number;
  /** The kind and the permissions, as in POSIX. */
  readonly mode: number;
  /**
   * Changes with whatever can be seen of a change: times, size, permissions, or another file in its place. That
   * something was put in a folder is no change of the folder.
   */
  readonly version: string;
}

/** How entries are read. */
export const entryMeta: ObjectMeta<FolderEntry> = {
  keyOf: (entry) => entry.path,
  versionOf: (entry) => entry.version,
};

/** The entry at a path, by its stats. */
export function entryOf(path: EntryPath, stats: Stats): FolderEntry {
  const { mode, ino, ctimeMs } = stats;
  if (stats.isDirectory()) {
    return { path, kind: "folder", size: 0, mtimeMs: 0, mode, version: `${ino}:${mode}` };
  }
  const kind = stats.isFile() ? "file" : stats.isSymbolicLink() ? "link" : "other";
  const { size, mtimeMs } = stats;
  return { path, kind, size, mtimeMs, mode, version: `${mtimeMs}:${size}:${ino}:${ctimeMs}` };
}

/** Separates a version from the count of changes that left no trace in it. */
const mark = "+";

/** Whether the stats of two looks are the same. */
export function looksLike(before: FolderEntry, now: FolderEntry): boolean {
  return before.version === now.version || before.version.startsWith(now.version + mark);
}

/** The entry after a change that its stats do not show: one within the step in which the file system counts time. */
export function changedUnseen(entry: FolderEntry, count: number): FolderEntry {
  const [version] = entry.version.split(mark);
  return { ...entry, version: `${version}${mark}${count}` };
}
