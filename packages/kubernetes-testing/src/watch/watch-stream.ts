import type { LineStream } from "../http/api-request.ts";

/**
 * The lines of a watch between the server that writes and the client that reads. A client that does not read is left
 * behind at a bound: its stream ends cleanly, as servers do it, and it has to go on from the last version it saw.
 */
export class WatchStream implements LineStream {
  readonly #lines: string[] = [];
  readonly #bound: number;
  readonly #onGone: () => void;
  #ended = false;
  #broken: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(bound: number, onGone: () => void) {
    this.#bound = bound;
    this.#onGone = onGone;
  }

  get open(): boolean {
    return !this.#ended && this.#broken === undefined;
  }

  /** Adds a line, without its end. */
  write(line: string): void {
    if (!this.open) return;
    this.#lines.push(line);
    if (this.#lines.length > this.#bound) this.end();
    this.#wake?.();
  }

  /** Ends the stream cleanly after what was written. */
  end(): void {
    if (!this.open) return;
    this.#ended = true;
    this.#onGone();
    this.#wake?.();
  }

  /** Breaks the connection; what was not read is lost. */
  break(error: Error): void {
    if (this.#broken !== undefined) return;
    this.#broken = error;
    if (!this.#ended) this.#onGone();
    this.#wake?.();
  }

  cancel(): void {
    this.#lines.length = 0;
    this.end();
  }

  async next(): Promise<string | undefined> {
    for (;;) {
      if (this.#broken !== undefined) throw this.#broken;
      if (this.#lines.length > 0) {
        const text = `${this.#lines.join("\n")}\n`;
        this.#lines.length = 0;
        return text;
      }
      if (this.#ended) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
  }
}
