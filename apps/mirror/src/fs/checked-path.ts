import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  realpathSync,
  type Stats,
} from "node:fs";
import {
  childPath,
  DiskAwayError,
  fileSystemPath,
  isAbsence,
  parentPath,
  pathsIn,
  rootPath,
  type KnownDevices,
} from "@workset/informer-folder";
import type { FilePath, PathKey } from "./path-key.ts";

/** Linux names what is at an open handle: a path that begins there cannot be redirected by a link on the way. */
const handles = "/proc/self/fd";
const hasHandles = existsSync(`${handles}/0`) || existsSync(handles);
const openFolder = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * A folder that was opened and then found to be at its real path, on the device it is expected on. Where the system has
 * `/proc/self/fd`, what is in it is reached through the open handle, so that a folder that is exchanged for a link later
 * changes nothing. Elsewhere its path is used, and {@link confirm} checks it again.
 */
export class OpenFolder implements Disposable {
  readonly #root: string;
  readonly #key: PathKey;
  readonly #fd: number | undefined;
  readonly device: number;

  private constructor(root: string, key: PathKey, fd: number | undefined, device: number) {
    this.#root = root;
    this.#key = key;
    this.#fd = fd;
    this.device = device;
  }

  /**
   * Opens a folder. `undefined`: a link, a file or nothing is at its path, or on the way to it.
   * @param path - Where it is reached, if that is through another handle.
   */
  static open(
    root: string,
    key: PathKey,
    path: FilePath = fileSystemPath(root, key),
  ): OpenFolder | undefined {
    try {
      const fd = hasHandles ? openSync(path, openFolder) : undefined;
      const { dev } = fd === undefined ? lstatSync(path) : fstatSync(fd);
      const folder = new OpenFolder(root, key, fd, dev);
      if (folder.isInPlace()) return folder;
      folder[Symbol.dispose]();
      return undefined;
    } catch (error) {
      if (isAbsence(error)) return undefined;
      throw error;
    }
  }

  /** The path of what is called `name` in this folder; `""` is the folder itself. */
  pathOf(name: PathKey): FilePath {
    if (this.#fd === undefined) return fileSystemPath(this.#root, name === "" ? this.#key : this.keyOf(name));
    return fileSystemPath(`${handles}/${this.#fd}`, name === "" ? "." : name);
  }

  /** The key of what is called `name` in this folder. */
  keyOf(name: PathKey): PathKey {
    return childPath(this.#key, name);
  }

  /** The names of all that is in it. */
  names(): PathKey[] {
    if (this.#fd !== undefined) return pathsIn(`${handles}/${this.#fd}`, rootPath) ?? [];
    return (pathsIn(this.#root, this.#key) ?? []).map((key) => nameOf(key));
  }

  /** Whether the folder is still at its path, without links on the way. */
  isInPlace(): boolean {
    const wanted = fileSystemPath(this.#root, this.#key);
    try {
      if (this.#fd !== undefined) {
        const at = readlinkSync(`${handles}/${this.#fd}`, { encoding: "buffer" });
        return at.equals(Buffer.from(wanted));
      }
      return realpathSync.native(wanted, { encoding: "buffer" }).equals(Buffer.from(wanted));
    } catch (error) {
      if (isAbsence(error)) return false;
      throw error;
    }
  }

  /** @throws Error when the folder is not at its path any more. */
  confirm(): void {
    if (!this.isInPlace()) throw new Error("its folder was moved or replaced meanwhile");
  }

  [Symbol.dispose](): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
  }
}

/**
 * A path in one of the two folders, through an open handle on the folder that it is in, with what was there when it was
 * looked at. Disposing closes the handle.
 */
export class CheckedPath implements Disposable {
  readonly key: PathKey;
  readonly folder: OpenFolder;
  /** Its last name; `""` for the root. */
  readonly name: PathKey;
  readonly #root: string;
  #stats: Stats | undefined;

  private constructor(root: string, key: PathKey, folder: OpenFolder) {
    this.#root = root;
    this.key = key;
    this.folder = folder;
    this.name = nameOf(key);
    this.stat();
  }

  /**
   * Looks at a key. `undefined`: a link, a file or nothing is where a folder on the way should be.
   * @throws DiskAwayError when it is on a disk that is away.
   */
  static open(devices: KnownDevices, key: PathKey): CheckedPath | undefined {
    const { root } = devices;
    const parent = parentPath(key) ?? rootPath;
    const folder = OpenFolder.open(root, parent);
    try {
      // Nothing is what an unmounted disk shows, so the devices are checked whenever something is missing.
      if (folder?.device !== devices.deviceOf(parent)) confirmDevices(devices, parent);
      if (folder === undefined) return undefined;
      const path = new CheckedPath(root, key, folder);
      const { stats } = path;
      const isOther = stats?.isDirectory() === true && stats.dev !== devices.deviceOf(key);
      if (stats === undefined || isOther || key === rootPath) confirmDevices(devices, key);
      if (isOther) devices.see(key, stats.dev);
      return path;
    } catch (error) {
      folder?.[Symbol.dispose]();
      throw error;
    }
  }

  /** The path for calls of the file system. */
  get path(): FilePath {
    return this.folder.pathOf(this.name);
  }

  /** What is there, links not followed; `undefined` when nothing is. */
  get stats(): Stats | undefined {
    return this.#stats;
  }

  /** Looks again. */
  stat(): Stats | undefined {
    this.#stats = lstatSync(this.path, { throwIfNoEntry: false });
    return this.#stats;
  }

  /** Opens the folder that is there; `undefined` when it is something else by now. */
  openFolder(): OpenFolder | undefined {
    return OpenFolder.open(this.#root, this.key, this.path);
  }

  [Symbol.dispose](): void {
    this.folder[Symbol.dispose]();
  }
}

/** A path at which there is something. */
export interface Entry {
  readonly key: PathKey;
  readonly path: FilePath;
  readonly stats: Stats;
}

/** A path as it was when it was looked at. */
export interface Found {
  readonly key: PathKey;
  readonly path: FilePath;
  readonly stats: Stats | undefined;
}

/** Whether something is at a path. */
export function isEntry(found: Found): found is Entry {
  return found.stats !== undefined;
}

/** Whether a file was neither written to nor replaced between two looks. */
export function isUntouched(before: Stats, now: Stats | undefined): boolean {
  return (
    isSameFile(before, now) &&
    before.size === now.size &&
    before.mtimeMs === now.mtimeMs &&
    before.ctimeMs === now.ctimeMs
  );
}

/** Whether two looks were at one file. */
export function isSameFile(before: Stats, now: Stats | undefined): now is Stats {
  return now !== undefined && before.ino === now.ino && before.dev === now.dev;
}

function confirmDevices(devices: KnownDevices, key: PathKey): void {
  const away = devices.awayAt(key);
  if (away !== undefined) throw new DiskAwayError(devices.root, away);
}

function nameOf(key: PathKey): PathKey {
  return key.slice(key.lastIndexOf("/") + 1);
}
