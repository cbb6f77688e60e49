import { Waiters } from "@workset/clock";

/** A condition that becomes true once, or fails. Both resume every caller that waits for it. */
export class Latch {
  readonly #waiters = new Waiters();
  #isOpen = false;
  #failure: Error | undefined;

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** The condition is true, and stays so. */
  open(): void {
    this.#isOpen ||= this.#failure === undefined;
    this.#waiters.wake();
  }

  /** The condition will never be true, unless it is already. */
  fail(cause: Error): void {
    if (!this.#isOpen) this.#failure ??= cause;
    this.#waiters.wake();
  }

  /** Resolves when the condition is true. @throws The signal's reason, or the cause of the failure. */
  async wait(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    while (!this.#isOpen) {
      if (this.#failure) throw this.#failure;
      await this.#waiters.wait(signal);
    }
  }
}
