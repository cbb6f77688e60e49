/** An object that is not decoded before it is read. */
export class Undecoded<T> {
  #decode: (() => T) | undefined;
  #object: T | undefined;

  constructor(decode: () => T) {
    this.#decode = decode;
  }

  /** The object, the same each time. @throws What its decoding throws; the next call tries again. */
  object(): T {
    if (this.#decode) {
      this.#object = this.#decode();
      this.#decode = undefined;
    }
    return this.#object as T;
  }
}

/** An object as a store holds it. */
export type Held<T> = T | Undecoded<T>;

/** The object that is held. @throws What its decoding throws. */
export function objectOf<T>(held: Held<T>): T {
  return held instanceof Undecoded ? held.object() : held;
}
