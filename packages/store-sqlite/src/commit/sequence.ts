import type { Connection } from "./connection.ts";

/** How many numbers are set aside with one write. A process that dies wastes the rest; there are nine thousand million blocks. */
const block = 1_000_000;

/**
 * Numbers that only grow, over restarts too: places in the order of ready keys, tokens. They are set aside in blocks, so that handing one
 * out costs no write.
 */
export class Sequence {
  readonly #connection: Connection;
  #last: number;
  #reserved: number;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#last = this.#reserved = this.#read();
  }

  /** The next number. Must be called within a transaction. */
  next(): number {
    if (this.#last >= this.#reserved) this.reserve();
    return ++this.#last;
  }

  /** Sets aside the next block. Must be called within a transaction. */
  reserve(): void {
    this.#reserved = this.#last + block;
    this.#connection.statements.setMeta.run(this.#reserved, "sequence");
  }

  /** Reads again what is set aside, as a transaction was rolled back. */
  reload(): void {
    this.#reserved = this.#read();
  }

  #read(): number {
    return this.#connection.statements.meta.get("sequence") as number;
  }
}
