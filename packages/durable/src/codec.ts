/** How items become text and text becomes items again. */
export interface Codec<T> {
  /** Throws when the item cannot be encoded; then nothing is stored. */
  encode(item: T): string;
  /** Gives an item equal to the one that was encoded. */
  decode(text: string): T;
}

/** JSON, which refuses what it would lose as a whole: an item that is `undefined`, a function or a symbol. */
export const jsonCodec: Codec<unknown> = {
  encode(item) {
    const text = JSON.stringify(item) as string | undefined;
    if (text === undefined) {
      throw new TypeError(
        `an item must be JSON, or the option codec must say how to write it; it is ${typeof item}`,
      );
    }
    return text;
  },
  decode: (text) => JSON.parse(text) as unknown,
};
