const enough = new Error("enough");

/**
 * As much of an AbortController with its signal as a get needs. Real ones cost so much themselves that they hide what
 * the queue costs, and the runtime may hold on to them.
 */
export class BareStop {
  readonly aborted = false;
  readonly reason: Error = enough;
  #listener: (() => void) | undefined;

  addEventListener(_: "abort", listener: () => void): void {
    this.#listener = listener;
  }

  removeEventListener(): void {
    this.#listener = undefined;
  }

  /** This, as the signal it stands for. */
  get signal(): AbortSignal {
    return this as unknown as AbortSignal;
  }

  abort(): void {
    this.#listener?.();
  }
}
