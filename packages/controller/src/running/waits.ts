import { sleep, type Clock } from "@workset/clock";

/** What the promise gives. @throws The signal's reason when it is aborted first; the promise may go on. */
export function orAborted<V>(promise: PromiseLike<V>, signal: AbortSignal): Promise<V> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const onAbort = (): void => reject(signal.reason as Error);
    signal.addEventListener("abort", onAbort, { once: true });
    const forget = (): void => signal.removeEventListener("abort", onAbort);
    promise.then(
      (value) => (forget(), resolve(value)),
      (error: unknown) => (forget(), reject(error as Error)),
    );
  });
}

/** Resolves when the time has passed or the signal is aborted, whichever is first. */
export async function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  await sleep(clock, ms, signal).catch(() => undefined);
}

/** Whether the promise settled within the time and before the signal; what it settled with is the promise's. */
export async function settlesWithin(
  promise: Promise<unknown>,
  clock: Clock,
  ms: number,
  signal?: AbortSignal,
): Promise<boolean> {
  const settled = promise.then(
    () => true,
    () => true,
  );
  const over = new AbortController();
  const ends = signal ? AbortSignal.any([over.signal, signal]) : over.signal;
  try {
    return await Promise.race([settled, pause(clock, ms, ends).then(() => false)]);
  } finally {
    over.abort();
  }
}
