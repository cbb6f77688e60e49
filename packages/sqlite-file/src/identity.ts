import { StoreError } from "@workset/store";
import { sqliteError } from "./faults.ts";
import { LogHandle } from "./log-handle.ts";
import { files, sizeOf } from "./node-files.ts";

interface Seen {
  readonly dev: number;
  readonly ino: number;
  readonly size: number;
  readonly mtimeMs: number;
}

function look(path: string): Seen | undefined {
  return files.statSync(path, { throwIfNoEntry: false });
}

const logReplacedCode = "SQLITE_IOERR_LOG_REPLACED";

/** The error when the log is not the one in use: the file has to be opened anew. */
export function logReplaced(log: string): Error {
  return sqliteError(logReplacedCode, `${log} was removed, replaced or cut off while it was in use`);
}

/** Whether an error says that the log beside the file is not the one that is in use. */
export function isLogReplaced(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === logReplacedCode;
}

/**
 * Which file and which log are open, so that a replaced, removed, truncated or restored one is noticed before anything is
 * acknowledged: SQLite itself writes on into a file that has no name any more.
 */
export class FileIdentity implements Disposable {
  readonly #path: string;
  readonly #logPath: string;
  readonly #file: Seen;
  readonly #index: Seen | undefined;
  #knownFile: Seen;
  #log: LogHandle | undefined;

  /**
   * The files at this path are those that are open.
   * @param before What was known before the file was opened anew.
   * @throws StoreError `"replaced"` when the file is another than before.
   */
  constructor(path: string, before?: FileIdentity) {
    // As the system names it.
    this.#path = files.existsSync(path) ? files.realpathSync(path) : path;
    this.#logPath = `${this.#path}-wal`;
    const file = look(this.#path);
    if (!file) throw gone(path);
    this.#file = this.#knownFile = file;
    before?.renew();
    this.#log = LogHandle.open(this.#logPath);
    this.#index = look(`${path}-shm`);
  }

  /** Whether the file that was opened is still at the path, even if it was written over. */
  isInPlace(): boolean {
    return look(this.#path)?.ino === this.#file.ino;
  }

  /** Whether the index of the log has kept its name: then no other program has ended the log. */
  holdsIndex(): boolean {
    return this.#index !== undefined && look(`${this.#path}-shm`)?.ino === this.#index.ino;
  }

  /**
   * Checks, before a transaction, that nothing was written into the files since the last one.
   * @returns Whether the file was written into or the log was cut off: by a checkpoint of another connection, by a restore,
   * or by hand.
   * @throws StoreError `"replaced"`; an error of kind `"io"` when the file is gone or the log is another.
   */
  before(): "same" | "touched" {
    const log = this.#sameLog();
    const file = this.#sameFile();
    const { mtimeMs, size } = this.#knownFile;
    return log === "same" && file.mtimeMs === mtimeMs && file.size === size ? "same" : "touched";
  }

  /**
   * Checks, after a commit and before it is acknowledged, that it went into the files at this path; takes note of them.
   * @returns Whether the commit wrote into the file itself, by a checkpoint.
   * @throws As {@link before}.
   */
  after(): "same" | "touched" {
    const file = this.#sameFile();
    // SQLite itself cuts off a log that had become large.
    if (this.#sameLog() === "cut") this.#log?.renew();
    const touched = file.mtimeMs === this.#knownFile.mtimeMs ? "same" : "touched";
    this.#knownFile = file;
    return touched;
  }

  /**
   * After the file was replaced: removes the log, if it is the one that was in use, since SQLite would take it for that of
   * the file that is there now. What it held is kept in a file of its own, unless it is in the file that was replaced.
   */
  removeLog(): void {
    const log = look(this.#logPath);
    if (!log || log.ino !== this.#log?.ino) return;
    if (this.isInPlace()) {
      files.copyFileSync(this.#logPath, `${this.#logPath}-replaced`);
      // An open connection cannot write into the file what is not there.
      files.truncateSync(this.#logPath, 0);
    } else {
      files.rmSync(this.#logPath, { force: true });
    }
  }

  /** After that and when the file is closed: removes what is left of the log. */
  removeIndex(): void {
    if (sizeOf(this.#logPath) === 0) files.rmSync(this.#logPath, { force: true });
    if (this.holdsIndex()) files.rmSync(`${this.#path}-shm`, { force: true });
  }

  /** Takes note of the files as they are, when this process has written into them outside a transaction. */
  renew(): void {
    this.#knownFile = this.#sameFile();
    if (this.#log?.look() !== "other") this.#log?.renew();
    else this.#openLog();
  }

  [Symbol.dispose](): void {
    this.#log?.[Symbol.dispose]();
    this.#log = undefined;
  }

  #openLog(): void {
    this.#log?.[Symbol.dispose]();
    this.#log = LogHandle.open(this.#logPath);
  }

  /** Whether the log was cut off. @throws An error of kind `"io"` when it is not the one that was in use. */
  #sameLog(): "same" | "cut" {
    if (!this.#log) this.#openLog();
    const log = this.#log?.look() ?? "same";
    if (log === "other") throw logReplaced(this.#logPath);
    return log;
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

/** The error for a file that lacks commits which were acknowledged. */
export function lacksCommits(path: string, cause?: unknown): StoreError {
  return new StoreError(
    "replaced",
    `${path} lacks what was acknowledged: its log was removed or cut off, or another file was put in its place;` +
      " restore a backup, or close it and open it again to go on with what is there",
    { cause },
  );
}
