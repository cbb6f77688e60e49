import { join, relative, sep } from "node:path";
import { watch } from "chokidar";
import { fileSystemPath, isEntryPath, lostText, type EntryPath } from "./entry-path.ts";

/** What a watched folder has to say. */
export interface FolderEvents {
  /**
   * Something may have happened at this path, or anywhere below it if it is a folder's; `isWrite`: a file may have been
   * written to. Of names that are no text, some is lost in it.
   */
  readonly changed: (path: EntryPath, isWrite: boolean) => void;
  /** Something cannot be watched; the rest goes on. */
  readonly failed: (error: unknown) => void;
}

/** A folder that is watched. */
export interface FolderWatch {
  /** Resolves when every change is told. A watcher that is overrun with changes may never be as far. */
  readonly ready: Promise<void>;
  /** Watches a folder that could not be watched before. */
  add(folder: EntryPath): void;
  /** Tries again to watch what failed. */
  retry(): void;
  /** Ends the watch. A watcher that is overrun with changes may never have ended. */
  close(): Promise<void>;
}

/** Watches a folder and all below it. What comes and goes quickly may be missed. */
export function watchFolder(root: string, { changed, failed }: FolderEvents): FolderWatch {
  // Links are things and no ways to follow, and a name like that of an editor's copy is as good as any.
  const watcher = watch(root, {
    followSymlinks: false,
    atomic: false,
    ignoreInitial: true,
    ignorePermissionErrors: true,
  });
  const at = (path: string, isWrite: boolean): void => {
    const below = relative(root, path).replaceAll(sep, "/");
    // While the folder is gone, the one above it is watched.
    if (isEntryPath(below)) changed(below, isWrite);
  };
  watcher.on("all", (_, path) => at(path, false));
  // The watcher keeps to itself that a folder's permissions changed, or a file within one step of its time, and drops
  // names that are no text.
  watcher.on("raw", (event, name, details) => {
    const { watchedPath } = details as { readonly watchedPath?: string };
    if (name === null || watchedPath === undefined) return;
    if (event === "rename" || event === "change" || name.includes(lostText)) {
      at(join(watchedPath, name), event === "change");
    }
  });
  const unwatched = new Set<string>();
  watcher.on("error", (error) => {
    const { path } = error as NodeJS.ErrnoException;
    if (path !== undefined) unwatched.add(path);
    failed(error);
  });
  return {
    add: (folder) => {
      const path = fileSystemPath(root, folder);
      // The watcher takes text alone; the regular comparison covers the rest.
      if (typeof path !== "string") return;
      watcher.unwatch(path);
      watcher.add(path);
    },
    retry: () => {
      const paths = [...unwatched];
      unwatched.clear();
      if (paths.length > 0) watcher.add(paths);
    },
    ready: new Promise((resolve) => watcher.once("ready", () => resolve())),
    close: () => watcher.close(),
  };
}
