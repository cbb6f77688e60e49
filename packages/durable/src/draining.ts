import type { DrainOptions, DrainReport } from "@workset/queue";
import type { StoreCounts } from "@workset/store";

/** Those who wait for a queue to become empty. Each looks at what is left whenever that may have changed. */
export class Draining {
  readonly #counts: () => Promise<StoreCounts>;
  readonly #under = new Set<Promise<DrainReport>>();
  #change: PromiseWithResolvers<void> = Promise.withResolvers();
  /** How often all were ended. */
  #ends = 0;

  constructor(counts: () => Promise<StoreCounts>) {
    this.#counts = counts;
  }

  /** Waits until nothing is left; reports what is left if it ends before. @throws When the store cannot say what is left. */
  wait(options: DrainOptions): Promise<DrainReport> {
    const report = this.#wait(options);
    this.#under.add(report);
    const gone = (): void => void this.#under.delete(report);
    report.then(gone, gone);
    return report;
  }

  async #wait({ signal, only }: DrainOptions): Promise<DrainReport> {
    const ends = this.#ends;
    const listener = (): void => this.changed();
    signal?.addEventListener("abort", listener, { once: true });
    try {
      for (;;) {
        // What changes during the look is looked at once more.
        const { promise: change } = this.#change;
        const { ready, processing, waiting } = await this.#counts();
        const left = { ready, processing, waiting };
        if (processing === 0 && (ready === 0 || only === "processing")) return { ended: "drained", ...left };
        if (signal?.aborted) return { ended: "aborted", ...left };
        if (ends !== this.#ends) return { ended: "shut-down", ...left };
        await change;
      }
    } finally {
      signal?.removeEventListener("abort", listener);
    }
  }

  /** Waits until no key is ready or processing. @throws The signal's reason; what `counts` throws. */
  async idle(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const report = await this.wait(signal ? { signal } : {});
    if (report.ended === "aborted") signal!.throwIfAborted();
  }

  /** What is left may have changed. */
  changed(): void {
    if (this.#under.size === 0) return;
    this.#change.resolve();
    this.#change = Promise.withResolvers();
  }

  /** Ends them all; resolves when all have their report. */
  async end(): Promise<void> {
    this.#ends++;
    this.changed();
    await Promise.allSettled(this.#under);
  }
}
