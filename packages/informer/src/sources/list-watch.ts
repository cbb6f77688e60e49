import type { ObjectMeta } from "../objects/object-meta.ts";

/** How a page is listed. */
export interface ListOptions {
  /**
   * How new the answer must be. `""`: the newest state. `"0"`: any state, the cheapest to get. Otherwise: not older than
   * this version.
   */
  readonly version: string;
  /** The most objects a page may hold; zero or absent leaves it to the source. */
  readonly limit?: number;
  /** The token of the page before. With it the source ignores {@link version}. */
  readonly continueToken?: string;
  /** Ends the request. */
  readonly signal: AbortSignal;
}

/** One page of a list. */
export interface ListPage<T> {
  readonly items: readonly T[];
  /** The version of the whole list: a watch from here misses nothing and repeats nothing. */
  readonly version: string;
  /** The token of the next page; absent on the last. */
  readonly continueToken?: string;
}

/** How a watch is opened. */
export interface WatchOptions {
  /** Events after this version are sent. `""` with {@link initialEvents}: from the newest state. */
  readonly version: string;
  /** Asks for `"bookmark"` events, which carry the version when nothing happens. A source may send none. */
  readonly bookmarks: boolean;
  /**
   * Asks for every existing object first, as `"added"` events, and then a bookmark with `initialEventsEnd`: a list by way
   * of a watch. Requested only from a source with {@link SourceTraits.sendsInitialEvents}.
   */
  readonly initialEvents?: boolean;
  /** After how many milliseconds the source should end the watch. */
  readonly timeoutMs?: number;
  /** Ends the watch: its iteration ends, and its connection is closed. */
  readonly signal: AbortSignal;
}

/** What a watch sends. */
export type WatchEvent<T> =
  | { readonly type: "added" | "modified" | "deleted"; readonly object: T }
  /** Everything up to this version has been sent. */
  | { readonly type: "bookmark"; readonly version: string; readonly initialEventsEnd?: boolean }
  /** The watch failed. It ends after this. */
  | { readonly type: "error"; readonly error: unknown };

/** What a source says of itself. */
export interface SourceTraits<T> {
  /** How its objects are read; an informer over the source needs no `meta` then. @defaultValue as Kubernetes objects are */
  readonly meta?: ObjectMeta<T>;
  /**
   * Whether a watch can begin with every existing object. Read before each list, so it may change.
   * @defaultValue false
   */
  readonly sendsInitialEvents?: boolean;
  /**
   * Whether `versionOf(object)` of an event is a version to watch from, as in Kubernetes. Otherwise only lists and
   * bookmarks carry one, and the source sends a bookmark after each burst of events.
   * @defaultValue true
   */
  readonly objectsCarryVersions?: boolean;
  /**
   * Compares two versions: negative when the first is older, zero when they are equal, positive when it is newer. With it
   * a reflector notices that versions went back, as after a restore from a backup, and an informer tells when it has
   * reached a version. `compareVersions` is for Kubernetes 1.35 and later (KEP-5504), and for sources that count.
   * @defaultValue versions are compared for equality only
   */
  compareVersions?(a: string, b: string): number;
  /**
   * How often a watch that asked for bookmarks is sent one at least, in milliseconds, even if nothing happens. A watch that
   * is silent for one and a half times as long is given up.
   * @defaultValue no promise: a silent watch is given up half a minute after its timeout
   */
  readonly bookmarkIntervalMs?: number;
  /**
   * Identifies where the versions come from: the UID of a cluster, for example. A saved cache is resumed only over the
   * identity it was saved with. @throws SourceError, or the signal's reason.
   */
  identity?(signal: AbortSignal): Promise<string>;
}

/**
 * A source of objects: anything that can list what exists, and send what changes from there on. A request that fails
 * rejects with a {@link SourceError} where the reason is known; any other error counts as `"other"`.
 */
export interface ListWatch<T> extends SourceTraits<T> {
  /** One page of what exists. @throws SourceError, or the signal's reason. */
  list(options: ListOptions): Promise<ListPage<T>>;
  /**
   * The changes after a version, in order. Resolves when the watch is open. An iteration that ends is a watch that ended
   * without an error; leaving the iteration ends the watch. @throws SourceError, or the signal's reason.
   */
  watch(options: WatchOptions): Promise<AsyncIterable<WatchEvent<T>>>;
}

/**
 * What a source says of itself, for another source that passes its objects on. Not whether it sends initial events: that may
 * change with an answer of the server, so it must be read each time.
 */
export function traitsOf<T>(source: ListWatch<T>): Omit<SourceTraits<T>, "sendsInitialEvents"> {
  const { meta, objectsCarryVersions, bookmarkIntervalMs } = source;
  return {
    ...(meta && { meta }),
    ...(objectsCarryVersions !== undefined && { objectsCarryVersions }),
    ...(bookmarkIntervalMs !== undefined && { bookmarkIntervalMs }),
    ...(source.compareVersions && { compareVersions: (a, b) => source.compareVersions!(a, b) }),
    ...(source.identity && { identity: (signal) => source.identity!(signal) }),
  };
}
