/** Callers that wait until something may have changed. A woken caller looks again, and waits again if need be. */
export class Waiters {
  #waiting = new Set<() => void>();

  /** How many callers wait. */
  get size(): number {
    return this.#waiting.size;
  }

  /** Resolves at the next {@link wake}. @throws The signal's reason, as soon as it is aborted. */
  wait(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const wake = (): void => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      };
      const onAbort = (): void => {
        this.#waiting.delete(wake);
        reject(signal!.reason as Error);
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#waiting.add(wake);
    });
  }

  /** Resolves every wait that has begun. Those that begin from now on wait for the next call. */
  wake(): void {
    if (this.#waiting.size === 0) return;
    const waiting = this.#waiting;
    this.#waiting = new Set();
    for (const wake of waiting) wake();
  }
}
