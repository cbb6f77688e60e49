import { Fifo } from "../internal/fifo.ts";
import type { HandlerQueue } from "./handler-queue.ts";

/** A group of changes that some handlers have not settled. */
interface Unsettled {
  readonly number: number;
  handlers: number;
}

/** Finds the change up to which every handler has settled every change. */
export class AckTracker<T> {
  readonly #settled: (upTo: number) => void;
  readonly #unsettled = new Fifo<Unsettled>();
  #last = 0;

  /** `settled` is called with the number of the last change of a prefix that all handlers have settled. */
  constructor(settled: (upTo: number) => void) {
    this.#settled = settled;
  }

  /** Everything up to the change of this number is in these queues. Calling it again with the same number changes nothing. */
  queued(number: number, queues: Iterable<HandlerQueue<T>>): void {
    if (number === this.#last) return;
    this.#last = number;
    const group: Unsettled = { number, handlers: 1 };
    this.#unsettled.push(group);
    for (const queue of queues) {
      group.handlers++;
      queue.whenSettled(() => this.#release(group));
    }
    this.#release(group);
  }

  #release(group: Unsettled): void {
    if (--group.handlers > 0) return;
    let upTo: number | undefined;
    while (this.#unsettled.at(0)?.handlers === 0) upTo = this.#unsettled.take(1)[0]!.number;
    if (upTo !== undefined) this.#settled(upTo);
  }
}
