import {
  inTransaction,
  kindOf,
  codeOf,
  SqliteFile,
  storeErrorOf,
  type Connect,
  type DriverName,
  type Durability,
  type SqliteDatabase,
} from "@workset/sqlite-file";
import { systemClock } from "@workset/clock";
import { isStoreError, StoreError } from "@workset/store";
import { cacheFormat } from "./schema.ts";

/** How a file is opened. */
export interface CacheFileOptions {
  readonly durability: Durability;
  readonly driver?: DriverName | Connect;
  readonly waitMs?: number;
  readonly signal?: AbortSignal;
}

/** The files that this process has open, or is about to open. */
const openFiles = new Map<string, Promise<CacheFile>>();

/** A file with caches, as all caches of it that are open in this process share it. */
export class CacheFile {
  readonly path: string;
  readonly durability: Durability;
  readonly #file: SqliteFile;
  readonly #names = new Set<string>();
  #last: Promise<unknown> = Promise.resolve();
  /** Whether the file has to be opened anew before it is written. */
  #mustReopen = false;

  private constructor(file: SqliteFile, durability: Durability) {
    this.path = file.path;
    this.durability = durability;
    this.#file = file;
  }

  /**
   * Opens the file for a cache of this name, and does this with it.
   * @throws StoreError, or what `begin` throws.
   */
  static async open<R>(
    path: string,
    name: string,
    options: CacheFileOptions,
    begin: (file: CacheFile) => R,
  ): Promise<R> {
    const file = await CacheFile.#shared(path, options);
    try {
      return file.#begin(name, options.durability, begin);
    } catch (error) {
      file.#closeIfUnused();
      throw error;
    }
  }

  static async #shared(path: string, { durability, ...options }: CacheFileOptions): Promise<CacheFile> {
    const known = openFiles.get(path);
    if (known) return known;
    const opening = SqliteFile.open(path, {
      ...options,
      durability,
      clock: systemClock,
      format: cacheFormat,
    }).then((file) => new CacheFile(file, durability));
    openFiles.set(path, opening);
    opening.catch(() => openFiles.delete(path));
    return opening;
  }

  /** Whether caches of this file are open in this process. */
  static isOpen(path: string): boolean {
    return openFiles.has(path);
  }

  get database(): SqliteDatabase {
    return this.#file.database;
  }

  #begin<R>(name: string, durability: Durability, begin: (file: CacheFile) => R): R {
    if (this.#names.has(name)) {
      throw new StoreError(
        "in-use",
        `the cache ${JSON.stringify(name)} of ${this.path} is open already: dispose of it first`,
      );
    }
    if (durability !== this.durability) {
      throw new RangeError(
        `durability must be "${this.durability}" as for the other open caches of ${this.path}, but it is "${durability}"`,
      );
    }
    const begun = this.#translated(() => begin(this));
    this.#names.add(name);
    return begun;
  }

  /** Does one thing after another, whichever cache it is for. */
  inTurn<R>(work: () => R | Promise<R>): Promise<R> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {});
    return done;
  }

  /**
   * Runs a function in a transaction that is on the disk when this returns. Whether a transaction whose sync failed is there
   * is not known: it has to be repeated.
   * @throws StoreError; what the function throws.
   */
  transaction<R>(work: () => R): R {
    return this.#translated(() => {
      if (this.#mustReopen) this.#file.reopen();
      this.#mustReopen = false;
      this.#file.beforeTransaction();
      const result = inTransaction(this.database, () => {
        this.#file.checkOwner();
        return work();
      });
      this.#file.afterCommit();
      return result;
    });
  }

  /** Reads. @throws StoreError when the file cannot be read. */
  read<R>(work: () => R): R {
    return this.#translated(work);
  }

  #translated<R>(work: () => R): R {
    try {
      return work();
    } catch (error) {
      if (SqliteFile.mustReopen(error)) this.#mustReopen = true;
      throw isStoreError(error) ? error : asStoreError(error, this.path);
    }
  }

  /** Releases the cache of this name when all is done that was asked for; with the last one the file is closed. */
  release(name: string): Promise<void> {
    return this.inTurn(() => {
      this.#names.delete(name);
      this.#closeIfUnused();
    });
  }

  #closeIfUnused(): void {
    if (this.#names.size > 0 || !this.#file.database.open) return;
    openFiles.delete(this.path);
    this.#file.close(!this.#mustReopen);
  }
}

function asStoreError(error: unknown, path: string): unknown {
  const kind = kindOf(error);
  if (kind === "busy") {
    return new StoreError("blocked", `${path} is locked by another connection: end its transaction`, {
      cause: error,
    });
  }
  if (kind !== "unexpected" || !codeOf(error).startsWith("SQLITE_")) return storeErrorOf(error, path);
  const cause = error as Error;
  return new StoreError("io", `SQLite refused what was to be saved in ${path}: ${cause.message}`, { cause });
}
