import { randomBytes } from "node:crypto";
import {
  closeSync,
  constants,
  fchmodSync,
  futimesSync,
  mkdirSync,
  openSync,
  renameSync,
  symlinkSync,
  unlinkSync,
  type Stats,
} from "node:fs";
import { Draft } from "./draft.ts";
import { isThere, reach, type Place } from "./look.ts";
import { parentPath, fileSystemPath, rootPath } from "@workset/informer-folder";
import { ancestorKeys, pathIn, type FilePath, type PathKey } from "./path-key.ts";
import { permissionsOf } from "./permissions.ts";
import { removeTree } from "./remove-tree.ts";

/**
 * A place in the target folder that may be written to: when it was looked at, every folder on the way was a real
 * folder and no link. It is good until something else may run, that is until the next `await`.
 */
export type Spot = Place;

/**
 * The folder that is made equal. All writing and deleting goes through it, each time to a spot that was just checked,
 * so that nothing outside is touched whatever links the folder contains.
 */
export class SafeTarget {
  /** The real path of the folder. */
  readonly root: string;
  readonly #draftPrefix = `.mirror-${randomBytes(6).toString("hex")}-`;
  #drafts = 0;

  constructor(root: string) {
    this.root = root;
  }

  /** The spot of a key; `undefined` when a link, a file or nothing is on the way. */
  spot(key: PathKey): Spot | undefined {
    return reach(this.root, key);
  }

  /**
   * The spot of a key, after making folders on the way, for the owner alone; links and files there give way.
   * @throws Error when the target folder itself is gone.
   */
  clearSpot(key: PathKey): Spot {
    const spot = this.spot(key);
    if (spot) return spot;
    if (!isThere(this.root)) throw new Error(`the folder ${this.root} is gone`);
    for (const folder of ancestorKeys(key)) {
      const place = this.spot(folder)!;
      if (place.stats?.isDirectory()) continue;
      this.makeFolder(place, 0o700);
    }
    return this.spot(key)!;
  }

  /** Whether something is a draft of this run, by the last name of its path. */
  readonly isDraft = ({ path }: { readonly path: PathKey }): boolean =>
    path.startsWith(this.#draftPrefix, path.lastIndexOf("/") + 1);

  /** Begins a file that {@link put} will put in its place. */
  draft(spot: Spot): Draft {
    return new Draft(this.#draftPath(spot));
  }

  /** Puts a finished draft in its place; says how many entries were deleted to make room. */
  put(draft: Draft, spot: Spot, attributes: Stats): number {
    const deleted = this.#makeRoom(spot);
    draft.moveTo(spot.path, attributes);
    return deleted;
  }

  /** Makes a symbolic link in one step; says how many entries were deleted to make room. */
  putLink(spot: Spot, pointsTo: Buffer): number {
    const deleted = this.#makeRoom(spot);
    const path = this.#draftPath(spot);
    symlinkSync(pointsTo, path);
    renameSync(path, spot.path);
    return deleted;
  }

  /** Makes a folder, in place of whatever else is there. */
  makeFolder(spot: Spot, mode: number): void {
    if (spot.stats) unlinkSync(spot.path);
    mkdirSync(spot.path);
    this.setMode(spot, mode);
  }

  /** Gives the file or folder that is there other permissions. */
  setMode(spot: Spot, mode: number): void {
    withOpen(spot.path, (fd) => fchmodSync(fd, mode));
  }

  /** Gives the file that is there the permissions and times of another. */
  setAttributes(spot: Spot, attributes: Stats): void {
    withOpen(spot.path, (fd) => {
      fchmodSync(fd, permissionsOf(attributes));
      futimesSync(fd, attributes.atimeMs / 1000, attributes.mtimeMs / 1000);
    });
  }

  /** Deletes what is there, a folder with all it holds; says how many entries that were. */
  remove(spot: Spot): number {
    if (spot.stats === undefined) return 0;
    if (spot.stats.isDirectory()) return removeTree(this.root, spot.key);
    unlinkSync(spot.path);
    return 1;
  }

  #makeRoom(spot: Spot): number {
    return spot.stats?.isDirectory() ? removeTree(this.root, spot.key) : 0;
  }

  #draftPath(spot: Spot): FilePath {
    const folder = fileSystemPath(this.root, parentPath(spot.key) ?? rootPath);
    return pathIn(folder, `${this.#draftPrefix}${this.#drafts++}`);
  }
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
