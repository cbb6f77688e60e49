import type { HandlerQueue } from "./handler-queue.ts";
import { Fifo } from "../internal/fifo.ts";

/** A group of changes that some handlers have not settled. */
interface Open {
  readonly number: number;
  handlers: number;
}

/** Finds out up to which change every handler has settled everything. */
export class AckTracker<T> {
  readonly #settled: (upTo: number) => void;
  readonly #open = new Fifo<Open>();
  #last = 0;

  /** `settled` hears the number of the last change of a prefix that all handlers have settled. */
  constructor(settled: (upTo: number) => void) {
    this.#settled = settled;
  }

  /** Everything up to the change of this number stands in these lines. Of a number that was told before nothing is new. */
  told(number: number, lines: Iterable<HandlerQueue<T>>): void {
    if (number === this.#last) return;
    this.#last = number;
    const open: Open = { number, handlers: 1 };
    this.#open.push(open);
    for (const line of lines) {
      open.handlers++;
      line.whenSettled(() => this.#release(open));
    }
    this.#release(open);
  }

  #release(open: Open): void {
    if (--open.handlers > 0) return;
    let upTo: number | undefined;
    while (this.#open.at(0)?.handlers === 0) upTo = this.#open.take(1)[0]!.number;
    if (upTo !== undefined) this.#settled(upTo);
  }
}
