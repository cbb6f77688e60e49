import { lstatSync, readdirSync } from "node:fs";
import { dirname } from "node:path";
import { SourceError } from "@workset/informer";
import { fileSystemPath, parentPath, rootPath, type EntryPath } from "./entry-path.ts";

/** What {@link KnownDevices} remembers, as JSON, to be kept from one run to the next. */
export interface SavedDevices {
  /** The highest folder at or above the root that is on the device of the root. */
  readonly mountPoint: string;
  readonly inode: number;
  /** The root by the path `""`, and each mount point below it. */
  readonly devices: readonly (readonly [path: EntryPath, device: number])[];
}

/** A folder is missing, or a disk that was mounted there is not mounted now. What it holds is unknown, not deleted. */
export class DiskAwayError extends Error {
  readonly code = "disk-away";
  readonly root: string;
  /** The mount point; `""` is the root. */
  readonly path: EntryPath;

  constructor(root: string, path: EntryPath) {
    const at = path === rootPath ? root : `${root}/${path}`;
    super(`${at} is gone, or is not on the file system that it was on: its disk may not be mounted`);
    this.root = root;
    this.name = "DiskAwayError";
    this.path = path;
  }
}

/**
 * The devices that a folder spans. An unmounted disk leaves an empty folder behind; its device tells it from a folder
 * that was emptied.
 */
export class KnownDevices {
  readonly root: string;
  readonly #mountPoint: string;
  readonly #devices = new Map<EntryPath, number>();
  readonly #onChange: () => void;
  #inode: number;

  /**
   * Remembers the root as it is now, or, with `saved`, as it was in an earlier run. Device numbers change when a machine
   * starts, so a mount point of an earlier run may have another number, but it must be a mount point.
   * @param root - A real path.
   * @throws Error when there is no such folder and nothing is saved.
   */
  constructor(root: string, saved?: SavedDevices, onChange: () => void = () => {}) {
    this.root = root;
    this.#onChange = onChange;
    const stats = saved ? lstatSync(root, { throwIfNoEntry: false }) : lstatSync(root);
    const mountPoint = stats && mountPointOf(root);
    this.#mountPoint = saved?.mountPoint ?? mountPoint ?? root;
    this.#inode = saved?.inode ?? stats?.ino ?? 0;
    for (const [path, device] of saved?.devices ?? []) this.#devices.set(path, device);
    const isMounted = saved === undefined || (mountPoint === saved.mountPoint && !this.#isEmpty());
    if (isMounted && stats) this.#devices.set(rootPath, stats.dev);
    for (const path of this.#nested()) {
      const now = this.#deviceAt(path);
      if (now !== undefined && now !== this.deviceOf(parentPath(path)!)) this.#devices.set(path, now);
    }
  }

  /** The device that a folder is expected on. */
  deviceOf(folder: EntryPath): number {
    for (let at: EntryPath | undefined = folder; at !== undefined; at = parentPath(at)) {
      const device = this.#devices.get(at);
      if (device !== undefined) return device;
    }
    return Number.NaN;
  }

  /** The mount point at or above a path whose disk is away; `undefined` when all are there. */
  awayAt(path: EntryPath): EntryPath | undefined {
    if (this.isRootAway()) return rootPath;
    if (this.#devices.size === 1) return undefined;
    return this.#nested().find((mount) => isAtOrBelow(path, mount) && this.#isAway(mount));
  }

  /** The mount points directly in a folder whose disks are away. */
  awayIn(folder: EntryPath): EntryPath[] {
    if (this.#devices.size === 1) return [];
    return this.#nested().filter((mount) => parentPath(mount) === folder && this.#isAway(mount));
  }

  /** Whether any mount point is at a path or below it. */
  hasMountBelow(path: EntryPath): boolean {
    return this.#devices.size > 1 && this.#nested().some((mount) => isAtOrBelow(mount, path));
  }

  /** Notes the device that a folder was found on: one that differs from the folder above it is a mount point. */
  see(folder: EntryPath, device: number): void {
    if (this.#devices.has(folder) || device === this.deviceOf(folder)) return;
    this.#devices.set(folder, device);
    this.#onChange();
  }

  /**
   * Whether the root is on another device than it was, or is another folder that is empty, as where a part of the same
   * file system was mounted.
   */
  isRootAway(): boolean {
    const stats = lstatSync(this.root, { throwIfNoEntry: false });
    if (!stats || stats.dev !== this.#devices.get(rootPath)) return true;
    if (stats.ino === this.#inode) return false;
    if (this.#isEmpty()) return true;
    this.#inode = stats.ino;
    this.#onChange();
    return false;
  }

  /** @throws SourceError `"refused"` when the disk of the root is away. */
  confirmRoot(): void {
    if (!this.isRootAway()) return;
    const cause = new DiskAwayError(this.root, rootPath);
    throw new SourceError("refused", cause.message, { cause });
  }

  /** What is remembered, as JSON. */
  toJSON(): SavedDevices {
    return { mountPoint: this.#mountPoint, inode: this.#inode, devices: [...this.#devices] };
  }

  #nested(): EntryPath[] {
    return [...this.#devices.keys()].filter((path) => path !== rootPath);
  }

  #isAway(mount: EntryPath): boolean {
    return this.#deviceAt(mount) !== this.#devices.get(mount);
  }

  #deviceAt(path: EntryPath): number | undefined {
    try {
      return lstatSync(fileSystemPath(this.root, path), { throwIfNoEntry: false })?.dev;
    } catch {
      return undefined;
    }
  }

  #isEmpty(): boolean {
    try {
      return readdirSync(this.root).length === 0;
    } catch {
      return true;
    }
  }
}

function isAtOrBelow(path: EntryPath, folder: EntryPath): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function mountPointOf(root: string): string {
  const { dev } = lstatSync(root);
  let at = root;
  while (dirname(at) !== at && lstatSync(dirname(at)).dev === dev) at = dirname(at);
  return at;
}
