import { sleep, type Clock } from "@workset/clock";
import type { EnqueueOptions, EventSource } from "../sources/event-source.ts";
import type { Log } from "../telling/log.ts";
import { orAborted, settlesWithin } from "./waits.ts";

/** What the sources of a controller have in common. */
export interface SourcesOptions<T> {
  readonly keyOf: (item: T) => string;
  /** Puts a key in the queue for the source of this name. */
  readonly enqueue: (item: T, source: string, options: EnqueueOptions | undefined) => Promise<void>;
  readonly syncTimeoutMs: number;
  readonly clock: Clock;
  readonly log: Log;
}

/** The sources of a controller, which start, sync and stop together. */
export class Sources<T> {
  readonly #sources: readonly EventSource<T>[];
  readonly #options: SourcesOptions<T>;
  readonly #unsynced = new Set<EventSource<T>>();

  constructor(sources: readonly EventSource<T>[], options: SourcesOptions<T>) {
    this.#sources = sources;
    this.#options = options;
  }

  get count(): number {
    return this.#sources.length;
  }

  /** The sources that are not in sync, in words. */
  get waitsFor(): string {
    return `waits for ${Array.from(this.#unsynced, ({ name }) => name).join(", ")}`;
  }

  /**
   * Starts all of them; resolves when all have synced.
   * @throws What a source throws; an Error when one does not sync in time; the signal's reason. Those that were started
   * go on.
   */
  async start(signal: AbortSignal): Promise<void> {
    for (const source of this.#sources) this.#start(source);
    await this.#synced(signal);
  }

  #start(source: EventSource<T>): void {
    const { clock, keyOf, enqueue, log } = this.#options;
    const { name } = source;
    this.#unsynced.add(source);
    source.start((item, options) => enqueue(item, name, options), {
      clock,
      keyOf,
      report: (err) => log.error({ err, source: name }, "source failed"),
    });
  }

  async #synced(stopping: AbortSignal): Promise<void> {
    const { clock, syncTimeoutMs } = this.#options;
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, stopping]);
    const all = this.#sources.map(async (source) => {
      await orAborted(source.synced(signal), signal);
      this.#unsynced.delete(source);
    });
    const late = sleep(clock, syncTimeoutMs, signal).then(() => {
      throw new Error(`not all sources have synced within ${syncTimeoutMs} ms: it ${this.waitsFor}`);
    });
    try {
      await Promise.race([Promise.all(all), late]);
    } finally {
      over.abort();
      await Promise.allSettled([...all, late]);
    }
  }

  /** Stops all of them. One that does not in time, or fails to, is reported and left behind. Never throws. */
  async stop(withinMs: number, signal?: AbortSignal): Promise<void> {
    await Promise.all(this.#sources.map((source) => this.#stop(source, withinMs, signal)));
  }

  async #stop(source: EventSource<T>, withinMs: number, signal: AbortSignal | undefined): Promise<void> {
    const { clock, log } = this.#options;
    const stopping = (async () => source.stop())();
    if (!(await settlesWithin(stopping, clock, withinMs, signal))) {
      log.warn({ source: source.name }, "source did not stop in time");
      return;
    }
    await stopping.catch((err: unknown) => {
      log.error({ err, source: source.name }, "source failed to stop");
    });
  }
}
