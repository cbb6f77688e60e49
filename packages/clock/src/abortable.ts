import { checkedDelay } from "./checks.ts";
import type { Clock } from "./clock.ts";

/**
 * What the promise gives, unless the signal is aborted first. The promise itself continues; if it rejects after the abort,
 * the rejection counts as handled.
 * @throws The signal's reason, as soon as it is aborted. Without a signal only what the promise rejects with.
 */
export function abortable<V>(promise: PromiseLike<V>, signal?: AbortSignal): Promise<V> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal!.reason as Error);
    const stopListening = (): void => signal?.removeEventListener("abort", onAbort);
    promise.then(
      (value) => (stopListening(), resolve(value)),
      (error: unknown) => (stopListening(), reject(error as Error)),
    );
    if (signal?.aborted) onAbort();
    else signal?.addEventListener("abort", onAbort, { once: true });
  });
}

/** When to stop waiting for a promise. */
export interface SettlesWithinOptions {
  readonly clock: Clock;
  /** How long to wait, in milliseconds. */
  readonly limitMs: number;
  /** Ends the wait as the limit does. @defaultValue none */
  readonly signal?: AbortSignal;
}

/**
 * Whether the promise settles, either way, before the limit has passed and before the signal is aborted. What it settles
 * with stays with the promise; a rejection counts as handled. No timer and no listener is left.
 * @throws RangeError when the limit is not a number.
 */
export function settlesWithin(
  promise: PromiseLike<unknown>,
  { clock, limitMs, signal }: SettlesWithinOptions,
): Promise<boolean> {
  checkedDelay("limitMs", limitMs);
  return new Promise((resolve) => {
    const finish = (settled: boolean): void => {
      timer[Symbol.dispose]();
      signal?.removeEventListener("abort", onAbort);
      resolve(settled);
    };
    const onAbort = (): void => finish(false);
    const timer = clock.after(limitMs, onAbort);
    promise.then(
      () => finish(true),
      () => finish(true),
    );
    if (signal?.aborted) onAbort();
    else signal?.addEventListener("abort", onAbort, { once: true });
  });
}
