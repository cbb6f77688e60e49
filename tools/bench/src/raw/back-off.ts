/** Exponential back-off by hand: a map that counts. It forgets nothing by itself. */
export class BackOff {
  readonly #failures = new Map<string, number>();

  when(key: string): number {
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    return Math.min(5 * 2 ** failures, 1_000_000);
  }

  forget(key: string): void {
    this.#failures.delete(key);
  }
}
