/** How a page is listed. */
export interface ListOptions {
  /**
   * How new the answer must be. `""`: as new as can be. `"0"`: whatever is at hand. Otherwise: not older than this
   * version.
   */
  readonly version: string;
  /** The most objects a page may hold; zero or absent leaves it to the source. */
  readonly limit?: number;
  /** Where the page before left off. With it the source takes no notice of {@link version}. */
  readonly continueToken?: string;
  /** Ends the request. */
  readonly signal: AbortSignal;
}

/** One page of a list. */
export interface ListPage<T> {
  readonly items: readonly T[];
  /** The version of the whole list: a watch from here misses nothing and repeats nothing. */
  readonly version: string;
  /** Where the next page starts; absent on the last. */
  readonly continueToken?: string;
}

/** How a watch is opened. */
export interface WatchOptions {
  /** Events after this version are sent. `""` with {@link initialEvents}: from a state as new as can be. */
  readonly version: string;
  /** Asks for `"bookmark"` events, which tell the version when nothing happens. A source may send none. */
  readonly bookmarks: boolean;
  /**
   * Asks for all present objects first, as `"added"` events, and then a bookmark with `initialEventsEnd`: a list by way
   * of a watch. Asked only of a source that says {@link ListWatch.sendsInitialEvents}.
   */
  readonly initialEvents?: boolean;
  /** After how many milliseconds the source should end the watch by itself. */
  readonly timeoutMs?: number;
  /** Ends the watch: its iteration ends, and its connection is closed. */
  readonly signal: AbortSignal;
}

/** What a watch tells. */
export type WatchEvent<T> =
  | { readonly type: "added" | "modified" | "deleted"; readonly object: T }
  /** Everything up to this version has been sent. */
  | { readonly type: "bookmark"; readonly version: string; readonly initialEventsEnd?: boolean }
  /** The watch can not go on. It ends after this. */
  | { readonly type: "error"; readonly error: unknown };

/**
 * A source of objects: anything that can say what there is, and what changes from there on. A request that fails rejects
 * with a {@link SourceError} where the reason is known; everything else counts as `"other"`.
 */
export interface ListWatch<T> {
  /** One page of what there is. @throws SourceError, or the signal's reason. */
  list(options: ListOptions): Promise<ListPage<T>>;
  /**
   * The changes after a version, in order. Resolves when the watch is open. An iteration that ends is a watch that ended
   * in good order, and whoever leaves the iteration ends the watch. @throws SourceError, or the signal's reason.
   */
  watch(options: WatchOptions): Promise<AsyncIterable<WatchEvent<T>>>;
  /**
   * Whether a watch can begin with all present objects.
   * @defaultValue false
   */
  readonly sendsInitialEvents?: boolean;
  /**
   * Whether `versionOf(object)` of an event is a version to watch from, as in Kubernetes. Where it is not, only lists and
   * bookmarks tell how far one has come; the source then sends a bookmark after each burst of events.
   * @defaultValue true
   */
  readonly objectsCarryVersions?: boolean;
}
