import type { DrainOptions, DrainReport } from "./queue.ts";

/** What a queue holds, as far as a drain minds. */
export type Holding = Pick<DrainReport, "ready" | "processing" | "waiting">;

interface Drain {
  readonly only: DrainOptions["only"];
  finish(ended: DrainReport["ended"]): void;
}

/** Those who wait for a queue to become empty, each with its own signal. */
export class Drains {
  readonly #under = new Set<Drain>();
  readonly #holding: () => Holding;

  /** `holding` tells what is left now. */
  constructor(holding: () => Holding) {
    this.#holding = holding;
  }

  /** Waits until nothing is left. */
  wait({ signal, only }: DrainOptions): Promise<DrainReport> {
    return new Promise((resolve) => {
      const onAbort = (): void => drain.finish("aborted");
      const drain: Drain = {
        only,
        finish: (ended) => {
          this.#under.delete(drain);
          signal?.removeEventListener("abort", onAbort);
          const { ready, processing, waiting } = this.#holding();
          resolve({ ended, ready, processing, waiting });
        },
      };
      this.#under.add(drain);
      signal?.addEventListener("abort", onAbort, { once: true });
      this.check();
      if (signal?.aborted) onAbort();
    });
  }

  /** Ends the drains that have nothing left to wait for. */
  check(): void {
    if (this.#under.size === 0) return;
    const { ready, processing } = this.#holding();
    if (processing > 0) return;
    for (const drain of this.#under) {
      if (ready === 0 || drain.only === "processing") drain.finish("drained");
    }
  }

  /** Ends them all. */
  end(): void {
    for (const drain of this.#under) drain.finish("shut-down");
  }
}
