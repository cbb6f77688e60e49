import { Waiters } from "@workset/clock";
import type { DrainOptions, DrainReport } from "./queue.ts";

/** What a drain looks at. */
export type Remaining = Pick<DrainReport, "ready" | "processing" | "waiting">;

interface Drain {
  readonly only: DrainOptions["only"];
  finish(ended: DrainReport["ended"]): void;
}

/** Callers that wait for a queue to become empty, each with its own signal: drains, and `idle`. */
export class DrainWaiters {
  readonly #drains = new Set<Drain>();
  readonly #idle = new Waiters();
  readonly #remaining: () => Remaining;
  /** Whether a call may wait: what every `done` looks at. */
  #hasWaiters = false;

  /** `remaining` says what is left now. */
  constructor(remaining: () => Remaining) {
    this.#remaining = remaining;
  }

  /** Resolves when nothing is left, the signal is aborted or {@link end} is called. */
  drain({ signal, only }: DrainOptions): Promise<DrainReport> {
    return new Promise((resolve) => {
      const onAbort = (): void => drain.finish("aborted");
      const drain: Drain = {
        only,
        finish: (ended) => {
          this.#drains.delete(drain);
          signal?.removeEventListener("abort", onAbort);
          const { ready, processing, waiting } = this.#remaining();
          resolve({ ended, ready, processing, waiting });
        },
      };
      this.#drains.add(drain);
      this.#hasWaiters = true;
      signal?.addEventListener("abort", onAbort, { once: true });
      this.check();
      if (signal?.aborted) onAbort();
    });
  }

  /** Resolves when nothing is ready or processing. @throws The signal's reason, as soon as it is aborted. */
  async idle(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const { ready, processing } = this.#remaining();
    if (ready + processing === 0) return;
    this.#hasWaiters = true;
    await this.#idle.wait(signal);
  }

  /** Ends the waits that have nothing left to wait for. To be called when something has ended or gone. */
  check(): void {
    if (!this.#hasWaiters) return;
    const { ready, processing } = this.#remaining();
    if (processing > 0) return;
    if (ready === 0) this.#idle.wake();
    for (const drain of this.#drains) {
      if (ready === 0 || drain.only === "processing") drain.finish("drained");
    }
    this.#hasWaiters = this.#drains.size > 0 || this.#idle.size > 0;
  }

  /** Ends the drains. `idle` waits on. */
  end(): void {
    for (const drain of this.#drains) drain.finish("shut-down");
  }
}
