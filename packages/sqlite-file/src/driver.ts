import { shown } from "@workset/clock";
import { StoreError } from "@workset/store";
import { codeOf } from "./faults.ts";
import { NodeSqliteDatabase, type NodeSqliteModule } from "./node-sqlite.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";

/** How a file is opened. */
export interface ConnectOptions {
  /** @defaultValue false */
  readonly readOnly?: boolean;
}

/** Opens a file, which is made when it does not exist. What it returns must have a busy timeout of zero. */
export type Connect = (path: string, options?: ConnectOptions) => SqliteDatabase;

/** The drivers that are supported. */
export type DriverName = "better-sqlite3" | "node:sqlite";

const betterSqlite3Node = "22.14.0";
const nodeSqliteNode = "22.16.0";

/**
 * The way to open files: with the named driver; with a function of the caller's; or, when nothing is named, with
 * better-sqlite3 where it is installed and with `node:sqlite` where it is not.
 * @throws StoreError `"no-driver"`, saying what to install or to update.
 */
export async function driver(choice?: DriverName | Connect): Promise<Connect> {
  if (typeof choice === "function") return choice;
  switch (choice) {
    case "better-sqlite3":
      return (
        (await betterSqlite3()) ?? noDriver("better-sqlite3 is not installed: run npm install better-sqlite3")
      );
    case "node:sqlite":
      return nodeSqlite();
    case undefined:
      return (await betterSqlite3()) ?? nodeSqlite();
    default:
      throw new RangeError(
        `driver must be "better-sqlite3", "node:sqlite" or a function that opens a file, but it is ${shown(choice)}`,
      );
  }
}

/** `undefined` where it is not installed. */
async function betterSqlite3(): Promise<Connect | undefined> {
  // On an older Node its binary ends the process with a segmentation fault as soon as it is loaded.
  if (!isAtLeast(process.versions.node, betterSqlite3Node)) {
    noDriver(
      `@workset needs Node ${betterSqlite3Node} or newer, but this is Node ${process.versions.node}: update Node`,
    );
  }
  try {
    const { default: Database } = await import("better-sqlite3");
    // The binary is loaded by the first database.
    new Database(":memory:").close();
    return (path, { readOnly = false } = {}) => new Database(path, { timeout: 0, readonly: readOnly });
  } catch (cause) {
    if (/^(ERR_)?MODULE_NOT_FOUND$/.test(codeOf(cause)) && String(cause).includes("'better-sqlite3'"))
      return undefined;
    return noDriver(
      'better-sqlite3 is installed but cannot be loaded: install it anew, or choose driver: "node:sqlite"',
      cause,
    );
  }
}

function nodeSqlite(): Connect {
  if (!isAtLeast(process.versions.node, nodeSqliteNode)) {
    noDriver(
      `node:sqlite needs Node ${nodeSqliteNode} or newer, but this is Node ${process.versions.node}:` +
        " update Node, or run npm install better-sqlite3",
    );
  }
  const module = process.getBuiltinModule("node:sqlite") as NodeSqliteModule | undefined;
  if (!module) return noDriver("this runtime has no node:sqlite: run npm install better-sqlite3");
  return (path, { readOnly = false } = {}) => NodeSqliteDatabase.connect(module, path, readOnly);
}

/** Compares versions of Node by their numbers. */
export function isAtLeast(version: string, least: string): boolean {
  const [have, need] = [numbers(version), numbers(least)];
  for (const [place, number] of need.entries()) {
    if (have[place] !== number) return (have[place] ?? 0) > number;
  }
  return true;
}

function noDriver(message: string, cause?: unknown): never {
  throw new StoreError("no-driver", message, { cause });
}

function numbers(version: string): number[] {
  return version.split(/[.-]/, 3).map(Number);
}
