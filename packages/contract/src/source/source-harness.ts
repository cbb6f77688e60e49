import type { Clause, Harness } from "../clause.ts";
import type { SourceSubject } from "./source-subject.ts";

/**
 * What a source can do besides listing and watching, and what its harness can do to it.
 *
 * - `"pages"`: a list with a limit is answered page by page
 * - `"bookmarks"`: watches get bookmarks
 * - `"initial-events"`: a watch can begin with every existing object
 * - `"object-versions"`: the version of an object is one to watch from
 * - `"ends"`: the harness can end the open watches without an error
 * - `"resets"`: the harness can end the open watches as expired
 * - `"fails"`: the harness can make the next list fail
 */
export type SourceCapability =
  | "pages"
  | "bookmarks"
  | "initial-events"
  | "object-versions"
  | "ends"
  | "resets"
  | "fails";

/** What a clause reads of an object. */
export interface Seen {
  readonly name: string;
  readonly value: number;
  readonly version: string;
}

/** A source, and the objects behind it: none at first. */
export interface SourceHarness<T = unknown> extends Harness<SourceCapability> {
  /** The source. */
  readonly source: SourceSubject<T>;
  /** Reads an object. */
  read(object: T): Seen;
  /** Gives the object of this name this value, another than before. Resolves when the source could have seen it. */
  put(name: string, value: number): Promise<void>;
  /** Removes the object of this name. Resolves when the source could have seen it. */
  remove(name: string): Promise<void>;
  /** A version to watch from that has expired: too old, or of an earlier process. */
  oldVersion(): Promise<string>;
  /** How many watches of the source are open. */
  openWatches(): number;
  /** Makes the source send a bookmark, if it does not by itself. Called only with `"bookmarks"`. */
  bookmark(): Promise<void>;
  /** Ends the open watches without an error. Called only with `"ends"`. */
  endWatches(): Promise<void>;
  /** Ends the open watches as expired. Called only with `"resets"`. */
  reset(): Promise<void>;
  /** Drops the lists of which pages are missing. Called only with `"pages"`. */
  expirePages(): Promise<void>;
  /** Makes the next list fail, and only that. Called only with `"fails"`. */
  failNextList(): Promise<void>;
}

/** A promise of a source. */
export type SourceClause = Clause<SourceHarness>;
