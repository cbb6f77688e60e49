/** How objects become text, and text becomes objects again. */
export interface ObjectCodec<T> {
  /** Text without lone surrogates. When it throws, the object is not saved, and neither is what came after it. */
  encode(object: T): string;
  /** Gives an object equal to the one that was encoded, also by an older release: otherwise give the cache another name. */
  decode(text: string): T;
}

/** JSON, which refuses what it would lose as a whole: an object that is `undefined`, a function or a symbol. */
export const jsonCodec: ObjectCodec<unknown> = {
  encode(object) {
    const text = JSON.stringify(object) as string | undefined;
    if (text !== undefined) return text;
    throw new TypeError(
      `an object must be JSON, or the option codec must say how to write it; it is ${typeof object}`,
    );
  },
  decode: (text) => JSON.parse(text) as unknown,
};
