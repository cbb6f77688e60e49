import { Waiters } from "./waiters.ts";

/** Something that becomes true once, or never will. Who waits learns of either. */
export class Latch {
  readonly #waiters = new Waiters();
  #isOpen = false;
  #refusal: Error | undefined;

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** It has become true, and stays so. */
  open(): void {
    this.#isOpen ||= this.#refusal === undefined;
    this.#waiters.wake();
  }

  /** It will not become true any more, unless it has. */
  refuse(why: Error): void {
    if (!this.#isOpen) this.#refusal ??= why;
    this.#waiters.wake();
  }

  /** Resolves when it is true. @throws The signal's reason, or why it never will be. */
  async wait(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    while (!this.#isOpen) {
      if (this.#refusal) throw this.#refusal;
      await this.#waiters.sleep(signal);
    }
  }
}
