import type { Clock, Timer } from "@workset/clock";
import { isStoreError } from "@workset/store";

/** How long to wait before the store is asked again for what it refused. */
const againMs = 1_000;

/**
 * Releases that no caller awaits. When the store refuses one, the refusal is reported once and the release is tried until the
 * store takes it: its key would stay processing otherwise.
 */
export class UnawaitedReleases implements Disposable {
  readonly #clock: Clock;
  readonly #onError: (error: unknown) => void;
  readonly #refused = new Set<() => Promise<unknown>>();
  #timer: Timer | undefined;
  #disposed = false;

  constructor(clock: Clock, onError: (error: unknown) => void) {
    this.#clock = clock;
    this.#onError = onError;
  }

  /** Ends something, sooner or later. */
  end(how: () => Promise<unknown>): void {
    how().catch((error: unknown) => {
      this.#later(how, error);
      this.#onError(error);
    });
  }

  /** Tries again what was refused: the store may take it now. */
  again(): void {
    this.#timer?.[Symbol.dispose]();
    this.#timer = undefined;
    const refused = [...this.#refused];
    this.#refused.clear();
    for (const how of refused) how().catch((error: unknown) => this.#later(how, error));
  }

  #later(how: () => Promise<unknown>, error: unknown): void {
    const closed = isStoreError(error) && error.code === "closed";
    if (closed || this.#disposed) return;
    this.#refused.add(how);
    this.#timer ??= this.#clock.after(againMs, () => this.again(), { keepsAlive: false });
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    this.#refused.clear();
    this.#timer?.[Symbol.dispose]();
  }
}
