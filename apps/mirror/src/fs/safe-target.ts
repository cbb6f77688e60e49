import { randomBytes } from "node:crypto";
import {
  closeSync,
  constants,
  fchmodSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  symlinkSync,
  unlinkSync,
  type Stats,
} from "node:fs";
import { KnownDevices, rootPath } from "@workset/informer-folder";
import { CheckedPath, OpenFolder } from "./checked-path.ts";
import { Draft, setAttributes } from "./draft.ts";
import type { Exclude } from "./exclude.ts";
import { ancestorKeys, type FilePath, type PathKey } from "./path-key.ts";
import { Spares } from "./spares.ts";

/** May refuse, by throwing, that this number of entries is deleted. */
export type DeletionCheck = (entries: number) => void;

/** What a {@link SafeTarget} is given. */
export interface SafeTargetOptions {
  readonly devices: KnownDevices;
  /** What is neither written nor deleted. @defaultValue nothing */
  readonly isExcluded?: Exclude;
  /** @defaultValue nothing is refused */
  readonly checkDeletion?: DeletionCheck;
}

/** What a deletion did. */
export interface Removal {
  /** How many entries were deleted. */
  readonly deleted: number;
  /** How many were kept, since they are excluded or hold what is excluded. */
  readonly kept: number;
}

/** A file or a link that is about to take its place in the target. */
export type Replacement = Pick<PathInTarget, "draft" | "put">;

/**
 * The folder that is made equal. All writing and deleting goes through it, each time through a path that was opened and
 * checked, so that nothing outside is changed, whatever links the folder contains.
 */
export class SafeTarget implements Disposable {
  /** The real path of the folder. */
  readonly root: string;
  readonly devices: KnownDevices;
  readonly spares: Spares;
  readonly #isExcluded: Exclude;
  readonly #checkDeletion: DeletionCheck | undefined;
  readonly #draftPrefix = `.mirror-${randomBytes(6).toString("hex")}-`;
  #drafts = 0;

  constructor({ devices, isExcluded = () => false, checkDeletion }: SafeTargetOptions) {
    this.root = devices.root;
    this.devices = devices;
    this.#isExcluded = isExcluded;
    this.#checkDeletion = checkDeletion;
    this.spares = new Spares(
      () => OpenFolder.open(this.root, rootPath),
      () => this.draftName(),
    );
  }

  /** The path of a key; `undefined` when a link, a file or nothing is on the way. */
  path(key: PathKey): PathInTarget | undefined {
    const at = CheckedPath.open(this.devices, key);
    return at && new PathInTarget(this, at);
  }

  /**
   * The path of a key, after making folders on the way, readable by their owner alone; links and files there are deleted.
   * @throws DiskAwayError when the target folder itself is missing.
   */
  preparedPath(key: PathKey): PathInTarget {
    const there = this.path(key);
    if (there) return there;
    for (const folder of ancestorKeys(key)) {
      using path = this.path(folder);
      if (path && !path.stats?.isDirectory()) path.makeFolder(0o700);
    }
    const path = this.path(key);
    if (!path) throw new Error("the folder that it is in was moved or replaced meanwhile");
    return path;
  }

  /** Whether an entry is a draft of this process, by the last name of its path. */
  readonly isDraft = ({ path }: { readonly path: PathKey }): boolean =>
    path.startsWith(this.#draftPrefix, path.lastIndexOf("/") + 1);

  /** Whether an entry is left alone: it is excluded, or a draft of this process. */
  readonly isIgnored = (entry: { readonly path: PathKey }): boolean =>
    this.isDraft(entry) || this.#isExcluded(entry.path);

  /** Whether a folder holds anything that is excluded. */
  holdsExcluded(key: PathKey): boolean {
    using path = this.path(key);
    if (!path?.stats?.isDirectory()) return false;
    return count(path.at.path, path.root, key, this.isIgnored).kept > 0;
  }

  /** How many entries there are, but those that are ignored. */
  get entries(): number {
    return count(this.root, this.root, rootPath, this.isIgnored).all;
  }

  /** A name for a new draft. */
  draftName(): PathKey {
    return `${this.#draftPrefix}${this.#drafts++}`;
  }

  [Symbol.dispose](): void {
    this.spares[Symbol.dispose]();
  }

  /** @throws Error when so much must not be deleted. */
  checkDeletion(at: CheckedPath): void {
    if (!this.#checkDeletion) return;
    const { stats } = at;
    const entries = !stats
      ? 0
      : stats.isDirectory()
        ? count(at.path, this.root, at.key, this.isIgnored).deleted
        : 1;
    this.#checkDeletion(entries);
  }
}

/** A path in the target that was opened and checked, and may be written to. Disposing closes it. */
export class PathInTarget implements Disposable {
  readonly #target: SafeTarget;
  readonly at: CheckedPath;

  constructor(target: SafeTarget, at: CheckedPath) {
    this.#target = target;
    this.at = at;
  }

  get root(): string {
    return this.#target.root;
  }

  get key(): PathKey {
    return this.at.key;
  }

  get path(): FilePath {
    return this.at.path;
  }

  get stats(): Stats | undefined {
    return this.at.stats;
  }

  /** Begins a file that {@link put} will give this path. */
  draft(): Draft {
    return new Draft(this.at.folder, this.#target.draftName());
  }

  /** Gives a finished draft this path. Returns how many entries were deleted to make room. */
  put(draft: Draft, attributes: Stats): number {
    const deleted = this.#makeRoom();
    draft.moveTo(this.at.name, attributes);
    return deleted;
  }

  /** Renames a file of the target to this path. Returns how many entries were deleted to make room. */
  take(from: FilePath, attributes: Stats): number {
    const deleted = this.#makeRoom();
    this.at.folder.confirm();
    renameSync(from, this.path);
    this.setAttributes(attributes);
    return deleted;
  }

  /** Makes a symbolic link in one step. Returns how many entries were deleted to make room. */
  putLink(pointsTo: Buffer): number {
    const deleted = this.#makeRoom();
    const draft = this.at.folder.pathOf(this.#target.draftName());
    symlinkSync(pointsTo, draft);
    try {
      this.at.folder.confirm();
      renameSync(draft, this.path);
    } catch (error) {
      unlinkSync(draft);
      throw error;
    }
    return deleted;
  }

  /** Makes a folder, in place of whatever else is there. */
  makeFolder(mode: number): void {
    this.at.folder.confirm();
    if (this.stats) unlinkSync(this.path);
    mkdirSync(this.path);
    this.setMode(mode);
  }

  /** Gives the file or folder that is there other permissions. */
  setMode(mode: number): void {
    withOpen(this.path, (fd) => fchmodSync(fd, mode));
  }

  /** Gives the file that is there the permissions and times of another. @throws Error when they are not kept. */
  setAttributes(attributes: Stats): void {
    withOpen(this.path, (fd) => setAttributes(fd, attributes));
  }

  /** Deletes what is there, a folder with all it holds but what is excluded. */
  remove(): Removal {
    const { stats } = this;
    if (stats === undefined) return { deleted: 0, kept: 0 };
    this.#target.checkDeletion(this.at);
    return this.#remove();
  }

  #makeRoom(): number {
    if (!this.at.stat()?.isDirectory()) return 0;
    this.#target.checkDeletion(this.at);
    const { deleted, kept } = this.#remove();
    if (kept > 0) throw new Error("a folder that holds what is excluded is in its place");
    return deleted;
  }

  #remove(): Removal {
    const { root, isIgnored, spares } = this.#target;
    this.at.folder.confirm();
    if (this.stats!.isDirectory())
      return removeFolder(this.path, root, this.key, this.at.folder.device, isIgnored, spares);
    spares.unlink(this.path, this.stats!);
    return { deleted: 1, kept: 0 };
  }

  [Symbol.dispose](): void {
    this.at[Symbol.dispose]();
  }
}

/**
 * Deletes a folder with all it holds, links but not what they point to.
 *
 * Synchronous on purpose: nothing of this process can be written into the folder meanwhile.
 */
function removeFolder(
  path: FilePath,
  root: string,
  key: PathKey,
  device: number,
  isIgnored: (entry: { readonly path: PathKey }) => boolean,
  spares: Spares,
): Removal {
  using folder = OpenFolder.open(root, key, path);
  if (!folder) throw new Error("the folder became something else while it was deleted");
  if (folder.device !== device) throw new Error("a file system is mounted in it: unmount it, or exclude it");
  let deleted = 0;
  let kept = 0;
  for (const name of folder.names()) {
    const child = folder.keyOf(name);
    if (isIgnored({ path: child })) {
      kept++;
      continue;
    }
    // Before each entry, since the folder may be moved elsewhere at any time.
    if (!folder.isInPlace()) throw new Error("the folder became something else while it was deleted");
    const childPath = folder.pathOf(name);
    const stats = lstatSync(childPath, { throwIfNoEntry: false });
    if (!stats) continue;
    if (stats.isDirectory()) {
      const below = removeFolder(childPath, root, child, device, isIgnored, spares);
      deleted += below.deleted;
      kept += below.kept;
    } else {
      spares.unlink(childPath, stats);
      deleted++;
    }
  }
  if (kept > 0) return { deleted, kept };
  rmdirSync(path);
  return { deleted: deleted + 1, kept };
}

/** What deleting a folder would do, and how many entries there are in it that are not ignored. */
function count(
  path: FilePath,
  root: string,
  key: PathKey,
  isIgnored: (entry: { readonly path: PathKey }) => boolean,
): Removal & { readonly all: number } {
  using folder = OpenFolder.open(root, key, path);
  let [deleted, kept, all] = [0, 0, 0];
  for (const name of folder?.names() ?? []) {
    const child = folder!.keyOf(name);
    const childPath = folder!.pathOf(name);
    if (isIgnored({ path: child })) {
      kept++;
      continue;
    }
    all++;
    if (lstatSync(childPath, { throwIfNoEntry: false })?.isDirectory()) {
      const below = count(childPath, root, child, isIgnored);
      deleted += below.deleted;
      kept += below.kept;
      all += below.all;
    } else {
      deleted++;
    }
  }
  return { deleted: deleted + (kept > 0 ? 0 : 1), kept, all };
}

/** Opens what is at the path itself: a link there is an error, and a pipe is not waited for. */
function withOpen(path: FilePath, use: (fd: number) => void): void {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    use(fd);
  } finally {
    closeSync(fd);
  }
}
