import { abortable, settlesWithin, sleep, type Clock } from "@workset/clock";
import type { EnqueueOptions, EventSource } from "../sources/event-source.ts";
import { ControllerError } from "../work/controller-error.ts";
import type { Log } from "../work/log.ts";

/** What the sources of a controller have in common. */
export interface SourceGroupOptions<T> {
  readonly keyOf: (item: T) => string;
  /** Adds a key to the queue, for the source of this name. */
  readonly enqueue: (item: T, source: string, options: EnqueueOptions | undefined) => Promise<void>;
  readonly syncTimeoutMs: number;
  readonly clock: Clock;
  readonly log: Log;
}

/** The sources of a controller, which start, sync and stop together. */
export class SourceGroup<T> {
  readonly #sources: readonly EventSource<T>[];
  readonly #options: SourceGroupOptions<T>;
  readonly #unsynced = new Set<EventSource<T>>();

  constructor(sources: readonly EventSource<T>[], options: SourceGroupOptions<T>) {
    this.#sources = sources;
    this.#options = options;
  }

  get count(): number {
    return this.#sources.length;
  }

  /** The sources that have not synced, with what keeps them from it, in words. */
  get waitsFor(): string {
    return `waits for ${Array.from(this.#unsynced, (source) => this.#described(source)).join(", ")}`;
  }

  /** The sources that have been failing for more than this, in words; `undefined` when there are none. */
  failingFor(limitMs: number): string | undefined {
    const since = this.#options.clock.wallNow() - limitMs;
    const failing = this.#sources.filter(({ trouble }) => trouble && trouble.since <= since);
    return failing.length === 0 ? undefined : failing.map((source) => this.#described(source)).join(", ");
  }

  #described({ name, trouble }: EventSource<T>): string {
    if (!trouble) return name;
    const { error, since } = trouble;
    const reason = error instanceof Error ? error.message : String(error);
    const seconds = Math.max(0, Math.round((this.#options.clock.wallNow() - since) / 1000));
    return `${name} (failing for ${seconds} s: ${reason})`;
  }

  /**
   * Starts all of them; resolves when all have synced. Sources that were started stay so when one fails.
   * @throws What a source throws; ControllerError `sync-timeout` when one does not sync in time; the signal's reason.
   */
  async start(stopping: AbortSignal): Promise<void> {
    const { clock, syncTimeoutMs } = this.#options;
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, stopping]);
    for (const source of this.#sources) this.#unsynced.add(source);
    const all = this.#sources.map((source) => this.#start(source, signal));
    const late = sleep(clock, syncTimeoutMs, signal).then(() => {
      throw this.#syncTimeout();
    });
    try {
      await Promise.race([Promise.all(all), late]);
    } finally {
      over.abort();
      await Promise.allSettled([...all, late]);
    }
  }

  async #start(source: EventSource<T>, signal: AbortSignal): Promise<void> {
    const { clock, keyOf, enqueue, log } = this.#options;
    const { name } = source;
    const starting = source.start(
      {
        clock,
        keyOf,
        enqueue: (item, options) => enqueue(item, name, options),
        report: (err) => log.error({ err, source: name }, "source failed"),
      },
      signal,
    );
    await abortable(starting, signal);
    this.#unsynced.delete(source);
  }

  #syncTimeout(): ControllerError {
    const failing = Array.from(this.#unsynced).find(({ trouble }) => trouble);
    const message = `not all sources have synced within ${this.#options.syncTimeoutMs} ms: it ${this.waitsFor}`;
    return new ControllerError("sync-timeout", message, failing && { cause: failing.trouble!.error });
  }

  /** Stops all of them. One that does not in time, or fails to, is logged and left behind. Never throws. */
  async stop(limitMs: number, signal?: AbortSignal): Promise<void> {
    await Promise.all(this.#sources.map((source) => this.#stop(source, limitMs, signal)));
  }

  async #stop(source: EventSource<T>, limitMs: number, signal: AbortSignal | undefined): Promise<void> {
    const { clock, log } = this.#options;
    const stopping = (async () => source.stop({ deadlineMs: limitMs, ...(signal && { signal }) }))();
    if (!(await settlesWithin(stopping, { clock, limitMs, ...(signal && { signal }) }))) {
      log.warn({ source: source.name }, "source did not stop in time");
      return;
    }
    await stopping.catch((err: unknown) => {
      log.error({ err, source: source.name }, "source failed to stop");
    });
  }
}
