import type Database from "better-sqlite3";
import { CacheFileError } from "./cache-file-error.ts";
import { closeDatabase, openDatabase } from "./open-database.ts";
import type { Durability } from "./options.ts";

/** What is done with the database for a cache that is opened. */
type Begin<R> = (database: Database.Database) => R;

/** A file that is open for one cache more, and what came of its begin. */
interface Opened<R> {
  readonly file: CacheFile;
  readonly begun: R;
}

/** The files that this process has open. */
const openFiles = new Map<string, CacheFile>();

/** A file with caches, as all caches of it that are open in this process share it. */
export class CacheFile {
  readonly path: string;
  readonly durability: Durability;
  readonly #database: Database.Database;
  readonly #names = new Set<string>();
  #last: Promise<unknown> = Promise.resolve();

  private constructor(path: string, durability: Durability) {
    this.path = path;
    this.durability = durability;
    this.#database = openDatabase(path, durability);
    openFiles.set(path, this);
  }

  /**
   * Opens the file for a cache of this name, and does this with it.
   * @throws CacheFileError, or what `begin` throws.
   */
  static open<R>(path: string, name: string, durability: Durability, begin: Begin<R>): Opened<R> {
    const file = openFiles.get(path) ?? new CacheFile(path, durability);
    try {
      return { file, begun: file.#begin(name, durability, begin) };
    } catch (error) {
      file.#closeIfUnused();
      throw error;
    }
  }

  /** Whether caches of this file are open in this process. */
  static isOpen(path: string): boolean {
    return openFiles.has(path);
  }

  #begin<R>(name: string, durability: Durability, begin: Begin<R>): R {
    if (this.#names.has(name)) {
      const says = `the cache ${JSON.stringify(name)} of ${this.path} is open already: dispose of it first`;
      throw new CacheFileError("in-use", says);
    }
    if (durability !== this.durability) {
      throw new RangeError(
        `durability must be "${this.durability}" as for the other open caches of ${this.path}, but it is "${durability}"`,
      );
    }
    const begun = begin(this.#database);
    this.#names.add(name);
    return begun;
  }

  /** Does one thing after another, whichever cache it is for. */
  inTurn<R>(work: () => R | Promise<R>): Promise<R> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {});
    return done;
  }

  /** Lets go of the cache of this name when all is done that was asked for; with the last one the file is closed. */
  release(name: string): Promise<void> {
    return this.inTurn(() => {
      this.#names.delete(name);
      this.#closeIfUnused();
    });
  }

  #closeIfUnused(): void {
    if (this.#names.size > 0) return;
    openFiles.delete(this.path);
    closeDatabase(this.#database);
  }
}
