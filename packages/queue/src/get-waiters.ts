import type { Clock, Timer } from "@workset/clock";
import { Chain, type Linked } from "./chain.ts";
import type { BatchOptions } from "./queue.ts";

/** A call that waits for keys. */
interface Getter<L> extends Linked<Getter<L>> {
  /** How many keys it would still take. */
  wants: number;
  /** Takes up to `wants` leases, beginning at this index. Whether it wants no more. */
  accept(leases: readonly L[], from: number): boolean;
  /** Called when the queue has ended: no key will come. */
  end(): void;
  /** Called when no key can come, or the signal is aborted. */
  fail(error: unknown): void;
}

/** The calls that wait for keys, served in the order in which they came. Used to implement queues; `L` is a lease. */
export class GetWaiters<L> {
  // Not a set or a map: finding the first member of one from which many have gone means walking past all their empty
  // places, and the tables that it has outgrown hold on to each other.
  readonly #waiting = new Chain<Getter<L>>();

  /** How many calls wait. */
  get size(): number {
    return this.#waiting.size;
  }

  /** How many keys they would take together. */
  get wanted(): number {
    let wanted = 0;
    for (let getter = this.#waiting.first; getter; getter = getter.after) wanted += getter.wants;
    return wanted;
  }

  /** Hands leases out from the front, to the call that has waited longest. What no call wants stays in the array. */
  serve(leases: L[]): void {
    let from = 0;
    for (let first = this.#waiting.first; first && from < leases.length; first = this.#waiting.first) {
      const count = Math.min(first.wants, leases.length - from);
      const wantsNoMore = first.accept(leases, from);
      from += count;
      if (wantsNoMore) this.#waiting.remove(first);
    }
    if (from === leases.length) leases.length = 0;
    else leases.splice(0, from);
  }

  /** {@link serve} for one lease, which a call must wait for. */
  serveOne(lease: L): void {
    const first = this.#waiting.first!;
    if (first instanceof OneKey) {
      this.#waiting.remove(first);
      first.resolve(lease);
    } else if (first.accept([lease], 0)) this.#waiting.remove(first);
  }

  /** Resolves every waiting call with what it holds: `undefined`, or a batch that is not full. */
  end(): void {
    for (let first = this.#waiting.first; first; first = this.#waiting.first) {
      this.#waiting.remove(first);
      first.end();
    }
  }

  /** Rejects every waiting call; a batch that holds keys resolves with them. */
  fail(error: unknown): void {
    for (let first = this.#waiting.first; first; first = this.#waiting.first) {
      this.#waiting.remove(first);
      first.fail(error);
    }
  }

  /** Waits for one key. */
  one(signal: AbortSignal | undefined): Promise<L | undefined> {
    return new Promise((resolve, reject) => {
      const getter = new OneKey<L>(resolve, reject);
      if (signal) {
        const stopListening = onAbort(signal, () => {
          this.#waiting.remove(getter);
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
      this.#waiting.push(getter);
    });
  }

  /** Waits for a batch, of which `held` may hold some leases already. */
  batch(held: L[], max: number, options: BatchOptions, clock: Clock): Promise<L[]> {
    const { maxWaitMs = 0, signal } = options;
    return new Promise((resolve, reject) => {
      let filling: Timer | undefined;
      const finish = (): void => {
        filling?.[Symbol.dispose]();
        stopListening();
        this.#waiting.remove(getter);
        resolve(held);
      };
      const fill = (): void => {
        filling ??= clock.after(maxWaitMs, finish);
      };
      const getter: Getter<L> = {
        before: undefined,
        after: undefined,
        wants: max - held.length,
        accept(leases, from) {
          const end = Math.min(from + getter.wants, leases.length);
          for (let at = from; at < end; at++) held.push(leases[at]!);
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
      this.#waiting.push(getter);
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

  accept(leases: readonly L[], from: number): boolean {
    this.resolve(leases[from]);
    return true;
  }

  end(): void {
    this.resolve(undefined);
  }
}

/** Calls back when the signal is aborted. Returns a function that stops listening. */
function onAbort(signal: AbortSignal | undefined, listener: () => void): () => void {
  signal?.addEventListener("abort", listener, { once: true });
  return () => signal?.removeEventListener("abort", listener);
}
