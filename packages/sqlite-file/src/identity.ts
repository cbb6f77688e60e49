import { StoreError } from "@workset/store";
import { sqliteError } from "./faults.ts";
import { files } from "./node-files.ts";

interface Seen {
  readonly dev: number;
  readonly ino: number;
  readonly size: number;
  readonly mtimeMs: number;
}

function look(path: string): Seen | undefined {
  return files.statSync(path, { throwIfNoEntry: false });
}

/** The error when the log is not the one in use: the file has to be opened anew. */
const logReplaced = "SQLITE_IOERR_LOG_REPLACED";

/** Whether an error says that the log beside the file is not the one that is in use. */
export function isLogReplaced(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === logReplaced;
}

/**
 * Which file and which log are open, so that a replaced, removed, truncated or restored one is noticed before anything is
 * acknowledged: SQLite itself writes on into a file that has no name any more.
 */
export class FileIdentity {
  readonly #path: string;
  readonly #log: string;
  readonly #file: Seen;
  readonly #index: Seen | undefined;
  readonly #shared: boolean;
  #knownFile: Seen;
  #knownLog: Seen | undefined;

  /**
   * The files at this path are those that are open.
   * @param options `before`: what was known before the file was opened anew; `shared`: others may write into the files.
   * @throws StoreError `"replaced"` when the file is another than before.
   */
  constructor(
    path: string,
    { before, shared = false }: { readonly before?: FileIdentity; readonly shared?: boolean } = {},
  ) {
    this.#shared = shared;
    this.#path = path;
    this.#log = `${path}-wal`;
    const file = look(path);
    if (!file) throw gone(path);
    this.#file = this.#knownFile = file;
    before?.renew();
    this.#knownLog = look(this.#log);
    this.#index = look(`${path}-shm`);
  }

  /** Whether the index of the log has kept its name: then no other program has ended the log. */
  holdsIndex(): boolean {
    return this.#index !== undefined && look(`${this.#path}-shm`)?.ino === this.#index.ino;
  }

  /**
   * Checks, before a transaction, that nothing was written into the files since the last one.
   * @returns Whether the file itself was written into: by a checkpoint of another connection, or by a restore.
   * @throws StoreError `"replaced"`; an error of kind `"io"` when the file is gone or the log is another.
   */
  before(): "same" | "written" {
    const log = look(this.#log);
    const known = this.#knownLog;
    if (
      known &&
      (log?.ino !== known.ino || log.dev !== known.dev || (log.size < known.size && !this.#shared))
    ) {
      this.#sameFile();
      throw sqliteError(logReplaced, `${this.#log} was removed, replaced or truncated while it was in use`);
    }
    const file = this.#sameFile();
    return file.mtimeMs === this.#knownFile.mtimeMs && file.size === this.#knownFile.size
      ? "same"
      : "written";
  }

  /**
   * Checks, after a commit and before it is acknowledged, that it went into the files at this path; takes note of them.
   * @returns Whether the commit wrote into the file itself, by a checkpoint.
   * @throws As {@link before}.
   */
  after(): "same" | "written" {
    const file = this.#sameFile();
    const log = look(this.#log);
    const known = this.#knownLog;
    if (known && (log?.ino !== known.ino || log.dev !== known.dev)) {
      throw sqliteError(logReplaced, `${this.#log} was removed or replaced while it was in use`);
    }
    const written = file.mtimeMs === this.#knownFile.mtimeMs ? "same" : "written";
    this.#knownFile = file;
    this.#knownLog = log;
    return written;
  }

  /** Takes note of the files as they are, when this process has written into them outside a transaction. */
  renew(): void {
    this.#knownFile = this.#sameFile();
    this.#knownLog = look(this.#log);
  }

  /** The file at the path. @throws When it is not the one that was opened. */
  #sameFile(): Seen {
    const file = look(this.#path);
    if (!file) throw gone(this.#path);
    if (file.ino !== this.#file.ino || file.dev !== this.#file.dev) throw replaced(this.#path);
    return file;
  }
}

function gone(path: string): Error {
  return sqliteError("SQLITE_CANTOPEN", `${path} was removed while it was in use: put it back`);
}

/** The error for a file that is not the one that was opened, or that lacks acknowledged commits. */
export function replaced(path: string, cause?: unknown): StoreError {
  return new StoreError(
    "replaced",
    `${path} was replaced while it was in use: nothing more is acknowledged; close it and open it again, to work with` +
      " the file that is there now",
    { cause },
  );
}
