import type { Clock, Timer } from "@workset/clock";
import { ConnectionError } from "../errors/connection-error.ts";

/** How long an answer may take, in milliseconds. */
export interface Limits {
  /** The whole of it. */
  readonly timeoutMs?: number | undefined;
  /** Without a byte. */
  readonly silenceMs?: number | undefined;
}

/** Aborts a request that takes too long. */
export class TimeLimits implements Disposable {
  readonly #clock: Clock;
  readonly #request: string;
  readonly #abort = new AbortController();
  readonly #timers = new Set<Timer>();
  #heardAt: number;

  constructor(clock: Clock, request: string, { timeoutMs, silenceMs }: Limits) {
    this.#clock = clock;
    this.#request = request;
    this.#heardAt = clock.now();
    if (timeoutMs !== undefined) this.#after(timeoutMs, () => this.#late("answer", timeoutMs));
    if (silenceMs !== undefined) this.#listen(silenceMs, silenceMs);
  }

  /** Aborted when a limit is passed, with a `ConnectionError` as its reason. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Bytes have come. */
  heard(): void {
    this.#heardAt = this.#clock.now();
  }

  /** One timer serves for any number of chunks: when it rings, it looks how long it was quiet. */
  #listen(silenceMs: number, waitMs: number): void {
    this.#after(waitMs, () => {
      const quietMs = this.#clock.now() - this.#heardAt;
      if (quietMs >= silenceMs) this.#late("byte", silenceMs);
      else this.#listen(silenceMs, silenceMs - quietMs);
    });
  }

  #after(ms: number, ring: () => void): void {
    const timer = this.#clock.after(ms, () => {
      this.#timers.delete(timer);
      ring();
    });
    this.#timers.add(timer);
  }

  #late(what: string, ms: number): void {
    const message = `${this.#request}: no ${what} within ${ms} ms`;
    this.#abort.abort(new ConnectionError("timeout", message));
  }

  [Symbol.dispose](): void {
    for (const timer of this.#timers) timer[Symbol.dispose]();
    this.#timers.clear();
  }
}
