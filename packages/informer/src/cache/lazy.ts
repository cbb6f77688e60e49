/** An object that is decoded when it is first read. */
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

/** An object as a store keeps it. */
export type Stored<T> = T | Lazy<T>;

/** The object that is stored. @throws What its decoding throws. */
export function objectOf<T>(stored: Stored<T>): T {
  return stored instanceof Lazy ? stored.object() : stored;
}
