import type { FakeSource, ListOptions, ListPage, ListWatch, WatchEvent, WatchOptions } from "../src/index.ts";

/** A fake source whose watches can also fall silent, and break as connections do. */
export class TroubledSource<T> implements ListWatch<T> {
  readonly objectsCarryVersions: boolean;
  readonly #source: FakeSource<T>;
  readonly #open: Set<{ isMute: boolean; break: (error: unknown) => void }> = new Set();

  constructor(source: FakeSource<T>, objectsCarryVersions: boolean) {
    this.#source = source;
    this.objectsCarryVersions = objectsCarryVersions;
  }

  get sendsInitialEvents(): boolean {
    return this.#source.sendsInitialEvents;
  }

  /** How many iterations have begun and not ended. */
  get iterations(): number {
    return this.#open.size;
  }

  /** Lets the watches that are open tell nothing any more, not even their end. */
  mute(): void {
    for (const watch of this.#open) watch.isMute = true;
  }

  /** Lets the watches that are open throw. */
  break(error: unknown): void {
    for (const watch of this.#open) watch.break(error);
  }

  list(options: ListOptions): Promise<ListPage<T>> {
    return this.#source.list(options);
  }

  async watch(options: WatchOptions): Promise<AsyncIterable<WatchEvent<T>>> {
    const events = await this.#source.watch(options);
    return this.#troubled(events[Symbol.asyncIterator](), options.signal);
  }

  async *#troubled(events: AsyncIterator<WatchEvent<T>>, signal: AbortSignal): AsyncGenerator<WatchEvent<T>> {
    const broken = Promise.withResolvers<never>();
    broken.promise.catch(() => {});
    const watch = { isMute: false, break: broken.reject };
    this.#open.add(watch);
    signal.addEventListener("abort", () => broken.reject(signal.reason), { once: true });
    try {
      for (;;) {
        const { done, value } = await Promise.race([events.next(), broken.promise]);
        if (watch.isMute) await broken.promise;
        if (done) return;
        yield value;
      }
    } finally {
      this.#open.delete(watch);
      await events.return?.();
    }
  }
}
