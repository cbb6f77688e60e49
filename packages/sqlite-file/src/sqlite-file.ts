import { checkedDuration, sleep, type Clock } from "@workset/clock";
import { isStoreError } from "@workset/store";
import { backup } from "./backup.ts";
import { check, missing, type MissingLog } from "./check.ts";
import { driver, isAtLeast, type Connect, type DriverName } from "./driver.ts";
import { codeOf, isFailedSync, kindOf, storeErrorOf } from "./faults.ts";
import { Fence } from "./fence.ts";
import { migrate, refuseNewer, refuseOthers, setMeta, type FileFormat } from "./format.ts";
import { FileIdentity, isLogReplaced, lacksCommits, logReplaced, replaced } from "./identity.ts";
import { damageInLog, lacksLog, rewriteLog } from "./log.ts";
import { files, sizeOf } from "./node-files.ts";
import { isOwnedHere, own, type Ownership } from "./owner-lock.ts";
import { Reserve } from "./reserve.ts";
import { checkedDurability, configure, type Durability } from "./settings.ts";
import { inTransaction, type SqliteDatabase } from "./sqlite-database.ts";

/** How a file is opened. */
export interface OpenFileOptions {
  readonly format: FileFormat;
  readonly clock: Clock;
  /** @defaultValue "power-loss" */
  readonly durability?: Durability;
  /** @defaultValue better-sqlite3 where it is installed, `node:sqlite` where it is not */
  readonly driver?: DriverName | Connect;
  /** How long to wait for another owner to leave, in milliseconds. @defaultValue 0 */
  readonly waitMs?: number;
  /** Ends the wait. */
  readonly signal?: AbortSignal;
  /** @defaultValue "refuse" */
  readonly missingLog?: MissingLog;
}

/** How often, in commits, it is looked whether the disk has become so full that room is to be kept in reserve. */
const commitsPerLook = 256;

/** How often a file in use is tried again. */
const retryMs = 20;

/**
 * A SQLite file that this process has opened, checked and owns: a lock keeps other owners away, a number in the database
 * fences off one that was followed by another, and what became of the files under it is looked at with each commit.
 */
export class SqliteFile {
  readonly path: string;
  database: SqliteDatabase;
  readonly #connect: Connect;
  readonly #plain: Connect;
  readonly #options: OpenFileOptions;
  readonly #ownership: Ownership;
  readonly #fence: Fence;
  readonly #reserve: Reserve;
  #commits = 0;
  #identity: FileIdentity;
  /** As of the last time that this process wrote into the file itself. */
  #checkpointed: Checkpoints | undefined;
  #isReplaced = false;

  private constructor(parts: {
    readonly path: string;
    readonly database: SqliteDatabase;
    readonly connect: Connect;
    readonly plain: Connect;
    readonly options: OpenFileOptions;
    readonly ownership: Ownership;
    readonly fence: Fence;
    readonly reserve: Reserve;
  }) {
    this.path = parts.path;
    this.database = parts.database;
    this.#connect = parts.connect;
    this.#plain = parts.plain;
    this.#options = parts.options;
    this.#ownership = parts.ownership;
    this.#fence = parts.fence;
    this.#identity = new FileIdentity(parts.path);
    this.#checkpointed = this.#checkpoints();
    this.#reserve = parts.reserve;
  }

  /**
   * Opens a file, and makes it when it does not exist.
   * @param path As `checkedPath` gives it.
   * @throws StoreError, which says what to do: `"in-use"` while another process owns it, `"newer"`, `"corrupt"`,
   * `"not-a-store"`, `"read-only"`, `"full"` or `"io"` when it cannot be used, `"no-driver"`; the signal's reason.
   */
  static async open(path: string, options: OpenFileOptions): Promise<SqliteFile> {
    checkedDurability(options.durability ?? "power-loss");
    const { clock, signal } = options;
    const deadline = clock.now() + checkedDuration("waitMs", options.waitMs ?? 0);
    const connect = await driver(options.driver);
    // The lock is no part of the file, and an adapted driver may be one for this file alone.
    const plain = typeof options.driver === "function" ? await driver() : connect;
    for (;;) {
      signal?.throwIfAborted();
      try {
        return SqliteFile.#open(path, connect, plain, options);
      } catch (error) {
        const waits = isStoreError(error)
          ? error.code === "in-use" && clock.now() < deadline
          : kindOf(error) === "busy";
        if (!waits) throw isStoreError(error) ? error : storeErrorOf(error, path);
      }
      await sleep(clock, retryMs, signal);
    }
  }

  static #open(path: string, connect: Connect, plain: Connect, options: OpenFileOptions): SqliteFile {
    const { format, durability = "power-loss" } = options;
    const ownership = examine(path, connect, plain, options);
    const reserve = new Reserve(path);
    let database: SqliteDatabase | undefined;
    try {
      // What the last owner could not sync may be in the memory of the system alone.
      if (durability === "power-loss") rewriteLog(`${path}-wal`);
      reserve.keep();
      database = connect(path);
      configure(database, durability, reserve.logBytes);
      const fence = beginInReserve(database, format, reserve);
      return new SqliteFile({ path, database, connect, plain, options, ownership, fence, reserve });
    } catch (error) {
      database?.close();
      ownership.release();
      throw error;
    }
  }

  /** How large the log beside the file is, in bytes. */
  get logBytes(): number {
    return sizeOf(`${this.path}-wal`);
  }

  /** Checks, before a transaction, that the files are those that were opened. @throws StoreError `"replaced"`; an error of kind `"io"`. */
  beforeTransaction(): void {
    try {
      if (this.#identity.before() === "touched") this.#wasTouched();
    } catch (error) {
      this.#isReplaced = isStoreError(error) && error.code === "replaced";
      throw error;
    }
  }

  /**
   * Checks, within a transaction, that this is still the owner.
   * @returns How many rows this connection has changed up to now.
   * @throws StoreError `"lost-ownership"`.
   */
  checkOwner(): number {
    return this.#fence.check();
  }

  /** Checks, after a commit and before it is acknowledged, where it went. @throws As {@link beforeTransaction}. */
  afterCommit(): void {
    if (this.#identity.after() === "touched") this.#checkpointed = this.#checkpoints();
    if (++this.#commits % commitsPerLook === 0) this.#reserve.keep();
  }

  /** Gives the room that is kept in reserve on a small disk to the work that is to end. */
  giveUpReserve(): void {
    this.#reserve.giveUp();
  }

  /** Keeps room in reserve again. Whether there is enough besides for the work to go on as usual. */
  keepReserve(): boolean {
    return this.#reserve.keep();
  }

  /** The files were touched: by a checkpoint of another connection, which changes nothing, or in some other way. */
  #wasTouched(): void {
    const known = this.#checkpointed;
    const now = this.#checkpoints();
    // An older SQLite cannot tell.
    if (known && now) {
      if (sizeOf(`${this.path}-wal`) < now.frames * smallestFrame) throw logReplaced(`${this.path}-wal`);
      const before = now.frames >= known.frames ? known.writtenBack : 0;
      if (now.frames > 0 && now.writtenBack <= before) throw replaced(this.path);
    }
    this.#checkpointed = now;
    this.#identity.renew();
  }

  #checkpoints(): Checkpoints | undefined {
    const version = this.database.prepare("SELECT sqlite_version()").pluck(true).get() as string;
    if (!isAtLeast(version, "3.51.0")) return undefined;
    const [row] = this.database.pragma("wal_checkpoint(NOOP)") as { log: number; checkpointed: number }[];
    return { frames: row!.log, writtenBack: row!.checkpointed };
  }

  /** Whether the file has to be opened anew after this error, because what it says of itself cannot be trusted. */
  static mustReopen(error: unknown): boolean {
    return isFailedSync(error) || isLogReplaced(error);
  }

  /**
   * Opens the file again, after a sync that failed or when the log was replaced. All that is there then is on the disk:
   * the log is written anew and synced, written into the file, and cut off.
   * @throws What SQLite or the file system throws while the disk does not write, or the file is gone.
   */
  reopen(): void {
    this.#identity.renew();
    // What the log held before it lost its name is still to be had through the open connection.
    if (this.database.open && this.#identity.holdsIndex()) this.tryCheckpoint("PASSIVE");
    rewriteLog(`${this.path}-wal`);
    if (this.database.open) this.database.close();
    this.#identity.renew();
    this.database = this.#connect(this.path);
    configure(this.database, this.#options.durability ?? "power-loss", this.#reserve.logBytes);
    try {
      this.#fence.renew(this.database);
    } catch (error) {
      throw kindOf(error) === "unexpected" ? lacksCommits(this.path, error) : error;
    }
    this.database.pragma("wal_checkpoint(TRUNCATE)");
    const before = this.#identity;
    this.#identity = new FileIdentity(this.path, before);
    before[Symbol.dispose]();
    this.#checkpointed = this.#checkpoints();
  }

  /** Writes what the log holds into the file, as far as nothing reads it and the disk takes it. */
  tryCheckpoint(mode: "PASSIVE" | "TRUNCATE"): void {
    try {
      this.database.pragma(`wal_checkpoint(${mode})`);
    } catch {
      // The next write meets the same trouble, and is answered for it.
    }
    this.afterAttempt();
  }

  /** Takes note of what a transaction or a checkpoint that failed may have written. */
  afterAttempt(): void {
    try {
      this.#identity.renew();
      this.#checkpointed = this.#checkpoints();
    } catch {
      // What is wrong with the files is met by the next transaction.
    }
  }

  /** Copies the file to another place while it is in use. @throws As `backup`. */
  async backup(path: string): Promise<void> {
    await backup(this.database, path, this.#plain);
  }

  /** Closes the file and leaves it to the next owner, saying whether everything was put in order before. */
  close(clean: boolean): void {
    const { database } = this;
    try {
      if (clean && database.open) {
        this.beforeTransaction();
        inTransaction(database, () => {
          this.checkOwner();
          setMeta(database, "unclean", 0);
        });
        this.tryCheckpoint("TRUNCATE");
      }
    } catch {
      // Then the file is checked when it is opened next.
    }
    if (this.#isReplaced) {
      // What the log holds goes into the file that was replaced, if that is another one.
      if (!this.#identity.isInPlace()) this.tryCheckpoint("PASSIVE");
      this.#identity.removeLog();
    }
    this.#identity[Symbol.dispose]();
    database.close();
    if (this.#isReplaced) this.#identity.removeIndex();
    this.#reserve.giveUp();
    this.#ownership.release();
  }
}

/** A page of the least size with its header. */
const smallestFrame = 512 + 24;

/** How many frames the log has, and how many of them have been written into the file. */
interface Checkpoints {
  readonly frames: number;
  readonly writtenBack: number;
}

/** Makes the tables, if need be, and becomes the newest owner: one transaction. */
function begin(database: SqliteDatabase, format: FileFormat): Fence {
  return inTransaction(database, () => {
    if (database.pragma("application_id", { simple: true }) === 0) {
      database.pragma(`application_id = ${format.applicationId}`);
    }
    migrate(database, format);
    setMeta(database, "unclean", 1);
    return Fence.raise(database);
  });
}

/** As {@link begin}, on a full disk in the room that was kept in reserve. */
function beginInReserve(database: SqliteDatabase, format: FileFormat, reserve: Reserve): Fence {
  try {
    return begin(database, format);
  } catch (error) {
    if (kindOf(error) !== "full") throw error;
    reserve.giveUp();
    return begin(database, format);
  }
}

/** Looks at a file without writing to it, and makes this process its owner: one that is refused stays as it is. */
function examine(path: string, connect: Connect, plain: Connect, options: OpenFileOptions): Ownership {
  const { format, clock, durability, missingLog = "refuse" } = options;
  if (isOwnedHere(path)) return own(path, clock.wallNow(), plain);
  const asksLog = missingLog === "refuse" && durability !== "process-crash";
  if (asksLog && lacksLog(path)) {
    // Without its owner's lock it may be the file of another program.
    if (files.existsSync(`${path}-owner`)) own(path, clock.wallNow(), plain).release();
    throw missing(`the log ${path}-wal is missing or was cut off`);
  }
  if (!files.existsSync(path)) files.closeSync(files.openSync(path, "a"));
  if (sizeOf(path) === 0) return own(path, clock.wallNow(), plain);
  const companions = [`${path}-wal`, `${path}-shm`].filter((companion) => !files.existsSync(companion));
  const database = connect(path, { readOnly: true });
  let ownership: Ownership | undefined;
  try {
    refuseOthers(database, format);
    refuseNewer(database, format);
    ownership = own(path, clock.wallNow(), plain);
    const damage = asksLog && damageInLog(`${path}-wal`);
    if (damage) throw missing(damage);
    check(database, format);
    database.close();
    return ownership;
  } catch (error) {
    database.close();
    // What was interrupted in a journal of the older kind has to be rolled back before the file can be read.
    if (codeOf(error).startsWith("SQLITE_READONLY_R")) return ownership ?? own(path, clock.wallNow(), plain);
    // What SQLite made to look at the file goes again.
    if (ownership)
      for (const companion of companions) if (isEmptyLog(companion)) files.rmSync(companion, { force: true });
    ownership?.release();
    throw error;
  }
}

function isEmptyLog(path: string): boolean {
  return path.endsWith("-shm") || sizeOf(path) === 0;
}
