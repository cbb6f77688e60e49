import { lstatSync, renameSync, rmSync, unlinkSync, type Stats } from "node:fs";
import type { FolderEntry } from "@workset/informer-folder";
import type { Entry, OpenFolder } from "./checked-path.ts";
import { isSameContent, isSameTime } from "./compare.ts";
import type { FilePath, PathKey } from "./path-key.ts";

/** From this size on, in bytes, a file is worth looking for under another name before it is copied. */
export const worthMoving: number = 1024 * 1024;

/** The index of entries by their size, of those that are worth moving. */
export function sizeOf({ kind, size }: FolderEntry): string[] {
  return kind === "file" && size >= worthMoving ? [String(size)] : [];
}

/** How long a file is kept after it was set aside, in milliseconds. */
const keepMs = 2000;

interface Spare {
  readonly name: PathKey;
  readonly stats: Stats;
}

/**
 * Large files that were deleted from the target, kept under draft names for two seconds: a file that was renamed in the
 * source is deleted at one key and copied at another, and the copy may come later.
 */
export class Spares implements Disposable {
  readonly #open: () => OpenFolder | undefined;
  readonly #draftName: () => PathKey;
  readonly #spares = new Set<Spare>();
  #timer: NodeJS.Timeout | undefined;

  constructor(open: () => OpenFolder | undefined, draftName: () => PathKey) {
    this.#open = open;
    this.#draftName = draftName;
  }

  /** How many files are set aside. */
  get size(): number {
    return this.#spares.size;
  }

  /** Deletes a file, or sets it aside if it may be wanted under another name. */
  unlink(path: FilePath, stats: Stats): void {
    if (!stats.isFile() || stats.size < worthMoving || stats.nlink > 1) return unlinkSync(path);
    using folder = this.#open();
    if (folder?.device !== stats.dev) return unlinkSync(path);
    const name = this.#draftName();
    renameSync(path, folder.pathOf(name));
    // The rename has changed the file's change time.
    this.#add({ name, stats: lstatSync(folder.pathOf(name)) });
  }

  /**
   * Looks for a file that was set aside and has the content and the time of `source`, and hands it to `put`. Returns whether
   * there was one.
   */
  async restore(source: Entry, put: (from: FilePath) => void, signal: AbortSignal): Promise<boolean> {
    const { size, mtimeMs } = source.stats;
    const alike = [...this.#spares].filter(
      ({ stats }) => stats.size === size && isSameTime(mtimeMs, stats.mtimeMs),
    );
    for (const spare of alike) {
      // Not deleted while it is read.
      this.#spares.delete(spare);
      let isTaken = false;
      try {
        using folder = this.#open();
        if (!folder) return false;
        const { name, stats } = spare;
        const entry = { key: name, path: folder.pathOf(name), stats };
        if (!(await isSameContent(source, entry, signal))) continue;
        put(entry.path);
        isTaken = true;
        return true;
      } finally {
        if (!isTaken) this.#add(spare);
      }
    }
    return false;
  }

  #add(spare: Spare): void {
    this.#spares.add(spare);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this[Symbol.dispose](), keepMs).unref();
  }

  /** Deletes all that was set aside. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    if (this.#spares.size === 0) return;
    using folder = this.#open();
    for (const { name } of this.#spares) if (folder) rmSync(folder.pathOf(name), { force: true });
    this.#spares.clear();
  }
}
