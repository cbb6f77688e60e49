import type { Clock, Timer } from "@workset/clock";
import type { BatchOptions } from "./queue.ts";
import type { Lease } from "./lease.ts";

/** Somebody who waits for keys. */
interface Getter<T> {
  /** Takes a key; whether it wants no more. */
  accept(lease: Lease<T>): boolean;
  /** Learns that no key will come. */
  end(): void;
}

/** Those who wait for keys, served in the order in which they came. */
export class Getters<T> {
  // A set keeps the order of insertion and gives up a member from its middle at once: somebody whose signal is aborted
  // leaves no trace.
  readonly #line = new Set<Getter<T>>();

  get size(): number {
    return this.#line.size;
  }

  /** Hands a key to whoever has waited longest; there must be somebody. */
  serve(lease: Lease<T>): void {
    const [first] = this.#line;
    if (first!.accept(lease)) this.#line.delete(first!);
  }

  /** Sends everybody home. */
  end(): void {
    for (const getter of this.#line) getter.end();
    this.#line.clear();
  }

  /** Waits for one key. */
  one(signal: AbortSignal | undefined): Promise<Lease<T> | undefined> {
    return new Promise((resolve, reject) => {
      const getter = new OneKey(resolve);
      if (signal) {
        const stopListening = onAbort(signal, () => {
          this.#line.delete(getter);
          reject(signal.reason as Error);
        });
        getter.resolve = (lease) => {
          stopListening();
          resolve(lease);
        };
      }
      this.#line.add(getter);
    });
  }

  /** Waits for the rest of a batch. */
  batch(held: Lease<T>[], max: number, options: BatchOptions, clock: Clock): Promise<Lease<T>[]> {
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
      const getter: Getter<T> = {
        accept(lease) {
          held.push(lease);
          const full = held.length === max || maxWaitMs <= 0;
          if (full) finish();
          else fill();
          return full;
        },
        end: finish,
      };
      const stopListening = onAbort(signal, () => {
        if (held.length > 0) {
          finish();
          return;
        }
        this.#line.delete(getter);
        reject(signal!.reason as Error);
      });
      this.#line.add(getter);
      if (held.length > 0) fill();
    });
  }
}

class OneKey<T> implements Getter<T> {
  resolve: (lease: Lease<T> | undefined) => void;

  constructor(resolve: (lease: Lease<T> | undefined) => void) {
    this.resolve = resolve;
  }

  accept(lease: Lease<T>): boolean {
    this.resolve(lease);
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
