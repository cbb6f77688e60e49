import type { Clock, Timer } from "@workset/clock";
import { Chain, type Linked } from "./chain.ts";
import type { BatchOptions } from "./queue.ts";

/** Somebody who waits for keys. */
interface Getter<L> extends Linked<Getter<L>> {
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
  // Not a set or a map: finding the first member of one from which many have gone means walking past all their empty
  // places, and the tables that it has outgrown hold on to each other.
  readonly #line = new Chain<Getter<L>>();

  /** How many calls wait. */
  get size(): number {
    return this.#line.size;
  }

  /** How many keys they would take together. */
  get wanted(): number {
    let wanted = 0;
    for (let getter = this.#line.first; getter; getter = getter.after) wanted += getter.wants;
    return wanted;
  }

  /** Hands leases out from the front, to whoever has waited longest. What nobody wants stays in the array. */
  serve(leases: L[]): void {
    for (let first = this.#line.first; first && leases.length > 0; first = this.#line.first) {
      if (first.accept(leases)) this.#line.remove(first);
    }
  }

  /** Sends everybody home. */
  end(): void {
    for (let first = this.#line.first; first; first = this.#line.first) {
      this.#line.remove(first);
      first.end();
    }
  }

  /** Sends everybody home with an error; a batch that holds keys comes back with them. */
  fail(error: unknown): void {
    for (let first = this.#line.first; first; first = this.#line.first) {
      this.#line.remove(first);
      first.fail(error);
    }
  }

  /** Waits for one key. */
  one(signal: AbortSignal | undefined): Promise<L | undefined> {
    return new Promise((resolve, reject) => {
      const getter = new OneKey<L>(resolve, reject);
      if (signal) {
        const stopListening = onAbort(signal, () => {
          this.#line.remove(getter);
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
      this.#line.push(getter);
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
        this.#line.remove(getter);
        resolve(held);
      };
      const fill = (): void => {
        filling ??= clock.after(maxWaitMs, finish);
      };
      const getter: Getter<L> = {
        before: undefined,
        after: undefined,
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
      this.#line.push(getter);
      if (held.length > 0) fill();
    });
  }
}

class OneKey<L> implements Getter<L> {
  readonly wants = 1;
  before: Getter<L> | undefined;
  after: Getter<L> | undefined;
  resolve: (lease: L | undefined) => void;
  fail: (error: unknown) => void;

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
