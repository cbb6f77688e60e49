import { dirname } from "node:path";
import { sleep, type Clock } from "@workset/clock";
import { isStoreError, StoreError } from "@workset/store";
import { Connection } from "../commit/connection.ts";
import { kindOf, sqliteError, storeErrorOf } from "./faults.ts";
import { migrate, refuseNewer } from "./migrations.ts";
import { check, configure, connect, refuseOthers, type Durability } from "./open-database.ts";
import type { SqliteStoreOptions } from "../options.ts";
import { OwnerLock } from "./owner-lock.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";
import { files } from "./node-files.ts";

/** A database that is ready for a store. */
export interface Opened {
  readonly connection: Connection;
  /** Lets go of the place, saying whether everything was put in order before. */
  readonly release: (clean: boolean) => void;
}

const busyMs = 20;

/** Opens a file of the store's own. */
export async function openOwn(
  path: string,
  { durability = "power-loss", connect: open = connect }: SqliteStoreOptions,
  clock: Clock,
): Promise<Opened> {
  checkedDurability(durability);
  checkedPath(path);
  return patiently(clock, path, () => {
    const database = open(path);
    let owner: OwnerLock | undefined;
    try {
      // What is not a store's is not to be touched, nor to get an owner.
      refuseOthers(database);
      refuseNewer(database);
      owner = OwnerLock.take(path, clock.wallNow());
      if (endedUncleanly(database)) check(database);
      configure(database, durability);
      migrate(database);
      database.exec("UPDATE workset_meta SET value = 1 WHERE name = 'unclean'");
      const connection = new Connection(database, () => reconnected(path, open, durability));
      return { connection, release: (clean) => releaseOwn(connection, owner!, clean) };
    } catch (error) {
      database.close();
      owner?.release();
      throw error;
    }
  });
}

/** Puts the tables into the caller's database. */
export async function openCallers(database: SqliteDatabase, clock: Clock): Promise<Opened> {
  return patiently(clock, database.name, () => {
    if (database.inTransaction) return undefined;
    const owner = database.memory ? undefined : OwnerLock.take(database.name, clock.wallNow());
    try {
      migrate(database);
      return { connection: new Connection(database), release: () => owner?.release() };
    } catch (error) {
      owner?.release();
      throw error;
    }
  });
}

/** Tries for as long as somebody else only happens to be at it. */
async function patiently(clock: Clock, path: string, open: () => Opened | undefined): Promise<Opened> {
  for (;;) {
    try {
      const opened = open();
      if (opened) return opened;
    } catch (error) {
      if (isStoreError(error) || kindOf(error) !== "busy") throw storeErrorOf(error, path);
    }
    await sleep(clock, busyMs);
  }
}

function endedUncleanly(database: SqliteDatabase): boolean {
  const meta = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'workset_meta'").get();
  if (!meta) return false;
  return (
    database.prepare("SELECT 1 FROM workset_meta WHERE name = 'unclean' AND value = 1").get() !== undefined
  );
}

/** The file is the one that was open before, and its owner the same. */
function reconnected(
  path: string,
  open: (path: string) => SqliteDatabase,
  durability: Durability,
): SqliteDatabase {
  // Opening a file that is gone would make a new one.
  if (!files.existsSync(path)) throw sqliteError("SQLITE_CANTOPEN", "the file is gone");
  const database = open(path);
  try {
    configure(database, durability);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function releaseOwn(connection: Connection, owner: OwnerLock, clean: boolean): void {
  const { database } = connection;
  try {
    if (clean && database.open) {
      database.exec("UPDATE workset_meta SET value = 0 WHERE name = 'unclean'");
      connection.tryCheckpoint("TRUNCATE");
    }
  } catch {
    // Then the file is checked when it is opened next.
  }
  database.close();
  owner.release();
}

function checkedDurability(durability: Durability): void {
  if (durability === "power-loss" || durability === "process-crash") return;
  throw new RangeError(`durability must be "power-loss" or "process-crash", but it is ${String(durability)}`);
}

function checkedPath(path: unknown): asserts path is string {
  if (typeof path !== "string" || path === "" || path === ":memory:") {
    throw new TypeError(`path must name a file, but it is ${String(path)}: @workset/store-memory needs none`);
  }
  if (!files.existsSync(dirname(path))) {
    throw new StoreError("io", `the folder of ${path} does not exist: make it first`);
  }
}
