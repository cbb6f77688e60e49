import { EventLoopYielder, type Clock } from "@workset/clock";
import { SourceError, type WatchCache } from "@workset/informer";
import { changedUnseen, entryOf, looksLike, type FolderEntry } from "./entry.ts";
import { isOdd, knownPart, parentPath, rootPath, type EntryPath } from "./entry-path.ts";
import { DiskAwayError, KnownDevices } from "./known-devices.ts";
import { isRealFolder, pathsIn, realRoot, statAt } from "./stat.ts";

/** A file that was changed so shortly before a look may change again without its times telling, in milliseconds. */
const timeStepMs = 2000;

/** How a {@link FolderTree} looks. */
export interface FolderTreeOptions {
  readonly path: string;
  /** Where what is seen goes. */
  readonly world: WatchCache<FolderEntry>;
  /** Whether folders are objects as well. */
  readonly folders: boolean;
  /** Whether pipes, sockets and devices are objects as well. */
  readonly others: boolean;
  readonly isIgnored: (entry: FolderEntry) => boolean;
  readonly clock: Clock;
  /** The devices that the folder spans. @defaultValue those of the first comparison */
  readonly devices: KnownDevices | undefined;
  /** Called with what cannot be read. */
  readonly onError: (error: unknown) => void;
  /** Called with a folder that can be read again, or whose disk is back. */
  readonly onReadable: (folder: EntryPath) => void;
}

/** What a walk has seen so far. */
interface Seen {
  readonly entries: Map<EntryPath, FolderEntry>;
  readonly children: Map<EntryPath, Set<EntryPath>>;
}

/** What is known of a folder and all below it, and the looks that keep it up to date. */
export class FolderTree {
  readonly #options: FolderTreeOptions;
  readonly #world: WatchCache<FolderEntry>;
  /** All that is in each folder that was seen, the folder itself by its path. */
  #children = new Map<EntryPath, Set<EntryPath>>();
  #devices: KnownDevices | undefined;
  #unreadable = new Set<EntryPath>();
  #root = "";
  #unseen = 0;

  constructor(options: FolderTreeOptions) {
    this.#options = options;
    this.#world = options.world;
    this.#devices = options.devices;
  }

  /** Whether the folder was looked at before. */
  get isKnown(): boolean {
    return this.#children.size > 0;
  }

  /**
   * Looks at everything. What vanishes meanwhile is gone; what cannot be read stays as it was known.
   * @throws SourceError when the folder itself is gone; nothing changes then. The signal's reason.
   */
  async compare(signal: AbortSignal): Promise<void> {
    const { clock, path } = this.#options;
    const root = realRoot(path);
    if (this.#devices?.root !== root) this.#devices = new KnownDevices(root);
    const devices = this.#devices;
    devices.confirmRoot();
    const seen: Seen = { entries: new Map(), children: new Map() };
    const toVisit: EntryPath[] = [rootPath];
    const yielder = new EventLoopYielder({ clock });
    for (let folder = toVisit.pop(); folder !== undefined; folder = toVisit.pop()) {
      for (const { kind, path: child } of this.#walk(root, folder, seen)) {
        if (kind === "folder") toVisit.push(child);
      }
      if (!yielder.isDue) continue;
      await yielder.yield();
      signal.throwIfAborted();
    }
    // Had the folder gone while it was walked, it would seem to be empty.
    this.#root = realRoot(path);
    devices.confirmRoot();
    this.#children = seen.children;
    const gone = [...this.#world.keys()].filter((known) => !seen.entries.has(known));
    for (const path of gone.toReversed()) this.#world.delete(path);
    for (const entry of seen.entries.values()) this.#put(entry, false);
  }

  /**
   * Looks again at what may have changed. `isWrite`: a file was written to, whether its times tell or not.
   * @throws SourceError when the folder itself is gone; nothing changes then.
   */
  look(path: EntryPath, isWrite: boolean): void {
    const known = knownPart(path);
    const start = this.#firstUnknown(known);
    try {
      this.#visit(start, isWrite && start === path, isRealFolder(this.#root, parentPath(start) ?? rootPath));
      if (known !== path) this.#visitOdd(known, isWrite);
    } catch (error) {
      if (error instanceof SourceError) throw error;
      this.#options.onError(error);
    }
  }

  /** Looks at all that is in a folder; what is known of it stays where it cannot be read, or where a disk is away. */
  #walk(root: string, folder: EntryPath, seen: Seen): readonly FolderEntry[] {
    try {
      const away = this.#devices!.awayIn(folder);
      const present = (pathsIn(root, folder) ?? []).filter((path) => !away.includes(path));
      const entries = present.flatMap((path) => this.#entryAt(root, path) ?? []);
      const children = new Set(entries.map(({ path }) => path));
      seen.children.set(folder, children);
      for (const entry of entries) seen.entries.set(entry.path, entry);
      for (const mount of away) {
        children.add(mount);
        this.#keepMount(mount, seen);
      }
      this.#readable(folder);
      return entries;
    } catch (error) {
      this.#failed(folder, error);
      this.#keep(folder, seen);
      return [];
    }
  }

  #keepMount(mount: EntryPath, seen: Seen): void {
    const entry = this.#world.get(mount);
    if (entry) seen.entries.set(mount, entry);
    this.#keep(mount, seen);
    this.#failed(mount, new DiskAwayError(this.#devices!.root, mount));
  }

  #failed(folder: EntryPath, error: unknown): void {
    this.#unreadable.add(folder);
    this.#options.onError(error);
  }

  #readable(folder: EntryPath): void {
    if (this.#unreadable.delete(folder)) this.#options.onReadable(folder);
  }

  #keep(folder: EntryPath, seen: Seen): void {
    const children = this.#children.get(folder);
    if (!children) return;
    seen.children.set(folder, children);
    for (const child of children) {
      const entry = this.#world.get(child);
      if (entry) seen.entries.set(child, entry);
      this.#keep(child, seen);
    }
  }

  /** The path, or the first on the way to it whose folder was not seen yet: parents come first. */
  #firstUnknown(path: EntryPath): EntryPath {
    const parent = parentPath(path);
    return parent === undefined || this.#children.has(parent) ? path : this.#firstUnknown(parent);
  }

  #visit(path: EntryPath, isWrite: boolean, isReachable = true): void {
    if (path === rootPath) return this.#visitChildren(path);
    const away = this.#devices!.awayAt(path);
    if (away === rootPath) this.#confirmRoot();
    if (away !== undefined) return this.#failed(away, new DiskAwayError(this.#root, away));
    const entry = isReachable ? this.#entryAt(this.#root, path) : undefined;
    if (!entry) {
      // Nothing is there, which is also what a missing root looks like.
      this.#confirmRoot();
      this.#remove(path);
      return;
    }
    if (entry.kind !== "folder") this.#removeBelow(path);
    this.#children.get(parentPath(path)!)?.add(path);
    this.#put(entry, isWrite);
    if (entry.kind === "folder") this.#visitChildren(path);
  }

  /** What is new in a folder is visited, and so is what is gone; of what else is in it, its own events tell. */
  #visitChildren(folder: EntryPath): void {
    const present = this.#listed(folder);
    // A folder that is gone by now is found missing from the one above it.
    if (present === undefined) return;
    const known = this.#children.get(folder) ?? new Set<EntryPath>();
    this.#children.set(folder, known);
    const still = new Set(present);
    for (const child of known) if (!still.has(child)) this.#visit(child, false);
    for (const child of present) if (!known.has(child)) this.#visit(child, false);
  }

  #listed(folder: EntryPath): EntryPath[] | undefined {
    try {
      const present = pathsIn(this.#root, folder);
      this.#readable(folder);
      return present;
    } catch (error) {
      this.#failed(folder, error);
      return undefined;
    }
  }

  #confirmRoot(): void {
    realRoot(this.#options.path);
    this.#devices!.confirmRoot();
  }

  /** Of the entries in a folder whose names are not text, the one that changed is unknown: all are looked at. */
  #visitOdd(folder: EntryPath, isWrite: boolean): void {
    for (const child of this.#children.get(folder) ?? []) {
      if (isOdd(child.slice(folder.length))) this.#visit(child, isWrite);
    }
  }

  #put(entry: FolderEntry, isWrite: boolean): void {
    const { folders, others } = this.#options;
    if ((entry.kind === "folder" && !folders) || (entry.kind === "other" && !others)) {
      // There may have been a file of this name.
      this.#world.delete(entry.path);
      return;
    }
    const before = this.#world.get(entry.path);
    if (!before || !looksLike(before, entry)) this.#world.set(entry);
    else if (isWrite && this.#isYoung(entry)) this.#world.set(changedUnseen(entry, ++this.#unseen));
  }

  /** Whether a further change may have left the times as they are. */
  #isYoung({ mtimeMs }: FolderEntry): boolean {
    return Math.abs(this.#options.clock.wallNow() - mtimeMs) < timeStepMs;
  }

  #remove(path: EntryPath): void {
    this.#removeBelow(path);
    this.#children.get(parentPath(path) ?? rootPath)?.delete(path);
    this.#world.delete(path);
  }

  /** Removes all that is below a path: what lies deepest goes first. */
  #removeBelow(path: EntryPath): void {
    for (const child of [...(this.#children.get(path) ?? [])].toReversed()) this.#remove(child);
    this.#children.delete(path);
  }

  #entryAt(root: string, path: EntryPath): FolderEntry | undefined {
    const stats = statAt(root, path);
    if (!stats) return undefined;
    const entry = entryOf(path, stats);
    if (this.#options.isIgnored(entry)) return undefined;
    if (entry.kind === "folder") this.#devices!.see(path, stats.dev);
    return entry;
  }
}
