/** Those who wait until something has changed. Who is woken looks again, and may have to go back to sleep. */
export class Waiters {
  readonly #waiters = new Set<() => void>();

  /** Sleeps until the next {@link wake}. @throws The signal's reason, as soon as it is aborted. */
  sleep(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const wake = (): void => {
        signal?.removeEventListener("abort", giveUp);
        resolve();
      };
      const giveUp = (): void => {
        this.#waiters.delete(wake);
        reject(signal!.reason as Error);
      };
      signal?.addEventListener("abort", giveUp, { once: true });
      this.#waiters.add(wake);
    });
  }

  /** Wakes all who sleep now. */
  wake(): void {
    if (this.#waiters.size === 0) return;
    const sleepers = [...this.#waiters];
    this.#waiters.clear();
    for (const wake of sleepers) wake();
  }
}
