import type { Clause, Harness } from "../clause.ts";
import type { SourceSubject } from "./source-subject.ts";

/**
 * What a source can do besides listing and watching, and what its harness can do to it.
 *
 * - `"pages"`: a list is handed over page by page when a limit is asked for
 * - `"bookmarks"`: watches are told how far they have come
 * - `"initial-events"`: a watch can begin with all present objects
 * - `"object-versions"`: the version of an object is one to watch from
 * - `"ends"`: the harness can end the open watches in good order
 * - `"resets"`: the harness can break the open watches off as expired
 * - `"fails"`: the harness can let the next list fail
 */
export type SourceCapability =
  | "pages"
  | "bookmarks"
  | "initial-events"
  | "object-versions"
  | "ends"
  | "resets"
  | "fails";

/** What a clause wants to know of an object. */
export interface Seen {
  readonly name: string;
  readonly value: number;
  readonly version: string;
}

/** A source, and the world that it tells of. Empty at first. */
export interface SourceHarness<T = unknown> extends Harness<SourceCapability> {
  /** The source. */
  readonly source: SourceSubject<T>;
  /** What an object says. */
  read(object: T): Seen;
  /** The object of this name has this value now, another than before. Resolves when the source could have seen it. */
  put(name: string, value: number): Promise<void>;
  /** The object of this name is gone now. Resolves when the source could have seen it. */
  remove(name: string): Promise<void>;
  /** A version from which nothing can be told any more: too old, or of another life of the source. */
  oldVersion(): Promise<string>;
  /** How many watches the source holds open. */
  openWatches(): number;
  /** Lets a bookmark be sent, where none is sent unasked. Asked for only where the harness has `"bookmarks"`. */
  bookmark(): Promise<void>;
  /** Ends the open watches in good order. Asked for only where the harness `"ends"`. */
  endWatches(): Promise<void>;
  /** Breaks the open watches off as expired. Asked for only where the harness `"resets"`. */
  reset(): Promise<void>;
  /** Forgets the lists of which only some pages were handed over. Asked for only where the harness has `"pages"`. */
  expirePages(): Promise<void>;
  /** Lets the next list fail, and only that. Asked for only where the harness `"fails"`. */
  failNextList(): Promise<void>;
}

/** A promise of a source. */
export type SourceClause = Clause<SourceHarness>;
