import type { Clock, Timer } from "@workset/clock";
import type { BatchOptions } from "./queue.ts";

/** Somebody who waits for keys. */
interface Getter<L> {
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
  // A set keeps the order of insertion and gives up a member from its middle at once: somebody whose signal is aborted
  // leaves no trace.
  readonly #line = new Set<Getter<L>>();

  /** How many calls wait. */
  get size(): number {
    return this.#line.size;
  }

  /** How many keys they would take together. */
  get wanted(): number {
    let wanted = 0;
    for (const getter of this.#line) wanted += getter.wants;
    return wanted;
  }

  /** Hands leases out from the front, to whoever has waited longest. What nobody wants stays in the array. */
  serve(leases: L[]): void {
    while (leases.length > 0 && this.#line.size > 0) {
      const [first] = this.#line;
      if (first!.accept(leases)) this.#line.delete(first!);
    }
  }

  /** Sends everybody home. */
  end(): void {
    for (const getter of this.#line) {
      this.#line.delete(getter);
      getter.end();
    }
  }

  /** Sends everybody home with an error; a batch that holds keys comes back with them. */
  fail(error: unknown): void {
    for (const getter of this.#line) {
      this.#line.delete(getter);
      getter.fail(error);
    }
  }

  /** Waits for one key. */
  one(signal: AbortSignal | undefined): Promise<L | undefined> {
    return new Promise((resolve, reject) => {
      const getter = new OneKey(resolve, reject);
      if (signal) {
        const stopListening = onAbort(signal, () => {
          this.#line.delete(getter);
          getter.fail(signal.reason);
        });
        getter.resolve = (lease) => {
          stopListening();
          resolve(lease);
        };
      }
      this.#line.add(getter);
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
        this.#line.delete(getter);
        resolve(held);
      };
      const fill = (): void => {
        filling ??= clock.after(maxWaitMs, finish);
      };
      const getter: Getter<L> = {
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
      this.#line.add(getter);
      if (held.length > 0) fill();
    });
  }
}

class OneKey<L> implements Getter<L> {
  readonly wants = 1;
  resolve: (lease: L | undefined) => void;
  readonly fail: (error: unknown) => void;

  constructor(resolve: (lease: L | undefined) => void, fail: (error: unknown) => void) {
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
