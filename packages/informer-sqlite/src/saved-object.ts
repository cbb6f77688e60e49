import type { ObjectCodec } from "./codec.ts";

/** Where the text of an object is read. */
export interface SavedTexts<T> {
  readonly codec: ObjectCodec<T>;
  /** The text in this row. @throws What SQLite throws. */
  read(row: number): string;
}

/** An object as it was found in a file: its text stays there until it is asked for, or is about to be written over. */
export class SavedObject<T> {
  readonly #texts: SavedTexts<T>;
  readonly #row: number;
  #text: string | undefined;
  #decoded: { readonly object: T } | undefined;

  constructor(texts: SavedTexts<T>, row: number) {
    this.#texts = texts;
    this.#row = row;
  }

  /** The object, the same each time. @throws What reading or decoding throws. */
  object(): T {
    if (this.#decoded) return this.#decoded.object;
    const object = this.#texts.codec.decode(this.#text ?? this.#texts.read(this.#row));
    this.#decoded = { object };
    this.#text = undefined;
    return object;
  }

  /** Takes its text out of the file, if it has not been read. @throws What reading throws. */
  takeOut(): void {
    if (!this.#decoded) this.#text ??= this.#texts.read(this.#row);
  }
}
