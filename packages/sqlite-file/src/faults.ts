import { StoreError, type StoreErrorCode } from "@workset/store";

/**
 * What an error of SQLite means. `"busy"`: another connection writes; it passes. `"full"`, `"io"`, `"read-only"`: the disk
 * does not take anything for now. `"corrupt"`, `"not-a-store"`: the file cannot be used. `"unexpected"`: none of these, so
 * it belongs to the statement that met it.
 */
export type FaultKind =
  | "busy"
  | Extract<StoreErrorCode, "full" | "io" | "read-only" | "corrupt" | "not-a-store">
  | "unexpected";

const kinds: readonly (readonly [prefix: string, kind: FaultKind])[] = [
  ["SQLITE_BUSY", "busy"],
  ["SQLITE_LOCKED", "busy"],
  ["SQLITE_FULL", "full"],
  ["ENOSPC", "full"],
  ["EDQUOT", "full"],
  ["SQLITE_READONLY_DBMOVED", "io"],
  ["SQLITE_READONLY", "read-only"],
  ["SQLITE_PERM", "read-only"],
  ["SQLITE_IOERR_CORRUPTFS", "corrupt"],
  ["SQLITE_IOERR", "io"],
  ["SQLITE_CANTOPEN", "io"],
  ["SQLITE_CORRUPT", "corrupt"],
  ["SQLITE_NOTADB", "not-a-store"],
  // The file system itself answers where a file is read or written beside SQLite.
  ["EIO", "io"],
  ["ENOENT", "io"],
  ["EROFS", "read-only"],
  ["EACCES", "read-only"],
];

/** The extended code of an error of SQLite, such as `SQLITE_IOERR_FSYNC`, or of the file system; empty for any other. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return "";
  return error.code;
}

/** What kind of fault an error of SQLite or of the file system is. */
export function kindOf(error: unknown): FaultKind {
  const code = codeOf(error);
  return kinds.find(([prefix]) => code.startsWith(prefix))?.[1] ?? "unexpected";
}

/** An error such as SQLite gives, for what SQLite does not see itself. */
export function sqliteError(code: string, message: string, cause?: unknown): Error {
  return Object.assign(new Error(message, { cause }), { code });
}

/** Whether what was written may be lost although a later sync succeeds. */
export function isFailedSync(error: unknown): boolean {
  return /^SQLITE_IOERR_(DIR_)?FSYNC$/.test(codeOf(error));
}

/** The error to give to the caller, which says what to do; one of no known kind is passed on as it is. */
export function storeErrorOf(error: unknown, path: string): Error {
  const kind = kindOf(error);
  const cause = error as Error;
  if (kind === "unexpected" || kind === "busy") return cause;
  return new StoreError(kind, `${advice[kind](path)} (${codeOf(error)}: ${cause.message})`, { cause });
}

const advice: Readonly<Record<Exclude<FaultKind, "unexpected" | "busy">, (path: string) => string>> = {
  full: (path) => `no space is left for ${path}: make room, and the work goes on by itself`,
  io: (path) =>
    `${path} cannot be read or written: check the disk and the folder; it is tried again by itself`,
  "read-only": (path) => `${path} cannot be written: check the permissions of the file and its folder`,
  corrupt: (path) =>
    `${path} is damaged and was left as it is: restore a backup, or save what can be read with the command` +
    ` sqlite3 ${path} .recover`,
  "not-a-store": (path) =>
    `${path} is not a SQLite file and was left as it is: check the path, or restore a backup`,
};
