const comma = 0x2c;
const colon = 0x3a;
const quote = 0x22;
const braceOpens = 0x7b;
/** The first key of an object is no longer. */
export const longestKey = 64;

/**
 * Guesses where one item of a list ends and the next begins: at a comma before what the first item began with, its brace
 * and its first key. A text cannot hold that, as its quotes are escaped; a list within an item can, and then what stands
 * before the boundary is no JSON.
 */
export class ItemBoundary {
  readonly #start: Uint8Array;

  private constructor(start: Uint8Array) {
    this.#start = start;
  }

  /** By the beginning of the first item; `undefined` when it is not known how items begin. */
  static after(first: Uint8Array): ItemBoundary | undefined {
    if (first[0] !== braceOpens || first[1] !== quote) return undefined;
    const end = first.subarray(0, longestKey).indexOf(colon);
    return end === -1 ? undefined : new ItemBoundary(first.slice(0, end + 1));
  }

  /** The last such comma before a place in the bytes; -1 when there is none. */
  lastBefore(bytes: Uint8Array, before: number): number {
    let at = before;
    while (at > 0) {
      at = bytes.lastIndexOf(comma, at - 1);
      if (at === -1 || this.#isAt(bytes, at + 1)) return at;
    }
    return -1;
  }

  #isAt(bytes: Uint8Array, at: number): boolean {
    if (at + this.#start.length > bytes.length) return false;
    for (let i = 0; i < this.#start.length; i++) if (bytes[at + i] !== this.#start[i]) return false;
    return true;
  }
}
