import fs from "node:fs";
import init from "@sqlite.org/sqlite-wasm";
import type { Connect, SqliteDatabase, SqliteStatement, SqliteValue } from "@workset/store-sqlite";

/*
 * SQLite as WebAssembly with a file system of its own, which calls `node:fs` for each read, write and sync: so what is
 * recorded there is exact, on any machine, with the code of the store unchanged. There is one process, so that locks always
 * succeed, and the index of the log is memory.
 */

/** The part of the module that is used here, whose own types are not those of its code. */
interface Sqlite {
  readonly capi: {
    readonly sqlite3_io_methods: new () => { $iVersion: number; readonly pointer: number };
    readonly sqlite3_vfs: new () => { $iVersion: number; $szOsFile: number; $mxPathname: number };
    readonly sqlite3_file: (new (pointer: number) => { $pMethods: number; dispose(): void }) & {
      readonly structInfo: { readonly sizeof: number };
    };
    sqlite3_extended_result_codes(database: number, on: number): number;
    sqlite3_get_autocommit(database: number): number;
    sqlite3_changes(database: number): number;
    sqlite3_last_insert_rowid(database: number): bigint;
  };
  readonly wasm: {
    heap8u(): Uint8Array;
    alloc(bytes: number): number;
    dealloc(pointer: number): void;
    poke(pointer: number, value: number | bigint, type: "i64" | "double"): void;
    poke32(pointer: number, value: number): void;
    pokePtr(pointer: number, value: number): void;
    cstrToJs(pointer: number): string;
    cstrncpy(into: number, from: number, count: number): number;
  };
  readonly config: object;
  readonly vfs: { installVfs(parts: unknown): void };
  readonly oo1: { readonly DB: new (options: unknown) => WasmConnection };
}

interface WasmConnection {
  readonly pointer: number;
  prepare(sql: string): Prepared;
  exec(sql: unknown): unknown;
  close(): void;
}

interface Prepared {
  bind(values: readonly SqliteValue[]): unknown;
  step(): boolean;
  get(as: 0 | object): unknown;
  reset(clearBindings: boolean): unknown;
  finalize(): unknown;
}

const ok = 0;
const cantOpen = 14;
const ioError = 10;
const shortRead = ioError | (2 << 8);
const failedWrite = ioError | (3 << 8);
const failedSync = ioError | (4 << 8);
const failedTruncate = ioError | (6 << 8);
const notFound = 12;
const flag = { readOnly: 1, create: 4, deleteOnClose: 8 };
/** A write leaves the bytes beside it alone when the power is cut, as SQLite takes for granted on Linux. */
const powersafeOverwrite = 0x1000;

interface OpenFile {
  readonly descriptor: number;
  readonly path: string;
  readonly deletes: boolean;
}

const codes: Readonly<Record<number, string>> = {
  5: "SQLITE_BUSY",
  8: "SQLITE_READONLY",
  10: "SQLITE_IOERR",
  11: "SQLITE_CORRUPT",
  13: "SQLITE_FULL",
  14: "SQLITE_CANTOPEN",
  26: "SQLITE_NOTADB",
};

function sqliteError(code: number, message: string): Error {
  const name = code === failedSync ? "SQLITE_IOERR_FSYNC" : (codes[code & 0xff] ?? `SQLITE_ERROR_${code}`);
  return Object.assign(new Error(message), { code: name });
}

/** The time is not recorded: it is always the same, as SQLite counts it. */
const julianMs = 212_633_985_600_000n;

const vfsName = "recorded";

let loading: Promise<Sqlite> | undefined;

/** The driver. */
export async function wasmDriver(): Promise<Connect> {
  loading ??= load();
  const sqlite = await loading;
  return (path, { readOnly = false } = {}) => new WasmDatabase(sqlite, path, readOnly);
}

async function load(): Promise<Sqlite> {
  const sqlite = (await init()) as unknown as Sqlite;
  // Errors are thrown; the module would write them to the console as well.
  Object.assign(sqlite.config, { warn: () => {}, error: () => {} });
  const { capi, wasm } = sqlite;
  const files = new Map<number, OpenFile>();
  /** The index of each log: pieces of memory, for as long as a connection uses it. */
  const indexes = new Map<string, { pieces: number[]; users: Set<number> }>();
  let temporary = 0;

  const io = new capi.sqlite3_io_methods();
  io.$iVersion = 2;
  const vfs = new capi.sqlite3_vfs();
  vfs.$iVersion = 2;
  vfs.$szOsFile = capi.sqlite3_file.structInfo.sizeof;
  vfs.$mxPathname = 1024;

  sqlite.vfs.installVfs({
    io: {
      struct: io,
      methods: {
        xClose: (file: number) => {
          const { descriptor, path, deletes } = files.get(file)!;
          files.delete(file);
          fs.closeSync(descriptor);
          if (deletes) fs.rmSync(path, { force: true });
          return ok;
        },
        xRead: (file: number, into: number, count: number, at: bigint) => {
          const target = wasm.heap8u().subarray(into, into + count);
          const read = fs.readSync(files.get(file)!.descriptor, target, 0, count, Number(at));
          if (read === count) return ok;
          target.fill(0, read);
          return shortRead;
        },
        xWrite: (file: number, from: number, count: number, at: bigint) =>
          attempt(failedWrite, () => {
            const bytes = wasm.heap8u().slice(from, from + count);
            fs.writeSync(files.get(file)!.descriptor, bytes, 0, count, Number(at));
          }),
        xTruncate: (file: number, size: bigint) =>
          attempt(failedTruncate, () => fs.ftruncateSync(files.get(file)!.descriptor, Number(size))),
        xSync: (file: number) => attempt(failedSync, () => fs.fsyncSync(files.get(file)!.descriptor)),
        xFileSize: (file: number, into: number) => {
          wasm.poke(into, BigInt(fs.fstatSync(files.get(file)!.descriptor).size), "i64");
          return ok;
        },
        xLock: () => ok,
        xUnlock: () => ok,
        xCheckReservedLock: (_file: number, into: number) => {
          wasm.poke32(into, 0);
          return ok;
        },
        xFileControl: () => notFound,
        xSectorSize: () => 4096,
        xDeviceCharacteristics: () => powersafeOverwrite,
        xShmMap: (file: number, piece: number, bytes: number, extend: number, into: number) => {
          const { path } = files.get(file)!;
          const index = indexes.get(path) ?? { pieces: [], users: new Set() };
          indexes.set(path, index);
          index.users.add(file);
          if (index.pieces[piece] === undefined && extend) {
            index.pieces[piece] = wasm.alloc(bytes);
            wasm.heap8u().fill(0, index.pieces[piece], index.pieces[piece] + bytes);
          }
          wasm.pokePtr(into, index.pieces[piece] ?? 0);
          return ok;
        },
        xShmLock: () => ok,
        xShmBarrier: () => {},
        xShmUnmap: (file: number) => {
          const { path } = files.get(file)!;
          const index = indexes.get(path);
          index?.users.delete(file);
          if (index && index.users.size === 0) {
            for (const piece of index.pieces) wasm.dealloc(piece);
            indexes.delete(path);
          }
          return ok;
        },
      },
    },
    vfs: {
      struct: vfs,
      name: vfsName,
      methods: {
        xOpen: (_vfs: number, name: number, file: number, flags: number, outFlags: number) => {
          const path = name ? wasm.cstrToJs(name) : `/tmp/power-cut-${process.pid}-${temporary++}`;
          if (!(flags & flag.create) && !fs.existsSync(path)) return cantOpen;
          return attempt(cantOpen, () => {
            const mode = flags & flag.readOnly ? "r" : fs.existsSync(path) ? "r+" : "w+";
            const descriptor = fs.openSync(path, mode);
            files.set(file, { descriptor, path, deletes: (flags & flag.deleteOnClose) !== 0 });
            const struct = new capi.sqlite3_file(file);
            struct.$pMethods = io.pointer;
            struct.dispose();
            if (outFlags) wasm.poke32(outFlags, flags);
          });
        },
        xDelete: (_vfs: number, name: number) =>
          attempt(ioError, () => fs.rmSync(wasm.cstrToJs(name), { force: true })),
        xAccess: (_vfs: number, name: number, _flags: number, into: number) => {
          const path = wasm.cstrToJs(name);
          const size = fs.statSync(path, { throwIfNoEntry: false })?.size;
          // As on Unix: an empty file counts for none where SQLite asks whether it exists.
          wasm.poke32(into, size !== undefined && (size > 0 || !path.endsWith("-journal")) ? 1 : 0);
          return ok;
        },
        xFullPathname: (_vfs: number, name: number, count: number, into: number) =>
          wasm.cstrncpy(into, name, count) < count ? ok : cantOpen,
        xGetLastError: () => ok,
        xSleep: () => ok,
        xCurrentTimeInt64: (_vfs: number, into: number) => {
          wasm.poke(into, julianMs, "i64");
          return ok;
        },
        xCurrentTime: (_vfs: number, into: number) => {
          wasm.poke(into, Number(julianMs) / 86_400_000, "double");
          return ok;
        },
        xRandomness: (_vfs: number, count: number, into: number) => {
          crypto.getRandomValues(wasm.heap8u().subarray(into, into + count));
          return count;
        },
      },
    },
  });
  return sqlite;
}

/** The code of the outcome. */
function attempt(code: number, act: () => void): number {
  try {
    act();
    return ok;
  } catch {
    return code;
  }
}

class WasmDatabase implements SqliteDatabase {
  readonly name: string;
  readonly memory = false;
  readonly #sqlite: Sqlite;
  readonly #database: WasmConnection;
  readonly #statements = new Set<WasmStatement>();
  #open = true;

  constructor(sqlite: Sqlite, path: string, readOnly: boolean) {
    this.name = path;
    this.#sqlite = sqlite;
    this.#database = called(
      () => new sqlite.oo1.DB({ filename: path, flags: readOnly ? "r" : "c", vfs: vfsName }),
    );
    sqlite.capi.sqlite3_extended_result_codes(this.#database.pointer, 1);
  }

  get open(): boolean {
    return this.#open;
  }

  get inTransaction(): boolean {
    return this.#open && this.#sqlite.capi.sqlite3_get_autocommit(this.#database.pointer) === 0;
  }

  prepare(sql: string): SqliteStatement {
    const statement = called(
      () => new WasmStatement(this.#sqlite, this.#database, this.#database.prepare(sql)),
    );
    this.#statements.add(statement);
    return statement;
  }

  exec(sql: string): unknown {
    return called(() => this.#database.exec(sql));
  }

  pragma(sql: string, { simple = false }: { readonly simple?: boolean } = {}): unknown {
    const rows = called(() =>
      this.#database.exec({ sql: `PRAGMA ${sql}`, rowMode: "object", returnValue: "resultRows" }),
    ) as Record<string, unknown>[];
    return simple ? rows[0] && Object.values(rows[0])[0] : rows;
  }

  backup(): Promise<unknown> {
    return Promise.reject(new Error("this driver makes no backups"));
  }

  close(): unknown {
    if (!this.#open) return this;
    for (const statement of this.#statements) statement.finalize();
    this.#open = false;
    this.#database.close();
    return this;
  }
}

class WasmStatement implements SqliteStatement {
  readonly #sqlite: Sqlite;
  readonly #database: WasmConnection;
  readonly #statement: Prepared;
  #plucks = false;

  constructor(sqlite: Sqlite, database: WasmConnection, statement: Prepared) {
    this.#sqlite = sqlite;
    this.#database = database;
    this.#statement = statement;
  }

  run(...values: SqliteValue[]): { readonly changes: number; readonly lastInsertRowid: number | bigint } {
    this.all(...values);
    const { capi } = this.#sqlite;
    const pointer = this.#database.pointer;
    return {
      changes: capi.sqlite3_changes(pointer),
      lastInsertRowid: Number(capi.sqlite3_last_insert_rowid(pointer)),
    };
  }

  get(...values: SqliteValue[]): unknown {
    return this.all(...values)[0];
  }

  all(...values: SqliteValue[]): unknown[] {
    return called(() => {
      const statement = this.#statement;
      try {
        if (values.length > 0) statement.bind(values);
        const rows: unknown[] = [];
        while (statement.step()) rows.push(this.#plucks ? statement.get(0) : statement.get({}));
        return rows;
      } finally {
        statement.reset(true);
      }
    });
  }

  pluck(on: boolean = true): this {
    this.#plucks = on;
    return this;
  }

  safeIntegers(): this {
    return this;
  }

  finalize(): void {
    this.#statement.finalize();
  }
}

/** Calls SQLite, and gives its errors the names that other drivers give them. */
function called<R>(call: () => R): R {
  try {
    return call();
  } catch (error) {
    if (error instanceof Error && "resultCode" in error && typeof error.resultCode === "number") {
      throw sqliteError(error.resultCode, error.message);
    }
    throw error;
  }
}
