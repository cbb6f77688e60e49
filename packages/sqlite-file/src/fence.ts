import { StoreError } from "@workset/store";
import { meta, setMeta } from "./format.ts";
import type { SqliteDatabase, SqliteStatement } from "./sqlite-database.ts";

/**
 * The proof, inside the database, of who owns it: each opening raises a number, and each transaction of an owner checks that
 * it is still the one it raised. Whatever becomes of locks, an owner that another has followed changes nothing more.
 */
export class Fence {
  readonly #generation: number;
  #path: string;
  #current: SqliteStatement;

  private constructor(database: SqliteDatabase, generation: number) {
    this.#generation = generation;
    this.#path = database.name;
    this.#current = current(database);
  }

  /** Makes this the newest owner. Must be called within a transaction. */
  static raise(database: SqliteDatabase): Fence {
    const generation = meta(database, "generation") + 1;
    setMeta(database, "generation", generation);
    return new Fence(database, generation);
  }

  /** Goes on with another connection to the same file. */
  renew(database: SqliteDatabase): void {
    this.#path = database.name;
    this.#current = current(database);
  }

  /** Must be called within a transaction that writes. @throws StoreError `"lost-ownership"`. */
  check(): void {
    if (this.#current.get() === this.#generation) return;
    throw new StoreError(
      "lost-ownership",
      `${this.#path} has another owner since: nothing was changed; close this one, and look for who opened the file` +
        " meanwhile (a lock is lost when the owner's own process reads the files beside it)",
    );
  }
}

function current(database: SqliteDatabase): SqliteStatement {
  const statement = database.prepare("SELECT value FROM workset_meta WHERE name = 'generation'");
  return statement.safeIntegers(false).pluck(true);
}
