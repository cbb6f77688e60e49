import { setImmediate } from "node:timers/promises";
import type { CachePersistence, SavedCache, SavedChange } from "@workset/informer";
import { StoreError } from "@workset/store";
import type { CacheFile } from "./cache-file.ts";
import type { CacheTable, Found } from "./cache-table.ts";
import type { ObjectCodec } from "./codec.ts";
import { SavedObjects } from "./saved-objects.ts";

/** What a cache is made of. */
interface Parts<T> {
  readonly file: CacheFile;
  readonly name: string;
  readonly codec: ObjectCodec<T>;
  readonly table: CacheTable;
  readonly found: Found;
}

/** The number of texts that are read at once. */
const atOnce = 1000;

/** A cache in a file. A save is one transaction; a large one is several, with turns of the event loop between them. */
export class SqliteCache<T> implements CachePersistence<T> {
  readonly #file: CacheFile;
  readonly #name: string;
  readonly #codec: ObjectCodec<T>;
  readonly #table: CacheTable;
  #found: Found | undefined;
  /** What was loaded and may not have been read yet. */
  #loaded: SavedObjects<T> | undefined;
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
    const { version, rows, intents } = found;
    this.#loaded = new SavedObjects(this.#table, rows, this.#codec);
    return { version, objects: this.#loaded.entries(), intents };
  }

  async save(changes: readonly SavedChange<T>[], version: string | undefined): Promise<void> {
    if (this.#closing)
      throw new StoreError("closed", `the cache ${JSON.stringify(this.#name)} was closed: open it again`);
    this.#found = undefined;
    await this.#file.inTurn(async () => {
      await this.#takeOut();
      await this.#write(changes, version);
    });
  }

  /** Reads what was loaded and not read: what is written from now on is not to be taken for it. */
  async #takeOut(): Promise<void> {
    const loaded = this.#loaded;
    for (let from = 0; loaded && from < loaded.length; from += atOnce) {
      loaded.read(from, atOnce);
      await setImmediate();
    }
    loaded?.letGo();
    this.#loaded = undefined;
  }

  async #write(changes: readonly SavedChange<T>[], version: string | undefined): Promise<void> {
    let at = 0;
    for (;;) {
      at = this.#table.write(changes, at, version, this.#codec);
      if (at === changes.length) return;
      await setImmediate();
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    try {
      // A later reader finds no file.
      await this.#file.inTurn(() => this.#takeOut());
    } finally {
      await this.#file.release(this.#name);
    }
  }
}
