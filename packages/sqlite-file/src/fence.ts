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

  /**
   * Must be called within a transaction that writes.
   * @returns How many rows this connection has changed up to now.
   * @throws StoreError `"lost-ownership"`.
   */
  check(): number {
    const { value, changes } = this.#current.get() as { readonly value: number; readonly changes: number };
    if (value === this.#generation) return changes;
    throw new StoreError(
      "lost-ownership",
      `${this.#path} has another owner since: nothing was changed; close this one, and look for who opened the file` +
        " meanwhile (a lock is lost when the owner's own process reads the files beside it)",
    );
  }
}

function current(database: SqliteDatabase): SqliteStatement {
  // One statement for both, since each costs a microsecond of every commit.
  const text = "SELECT value, total_changes() AS changes FROM workset_meta WHERE name = 'generation'";
  return database.prepare(text).safeIntegers(false);
}
