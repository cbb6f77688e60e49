import fs from "node:fs";
import { basename, dirname } from "node:path";

/** What happened to the files of a folder, in order, and what the program was told meanwhile. */
export type Event =
  | { readonly type: "create"; readonly file: string }
  | { readonly type: "delete"; readonly file: string }
  | { readonly type: "write"; readonly file: string; readonly at: number; readonly bytes: Uint8Array }
  | { readonly type: "truncate"; readonly file: string; readonly size: number }
  | { readonly type: "sync"; readonly file: string; readonly ok: boolean }
  | { readonly type: "note"; readonly note: Note };

/** What became of a key, as the program knows it. */
export interface Note {
  readonly key: string;
  readonly verb: "add" | "done";
  /** The version that was added. */
  readonly version: number;
  readonly state: "asked" | "acknowledged" | "refused";
}

/**
 * Records what is done through `node:fs` to some files of a folder, and lets syncs fail. What writes and syncs is the code
 * as it is: SQLite through a file system of its own that calls `node:fs`, and the store itself.
 */
export class Recording implements Disposable {
  readonly events: Event[] = [];
  readonly #folder: string;
  readonly #files: ReadonlySet<string>;
  readonly #open = new Map<number, string>();
  readonly #original = pick(fs);
  #failingSyncs = 0;

  constructor(folder: string, names: readonly string[]) {
    this.#folder = folder;
    this.#files = new Set(names);
    this.#patch();
  }

  /** The next `count` syncs fail, and what they should have written may be lost for good. */
  failSyncs(count: number): void {
    this.#failingSyncs = count;
  }

  get failsSyncs(): boolean {
    return this.#failingSyncs > 0;
  }

  note(note: Note): void {
    this.events.push({ type: "note", note });
  }

  #name(path: unknown): string | undefined {
    if (typeof path !== "string" || dirname(path) !== this.#folder) return undefined;
    return this.#files.has(basename(path)) ? basename(path) : undefined;
  }

  #patch(): void {
    const original = this.#original;
    const { events } = this;
    const patched = {
      openSync: (path: fs.PathLike, ...rest: [fs.OpenMode?, fs.Mode?]): number => {
        const file = this.#name(path);
        const isNew = file !== undefined && !original.existsSync(path);
        const descriptor = original.openSync(path, ...(rest as [fs.OpenMode]));
        if (file !== undefined) this.#open.set(descriptor, file);
        if (isNew) events.push({ type: "create", file });
        return descriptor;
      },
      closeSync: (descriptor: number): void => {
        this.#open.delete(descriptor);
        original.closeSync(descriptor);
      },
      writeSync: (
        descriptor: number,
        bytes: Uint8Array,
        from: number,
        length: number,
        at: number,
      ): number => {
        const file = this.#open.get(descriptor);
        if (file !== undefined)
          events.push({ type: "write", file, at, bytes: bytes.slice(from, from + length) });
        return original.writeSync(descriptor, bytes, from, length, at);
      },
      ftruncateSync: (descriptor: number, size: number = 0): void => {
        const file = this.#open.get(descriptor);
        if (file !== undefined) events.push({ type: "truncate", file, size });
        original.ftruncateSync(descriptor, size);
      },
      fsyncSync: (descriptor: number): void => {
        const file = this.#open.get(descriptor);
        if (file === undefined) return;
        const ok = this.#failingSyncs === 0;
        events.push({ type: "sync", file, ok });
        if (ok) return;
        this.#failingSyncs--;
        throw Object.assign(new Error("EIO: i/o error, fsync"), { code: "EIO" });
      },
      rmSync: (path: fs.PathLike, options?: fs.RmOptions): void => {
        const file = this.#name(path);
        if (file !== undefined && original.existsSync(path)) events.push({ type: "delete", file });
        original.rmSync(path, options);
      },
    };
    Object.assign(fs, patched);
  }

  [Symbol.dispose](): void {
    Object.assign(fs, this.#original);
  }
}

function pick({
  openSync,
  closeSync,
  writeSync,
  ftruncateSync,
  fsyncSync,
  rmSync,
  existsSync,
}: typeof fs): Pick<
  typeof fs,
  "openSync" | "closeSync" | "writeSync" | "ftruncateSync" | "fsyncSync" | "rmSync" | "existsSync"
> {
  return { openSync, closeSync, writeSync, ftruncateSync, fsyncSync, rmSync, existsSync };
}
