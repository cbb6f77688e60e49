const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const bracketOpens = 0x5b;
const bracketCloses = 0x5d;
const braceOpens = 0x7b;
const braceCloses = 0x7d;

/** Where the items of a list are in a chunk. */
export interface ItemsInChunk {
  /** Behind the last item that is whole; 0 when none is. */
  readonly itemsTo: number;
  /** Where what follows all items begins: the bracket. At the end of the chunk when they go on. */
  readonly restFrom: number;
}

/**
 * Finds the elements of the array `items` in the bytes of a JSON object, which come in chunks. It looks at brackets and
 * strings alone; whether the rest is JSON is for the parser to say.
 */
export class ItemScanner {
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #isInItems = false;
  #hasEnded = false;
  /** The last string at the top, and the key before the value that comes. */
  #string = "";
  #key = "";

  /** Whether the array has begun and not ended. */
  get isInItems(): boolean {
    return this.#isInItems;
  }

  /** Goes through the next bytes until the items begin; how many there are before. */
  untilItems(chunk: Uint8Array): number {
    return this.#outside(chunk, 0);
  }

  /** Goes through the next bytes of the items, and what comes behind them. */
  scan(chunk: Uint8Array): ItemsInChunk {
    if (!this.#isInItems) return { itemsTo: 0, restFrom: this.#outside(chunk, 0) };
    const found = this.#inside(chunk);
    if (found.restFrom < chunk.length) this.#outside(chunk, found.restFrom + 1);
    return found;
  }

  /** Goes on until the items begin, and to the end of the chunk when they do not. */
  #outside(chunk: Uint8Array, from: number): number {
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at]!;
      if (this.#isInString) {
        this.#inString(byte);
      } else if (byte === quote) {
        this.#isInString = true;
        this.#string = "";
      } else if (byte === braceOpens || byte === bracketOpens) {
        this.#depth++;
        if (byte === bracketOpens && this.#depth === 2 && this.#key === "items" && !this.#hasEnded) {
          this.#isInItems = true;
          return at + 1;
        }
      } else if (byte === braceCloses || byte === bracketCloses) {
        this.#depth--;
      } else if (this.#depth === 1 && byte === colon) {
        this.#key = this.#string;
      } else if (this.#depth === 1 && byte === comma) {
        this.#key = "";
      }
    }
    return chunk.length;
  }

  #inString(byte: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (byte === backslash) this.#isEscaped = true;
    else if (byte === quote) this.#isInString = false;
    else if (this.#depth === 1 && this.#string.length < 10) this.#string += String.fromCharCode(byte);
  }

  /** Nearly all bytes of a list go through here. */
  #inside(chunk: Uint8Array): ItemsInChunk {
    let depth = this.#depth;
    let isInString = this.#isInString;
    let isEscaped = this.#isEscaped;
    let itemsTo = 0;
    let stringFrom = 0;
    let at = 0;
    for (; at < chunk.length; at++) {
      const byte = chunk[at]!;
      if (isInString) {
        if (isEscaped) isEscaped = false;
        else if (byte === backslash) isEscaped = true;
        else if (byte === quote) isInString = false;
        // The end of a long text is found faster by a search, which is worth its call from here on.
        else if (at - stringFrom > 40) at = this.#nearQuote(chunk, at);
      } else if (byte === quote) {
        isInString = true;
        stringFrom = at;
      } else if (byte === braceOpens || byte === bracketOpens) {
        depth++;
      } else if (byte === braceCloses || byte === bracketCloses) {
        if (--depth === 2) itemsTo = at + 1;
        else if (depth < 2) break;
      }
    }
    this.#depth = depth;
    this.#isInString = isInString;
    this.#isEscaped = isEscaped;
    if (depth < 2) {
      this.#isInItems = false;
      this.#hasEnded = true;
      this.#key = "";
    }
    return { itemsTo, restFrom: at };
  }

  /** The last byte from here on of which it is certain that no quote and no backslash stands before it. */
  #nearQuote(chunk: Uint8Array, at: number): number {
    const quoteAt = chunk.indexOf(quote, at);
    const end = quoteAt === -1 ? chunk.length : quoteAt;
    const backslashAt = chunk.subarray(at, end).indexOf(backslash);
    return (backslashAt === -1 ? end : at + backslashAt) - 1;
  }
}
