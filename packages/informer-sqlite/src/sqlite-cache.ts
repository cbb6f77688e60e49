import { setImmediate } from "node:timers/promises";
import type { CachePersistence, SavedCache, SavedChange } from "@workset/informer";
import type { CacheFile } from "./cache-file.ts";
import type { CacheTable, Found } from "./cache-table.ts";
import type { ObjectCodec } from "./codec.ts";
import { SavedObject, type SavedTexts } from "./saved-object.ts";

/** What a cache is made of. */
interface Parts<T> {
  readonly file: CacheFile;
  readonly name: string;
  readonly codec: ObjectCodec<T>;
  readonly table: CacheTable;
  readonly found: Found;
}

/** So many texts are read in one go. */
const atOnce = 1000;

/** A cache in a file. A save is one transaction; a large one is several, with turns of the event loop between them. */
export class SqliteCache<T> implements CachePersistence<T> {
  readonly #file: CacheFile;
  readonly #name: string;
  readonly #codec: ObjectCodec<T>;
  readonly #table: CacheTable;
  #found: Found | undefined;
  /** What was loaded and may not have been read yet. */
  #loaded: readonly SavedObject<T>[] = [];
  #closing: Promise<void> | undefined;

  constructor({ file, name, codec, table, found }: Parts<T>) {
    this.#file = file;
    this.#name = name;
    this.#codec = codec;
    this.#table = table;
    this.#found = found;
  }

  load(): SavedCache<T> {
    const found = this.#found;
    if (!found) throw new Error("the cache was loaded before: what it held is not kept twice");
    this.#found = undefined;
    const texts: SavedTexts<T> = { codec: this.#codec, read: (row) => this.#table.text(row) };
    const { version, rows, announced } = found;
    const loaded = rows.map(([row]) => new SavedObject(texts, row));
    this.#loaded = loaded;
    return { version, objects: named(rows, loaded), announced };
  }

  async save(changes: readonly SavedChange<T>[], version: string | undefined): Promise<void> {
    if (this.#closing) throw new Error(`the cache ${JSON.stringify(this.#name)} was closed: open it again`);
    this.#found = undefined;
    await this.#file.inTurn(async () => {
      await this.#takeOut();
      await this.#write(changes, version);
    });
  }

  /** Reads what was loaded and not read: what is written from now on is not to be taken for it. */
  async #takeOut(): Promise<void> {
    for (const [index, object] of this.#loaded.entries()) {
      object.takeOut();
      if (index % atOnce === atOnce - 1) await setImmediate();
    }
    this.#loaded = [];
  }

  async #write(changes: readonly SavedChange<T>[], version: string | undefined): Promise<void> {
    let at = 0;
    for (;;) {
      at = this.#table.write(changes, at, version, this.#codec);
      if (at === changes.length) return;
      await setImmediate();
    }
  }

  async #close(): Promise<void> {
    try {
      // The file is gone for those who read later.
      await this.#file.inTurn(() => this.#takeOut());
    } finally {
      await this.#file.release(this.#name);
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }
}

function* named<T>(
  rows: Found["rows"],
  objects: readonly SavedObject<T>[],
): Generator<readonly [key: string, object: () => T], void, undefined> {
  for (const [index, [, key]] of rows.entries()) {
    const object = objects[index]!;
    yield [key, () => object.object()];
  }
}
