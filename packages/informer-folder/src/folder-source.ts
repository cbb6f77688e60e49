import { checkedDelay, sleep, systemClock, type Clock, type Timer } from "@workset/clock";
import {
  newEpoch,
  SharedCall,
  WatchCache,
  type ListOptions,
  type ListPage,
  type ListWatch,
  type WatchEvent,
  type WatchOptions,
} from "@workset/informer";
import { entryMeta, type FolderEntry } from "./entry.ts";
import type { EntryPath } from "./entry-path.ts";
import { FolderTree } from "./folder-tree.ts";
import type { KnownDevices } from "./known-devices.ts";
import { realRoot } from "./stat.ts";
import type { FolderWatch } from "./watch-folder.ts";

/** How a folder is made a source. */
export interface FolderSourceOptions {
  /** Whether folders are objects as well. @defaultValue false */
  readonly folders?: boolean;
  /** Whether pipes, sockets and devices are objects as well. @defaultValue false */
  readonly others?: boolean;
  /**
   * Whether the system is asked to tell of changes. Without, they are found by comparing alone: where the system tells
   * nothing, as of folders on other machines, or where a list is all that is wanted.
   * @defaultValue true
   */
  readonly watchers?: boolean;
  /** Leaves an entry out, and if it is a folder, all below it. @defaultValue nothing is left out */
  readonly ignore?: (entry: FolderEntry) => boolean;
  /**
   * How often everything is looked at while a caller watches, in milliseconds: watchers lose folders that come and go
   * quickly. `Infinity`: never.
   * @defaultValue 30,000
   */
  readonly compareMs?: number;
  /** For how long changes are gathered before they are looked at, in milliseconds. @defaultValue 10 */
  readonly gatherMs?: number;
  /**
   * Hears of what cannot be read, which stays as it was known, and of what cannot be watched, which is compared every
   * {@link compareMs}.
   * @defaultValue nothing is reported
   */
  readonly onError?: (error: unknown) => void;
  /**
   * The devices that the folder spans, for a program that remembers them from one run to the next.
   * @defaultValue those that the first list finds
   */
  readonly devices?: KnownDevices;
  /** @defaultValue the system's clock */
  readonly clock?: Clock;
}

/** A folder as a source. Watchers run only while a caller watches. */
export interface FolderSource extends ListWatch<FolderEntry>, AsyncDisposable {
  /** How many watches are open. */
  readonly openWatches: number;
  /** Looks at everything now, and tells what is different. @throws SourceError `"refused"` when the folder is gone. */
  compare(signal?: AbortSignal): Promise<void>;
  /** Ends all watches; resolves when nothing is open any more. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** How long the watcher may take to find all there is to watch, in milliseconds. */
const readyMs = 10_000;
/** How long the watcher may take to close, in milliseconds. */
const closeMs = 1000;
/** How many changed paths are looked at before others get a turn. */
const looksPerTurn = 1000;

/**
 * The files in a folder and all below it as a source for an informer. A list is a walk; a watch looks where the system
 * says that something changed, and now and then at everything. Parents are told before what they hold, and deleted after
 * it.
 *
 * Versions of lists and bookmarks count the changes that were seen, and mean nothing to another process. When the folder
 * itself is gone, lists are `"refused"` and watches end with that; nothing is told as deleted for it.
 * @throws RangeError when `compareMs` or `gatherMs` is no number or negative.
 */
export function folderSource(path: string, options: FolderSourceOptions = {}): FolderSource {
  return new WatchedFolder(path, options);
}

class WatchedFolder implements FolderSource {
  readonly objectsCarryVersions = false;
  readonly #path: string;
  readonly #usesWatchers: boolean;
  readonly #compareMs: number;
  readonly #gatherMs: number;
  readonly #clock: Clock;
  readonly #onError: (error: unknown) => void;
  readonly #world: WatchCache<FolderEntry>;
  readonly #tree: FolderTree;
  readonly #compares: SharedCall;
  readonly #toLookAt = new Map<EntryPath, boolean>();
  #isComparing = false;
  #gathering: Timer | undefined;
  #watcher: FolderWatch | undefined;
  #watching: { readonly stop: AbortController; readonly ended: Promise<void> } | undefined;
  #closing: Promise<unknown> = Promise.resolve();

  constructor(path: string, options: FolderSourceOptions) {
    const { folders = false, others = false, clock = systemClock } = options;
    const { ignore = () => false, onError = () => {} } = options;
    this.#path = path;
    this.#usesWatchers = options.watchers ?? true;
    this.#compareMs = notNegative("compareMs", options.compareMs ?? 30_000);
    this.#gatherMs = notNegative("gatherMs", options.gatherMs ?? 10);
    this.#clock = clock;
    this.#onError = onError;
    const world = new WatchCache<FolderEntry>({ meta: entryMeta, epoch: newEpoch(clock) });
    this.#world = world;
    const { devices } = options;
    const onReadable = (folder: EntryPath): void => this.#watcher?.add(folder);
    const isIgnored = ignore;
    this.#tree = new FolderTree({
      path,
      world,
      folders,
      others,
      isIgnored,
      devices,
      clock,
      onError,
      onReadable,
    });
    this.#compares = new SharedCall((signal) => this.#compareAll(signal));
  }
  get openWatches(): number {
    return this.#world.watches;
  }

  async list({ signal }: ListOptions): Promise<ListPage<FolderEntry>> {
    await this.#compares.run(signal);
    return { items: this.#world.list(), version: this.#world.version };
  }

  async watch(options: WatchOptions): Promise<AsyncIterable<WatchEvent<FolderEntry>>> {
    options.signal.throwIfAborted();
    const root = realRoot(this.#path);
    // From now on is from what is there now.
    if (options.version === "") await this.#compares.run(options.signal);
    const watch = this.#world.watch(options);
    watch.onEnd(() => this.#stopIfUnwatched());
    if (!this.#watching && watch.isOpen) {
      const stop = new AbortController();
      this.#watching = { stop, ended: this.#keepWatching(root, stop.signal) };
    }
    return watch;
  }

  async compare(signal: AbortSignal = new AbortController().signal): Promise<void> {
    await this.#compares.run(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#world.endWatches();
    this.#gathering?.[Symbol.dispose]();
    await this.#closing;
  }

  /** Never rejects: a caller that watches hears of what went wrong. */
  async #keepWatching(root: string, signal: AbortSignal): Promise<void> {
    let watcher: FolderWatch | undefined;
    try {
      watcher = await this.#openWatcher(root);
      this.#watcher = watcher;
      await atMost(this.#clock, readyMs, watcher.ready, signal);
      // What happened before the watcher was ready is seen by the first comparison.
      for (;;) {
        await this.#compares.run(signal);
        watcher.retry();
        await sleep(this.#clock, this.#compareMs, signal);
      }
    } catch (error) {
      if (!signal.aborted) this.#world.endWatches(error);
    } finally {
      if (this.#watcher === watcher) this.#watcher = undefined;
      if (watcher) await atMost(this.#clock, closeMs, watcher.close());
    }
  }

  async #openWatcher(root: string): Promise<FolderWatch> {
    if (!this.#usesWatchers) return { ready: Promise.resolve(), add() {}, retry() {}, close: async () => {} };
    // Loaded here, so that no caller pays for what is not asked for.
    const { watchFolder } = await import("./watch-folder.ts");
    return watchFolder(root, {
      changed: (path, isWrite) => this.#changed(path, isWrite),
      failed: (error) => this.#onError(error),
    });
  }

  #stopIfUnwatched(): void {
    if (this.#world.watches > 0 || !this.#watching) return;
    const { stop, ended } = this.#watching;
    this.#watching = undefined;
    this.#closing = Promise.all([this.#closing, ended]);
    stop.abort();
  }

  #changed(path: EntryPath, isWrite: boolean): void {
    this.#toLookAt.set(path, isWrite || this.#toLookAt.get(path) === true);
    this.#gathering ??= this.#clock.after(this.#gatherMs, () => this.#lookAgain());
  }

  /** Not while everything is compared: what that has seen by then would be put over what is seen now. */
  #lookAgain(): void {
    this.#gathering = undefined;
    if (this.#isComparing || !this.#tree.isKnown) return;
    this.#telling(() => {
      let left = looksPerTurn;
      for (const [path, isWrite] of this.#toLookAt) {
        if (left-- === 0) break;
        this.#toLookAt.delete(path);
        this.#tree.look(path, isWrite);
      }
    });
    if (this.#toLookAt.size > 0) this.#gathering ??= this.#clock.after(0, () => this.#lookAgain());
  }

  async #compareAll(signal: AbortSignal): Promise<void> {
    this.#isComparing = true;
    const before = this.#world.version;
    try {
      await this.#tree.compare(signal);
      if (this.#world.version !== before) this.#world.bookmark();
    } finally {
      this.#isComparing = false;
      this.#lookAgain();
    }
  }

  /** Makes changes and then tells how far the watches have come; an error ends them. */
  #telling(change: () => void): void {
    const before = this.#world.version;
    try {
      change();
      if (this.#world.version !== before) this.#world.bookmark();
    } catch (error) {
      this.#world.endWatches(error);
    }
  }
}

function notNegative(option: string, delayMs: number): number {
  if (checkedDelay(option, delayMs) >= 0) return delayMs;
  throw new RangeError(`${option} must not be negative, but it is ${delayMs}`);
}

/** Waits for something, but neither for longer than `limitMs` nor after the signal is aborted. */
async function atMost(
  clock: Clock,
  limitMs: number,
  something: Promise<unknown>,
  signal?: AbortSignal,
): Promise<void> {
  const enough = Promise.withResolvers<void>();
  using _ = clock.after(limitMs, enough.resolve);
  const stop = (): void => enough.resolve();
  if (signal?.aborted) stop();
  signal?.addEventListener("abort", stop, { once: true });
  await Promise.race([something, enough.promise]);
  signal?.removeEventListener("abort", stop);
}
