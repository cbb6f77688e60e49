import type { CacheTable, SavedRow } from "./cache-table.ts";
import type { ObjectCodec } from "./codec.ts";

/** The number of texts that are read at once where they are asked for one after another. */
const ahead = 100;

/** The objects that were found in a file: their texts stay there until they are asked for, or are about to be written over. */
export class SavedObjects<T> {
  readonly codec: ObjectCodec<T>;
  readonly #table: CacheTable;
  #rows: readonly SavedRow[];
  #objects: readonly SavedObject<T>[];
  /** The object that is read next by a caller that goes through all of them. */
  #next = 0;

  constructor(table: CacheTable, rows: readonly SavedRow[], codec: ObjectCodec<T>) {
    this.#table = table;
    this.#rows = rows;
    this.#objects = rows.map((_, index) => new SavedObject(this, index));
    this.codec = codec;
  }

  get length(): number {
    return this.#rows.length;
  }

  /** By key, whatever becomes of this. */
  entries(): Iterable<readonly [key: string, object: () => T]> {
    return named(this.#rows, this.#objects);
  }

  /** Forgets all of them, once they have been read: one that is never asked for must not keep the others. */
  letGo(): void {
    this.#rows = [];
    this.#objects = [];
  }

  /** Reads what has not been read of a number of texts, from this one on. @throws What SQLite throws. */
  read(from: number, most: number): void {
    const objects = this.#objects.slice(from, from + most);
    if (!objects.some(({ isUnread }) => isUnread)) return;
    const texts = this.#table.texts(this.#rows[from]![0], most);
    for (const [index, text] of texts.entries()) objects[index]!.give(text);
  }

  /** Gives this object its text, and those behind it when it is their turn. */
  readFrom(index: number): void {
    const most = index === this.#next ? ahead : 1;
    this.read(index, most);
    this.#next = index + most;
  }
}

function* named<T>(
  rows: readonly SavedRow[],
  objects: readonly SavedObject<T>[],
): Generator<readonly [key: string, object: () => T], void, undefined> {
  for (const [index, [, key]] of rows.entries()) {
    const object = objects[index]!;
    yield [key, () => object.object()];
  }
}

class SavedObject<T> {
  readonly #owner: SavedObjects<T>;
  readonly #index: number;
  #text: string | undefined;
  #object: T | undefined;
  isUnread = true;

  constructor(owner: SavedObjects<T>, index: number) {
    this.#owner = owner;
    this.#index = index;
  }

  give(text: string): void {
    if (!this.isUnread) return;
    this.#text = text;
    this.isUnread = false;
  }

  /** The object, the same each time. @throws What reading or decoding throws. */
  object(): T {
    if (this.isUnread) this.#owner.readFrom(this.#index);
    if (this.#text !== undefined) {
      this.#object = this.#owner.codec.decode(this.#text);
      this.#text = undefined;
    }
    return this.#object as T;
  }
}
