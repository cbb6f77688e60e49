import type { ListOptions, ListPage, ListWatch, WatchEvent, WatchOptions } from "../src/index.ts";

/** A call of list or watch that waits for the test to answer it. */
export interface Asked<Options, Answer> {
  readonly options: Options;
  answer(answer: Answer): void;
  refuse(error: unknown): void;
}

/** A source each of whose calls is answered by hand. */
export class ScriptedSource<T> implements ListWatch<T> {
  readonly sendsInitialEvents: boolean;
  readonly objectsCarryVersions: boolean;
  /** Every call so far, in words. The test may empty it. */
  readonly calls: string[] = [];
  readonly lists: Asked<ListOptions, ListPage<T>>[] = [];
  readonly watches: Asked<WatchOptions, ScriptedWatch<T>>[] = [];
  /** Whether calls and watches take no notice of their signal. */
  isDeaf: boolean = false;
  /** Whether a watch is opened as soon as it is asked for. */
  opensWatches: boolean = true;
  /** The watch that was opened last. */
  watching: ScriptedWatch<T> = new ScriptedWatch<T>();
  /** How many watches are open. */
  openWatches: number = 0;

  constructor(
    options: { readonly sendsInitialEvents?: boolean; readonly objectsCarryVersions?: boolean } = {},
  ) {
    this.sendsInitialEvents = options.sendsInitialEvents ?? false;
    this.objectsCarryVersions = options.objectsCarryVersions ?? true;
  }

  list(options: ListOptions): Promise<ListPage<T>> {
    const at = options.continueToken === undefined ? "" : ` at ${options.continueToken}`;
    this.calls.push(`list ${JSON.stringify(options.version)} limit ${options.limit}${at}`);
    return this.#asked(this.lists, options);
  }

  async watch(options: WatchOptions): Promise<AsyncIterable<WatchEvent<T>>> {
    const words = [options.initialEvents && "with initial events", !options.bookmarks && "without bookmarks"];
    this.calls.push(["watch", JSON.stringify(options.version), ...words.filter(Boolean)].join(" "));
    const watch = this.opensWatches ? new ScriptedWatch<T>() : await this.#asked(this.watches, options);
    this.watching = watch;
    this.openWatches++;
    watch.onEnd = () => this.openWatches--;
    watch.isDeaf = () => this.isDeaf;
    watch.signal = options.signal;
    this.#hear(options.signal, () => watch.end());
    return watch;
  }

  #asked<Options extends { readonly signal: AbortSignal }, Answer>(
    waiting: Asked<Options, Answer>[],
    options: Options,
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const asked = { options, answer: resolve, refuse: reject };
      waiting.push(asked);
      this.#hear(options.signal, () => reject(options.signal.reason as Error));
    });
  }

  #hear(signal: AbortSignal, end: () => void): void {
    signal.addEventListener("abort", () => this.isDeaf || end(), { once: true });
  }
}

/** A watch whose events are told by hand. */
export class ScriptedWatch<T> implements AsyncIterableIterator<WatchEvent<T>> {
  readonly #events: WatchEvent<T>[] = [];
  #hasEnded = false;
  #error: unknown;
  #wake: (() => void) | undefined;
  onEnd: (() => void) | undefined;
  /** Whether leaving the iteration takes forever. */
  isDeaf: () => boolean = () => false;
  /** Whether its reader has left the iteration. */
  wasLeft: boolean = false;
  /** The signal it was asked for with. */
  signal: AbortSignal | undefined;

  /** Tells events, whether they fit or not. */
  tell(...events: readonly unknown[]): void {
    this.#events.push(...(events as WatchEvent<T>[]));
    this.#wake?.();
  }

  /** Ends in good order. */
  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.onEnd?.();
    this.#wake?.();
  }

  /** Ends by throwing. */
  break(error: unknown): void {
    this.#error = error;
    this.end();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<WatchEvent<T>>> {
    for (;;) {
      const value = this.#events.shift();
      if (value !== undefined) return { done: false, value };
      if (this.#error !== undefined) throw this.#error;
      if (this.#hasEnded) return { done: true, value: undefined };
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  async return(): Promise<IteratorResult<WatchEvent<T>>> {
    this.wasLeft = true;
    if (this.isDeaf()) await new Promise(() => {});
    this.end();
    return { done: true, value: undefined };
  }
}
