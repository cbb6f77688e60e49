import {
  type CallersDatabase,
  kindOf,
  lacksCommits,
  SqliteFile,
  type SqliteDatabase,
} from "@workset/sqlite-file";
import { prepareStatements, type Statements } from "./statements.ts";

/** The database of a store, with its statements. After a failed sync it is another one, on the same file. */
export class Connection {
  readonly file: SqliteFile | CallersDatabase;
  statements: Statements;

  constructor(file: SqliteFile | CallersDatabase) {
    this.file = file;
    this.statements = prepareStatements(file.database);
  }

  get database(): SqliteDatabase {
    return this.file.database;
  }

  /** Whether the store opened the database itself, and may do with it as it likes. */
  get owned(): boolean {
    return this.file instanceof SqliteFile;
  }

  /**
   * Closes the file and opens it again, if it is the store's own.
   * @throws StoreError `"replaced"` when it lacks the tables.
   */
  reopen(): void {
    if (!this.owned) return;
    this.file.reopen();
    try {
      this.statements = prepareStatements(this.database);
    } catch (error) {
      throw kindOf(error) === "unexpected" ? lacksCommits(this.file.path, error) : error;
    }
  }
}
