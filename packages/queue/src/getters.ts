import type { Clock, Timer } from "@workset/clock";
import type { BatchOptions } from "./queue.ts";

/** Somebody who waits for keys. */
interface Getter<L> {
  /** Its place in line. */
  readonly ticket: number;
  /** How many keys it would still take. */
  wants: number;
  /** Takes as many of the leases as it wants from the front; whether it wants no more. */
  accept(leases: L[]): boolean;
  /** Learns that no key will come. */
  end(): void;
  /** Learns that no key can come. */
  fail(error: unknown): void;
}

/**
 * Those who wait for keys, served in the order in which they came: for whoever builds a queue. `L` is what they are
 * handed.
 */
export class Getters<L> {
  // By ticket: somebody whose signal is aborted leaves no trace, and the next in line is found by counting. The first
  // member of a set would be found by walking past the places of all who left, which makes long lines quadratic.
  readonly #line = new Map<number, Getter<L>>();
  #tickets = 0;
  #serving = 0;

  /** How many calls wait. */
  get size(): number {
    return this.#line.size;
  }

  /** How many keys they would take together. */
  get wanted(): number {
    let wanted = 0;
    for (const getter of this.#line.values()) wanted += getter.wants;
    return wanted;
  }

  /** Hands leases out from the front, to whoever has waited longest. What nobody wants stays in the array. */
  serve(leases: L[]): void {
    while (leases.length > 0 && this.#line.size > 0) {
      while (!this.#line.has(this.#serving)) this.#serving++;
      const first = this.#line.get(this.#serving)!;
      if (first.accept(leases)) this.#line.delete(first.ticket);
    }
  }

  /** Sends everybody home. */
  end(): void {
    for (const getter of this.#line.values()) {
      this.#line.delete(getter.ticket);
      getter.end();
    }
  }

  /** Sends everybody home with an error; a batch that holds keys comes back with them. */
  fail(error: unknown): void {
    for (const getter of this.#line.values()) {
      this.#line.delete(getter.ticket);
      getter.fail(error);
    }
  }

  /** Waits for one key. */
  one(signal: AbortSignal | undefined): Promise<L | undefined> {
    return new Promise((resolve, reject) => {
      const getter = new OneKey(this.#tickets++, resolve, reject);
      if (signal) {
        const stopListening = onAbort(signal, () => {
          this.#line.delete(getter.ticket);
          getter.fail(signal.reason);
        });
        getter.resolve = (lease) => {
          stopListening();
          resolve(lease);
        };
        getter.fail = (error) => {
          stopListening();
          reject(error);
        };
      }
      this.#line.set(getter.ticket, getter);
    });
  }

  /** Waits for a batch of which some may be there already. */
  batch(held: L[], max: number, options: BatchOptions, clock: Clock): Promise<L[]> {
    const { maxWaitMs = 0, signal } = options;
    return new Promise((resolve, reject) => {
      let filling: Timer | undefined;
      const finish = (): void => {
        filling?.[Symbol.dispose]();
        stopListening();
        this.#line.delete(getter.ticket);
        resolve(held);
      };
      const fill = (): void => {
        filling ??= clock.after(maxWaitMs, finish);
      };
      const getter: Getter<L> = {
        ticket: this.#tickets++,
        wants: max - held.length,
        accept(leases) {
          held.push(...leases.splice(0, getter.wants));
          getter.wants = max - held.length;
          const enough = getter.wants === 0 || maxWaitMs <= 0;
          if (enough) finish();
          else fill();
          return enough;
        },
        end: finish,
        fail(error) {
          if (held.length === 0) reject(error);
          finish();
        },
      };
      const stopListening = onAbort(signal, () => getter.fail(signal!.reason));
      this.#line.set(getter.ticket, getter);
      if (held.length > 0) fill();
    });
  }
}

class OneKey<L> implements Getter<L> {
  readonly wants = 1;
  readonly ticket: number;
  resolve: (lease: L | undefined) => void;
  fail: (error: unknown) => void;

  constructor(ticket: number, resolve: (lease: L | undefined) => void, fail: (error: unknown) => void) {
    this.ticket = ticket;
    this.resolve = resolve;
    this.fail = fail;
  }

  accept(leases: L[]): boolean {
    this.resolve(leases.shift());
    return true;
  }

  end(): void {
    this.resolve(undefined);
  }
}

/** Calls back when the signal is aborted; answers how to stop listening. */
function onAbort(signal: AbortSignal | undefined, listener: () => void): () => void {
  signal?.addEventListener("abort", listener, { once: true });
  return () => signal?.removeEventListener("abort", listener);
}
