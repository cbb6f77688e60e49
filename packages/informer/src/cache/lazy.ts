/** An object that is not decoded before it is read. */
export class Lazy<T> {
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
export type Stored<T> = T | Lazy<T>;

/** The object that is held. @throws What its decoding throws. */
export function objectOf<T>(held: Stored<T>): T {
  return held instanceof Lazy ? held.object() : held;
}
