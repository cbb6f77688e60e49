import { joined } from "../transport/read-body.ts";

const newline = 0x0a;

/**
 * Cuts bytes into lines, at `\n` alone. A chunk may end anywhere, in the middle of a character too. A line of any number
 * of chunks costs one copy of it.
 */
export class LineSplitter {
  #rest: Uint8Array[] = [];
  #restLength = 0;
  readonly #longest: number;
  readonly #decoder = new TextDecoder();

  /** Lines of more bytes are refused. */
  constructor(longest: number) {
    this.#longest = longest;
  }

  /** The lines that this chunk completes, each with the `\n` cut off. @throws RangeError when a line is too long. */
  push(chunk: Uint8Array): string[] {
    const end = chunk.lastIndexOf(newline);
    if (end === -1) {
      this.#keep(chunk);
      return [];
    }
    const head = chunk.subarray(0, end);
    // The text ends where a line does, and so never within a character.
    const text = this.#decoder.decode(this.#rest.length === 0 ? head : joined([...this.#rest, head]));
    this.#rest = [];
    this.#restLength = 0;
    if (end + 1 < chunk.length) this.#keep(chunk.subarray(end + 1));
    return text.split("\n");
  }

  /** What came after the last `\n`. */
  end(): string {
    const rest = this.#decoder.decode(joined(this.#rest));
    this.#rest = [];
    this.#restLength = 0;
    return rest;
  }

  #keep(chunk: Uint8Array): void {
    this.#restLength += chunk.length;
    if (this.#restLength > this.#longest) {
      throw new RangeError(`a line is longer than ${this.#longest} bytes`);
    }
    this.#rest.push(chunk);
  }
}
