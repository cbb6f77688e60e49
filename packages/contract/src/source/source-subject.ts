// The surface of a source, as the contract sees it: the shape alone, so that the contract depends on no package.

/** How a page is listed. */
export interface ListRequest {
  readonly version: string;
  readonly limit?: number;
  readonly continueToken?: string;
  readonly signal: AbortSignal;
}

/** One page of a list. */
export interface ListedPage<T> {
  readonly items: readonly T[];
  readonly version: string;
  readonly continueToken?: string;
}

/** How a watch is opened. */
export interface WatchRequest {
  readonly version: string;
  readonly bookmarks: boolean;
  readonly initialEvents?: boolean;
  readonly signal: AbortSignal;
}

/** What a watch sends. */
export type SentEvent<T> =
  | { readonly type: "added" | "modified" | "deleted"; readonly object: T }
  | { readonly type: "bookmark"; readonly version: string; readonly initialEventsEnd?: boolean }
  | { readonly type: "error"; readonly error: unknown };

/** A source of objects that are listed and watched. */
export interface SourceSubject<T> {
  list(options: ListRequest): Promise<ListedPage<T>>;
  watch(options: WatchRequest): Promise<AsyncIterable<SentEvent<T>>>;
}
