import { checkedDuration, checkedFunction, sleep, systemClock, type Clock } from "@workset/clock";
import type { ListOptions, ListPage, ListWatch, WatchEvent, WatchOptions } from "./list-watch.ts";
import type { ObjectMeta } from "../objects/object-meta.ts";
import { SharedCall } from "./shared-call.ts";
import { newEpoch, WatchCache } from "./watch-cache.ts";

/** How {@link pollingListWatch} polls. */
export interface PollingOptions<T> {
  /** Returns all objects. The signal is aborted when the answer is no longer needed. */
  readonly list: (signal: AbortSignal) => Iterable<T> | PromiseLike<Iterable<T>>;
  /** How long to wait between the end of one poll and the start of the next, while a watch is open, in milliseconds. */
  readonly everyMs: number;
  /** How objects are read. Objects of one key and one version are equal: no event is sent. */
  readonly meta: ObjectMeta<T>;
  /** @defaultValue the system clock */
  readonly clock?: Clock;
  /** How many of the last events are kept; a watch from an older version is `"expired"`. @defaultValue 10,000 */
  readonly history?: number;
}

/**
 * A source made of a list alone: while a watch is open, the list is polled, and the differences are sent. One poll serves
 * all watches, and at most one runs at a time. A poll that fails ends the watches with its error. What appears and
 * disappears, or changes back, between two polls is never seen.
 *
 * Versions count the changes that were seen, and mean nothing to another process.
 * @throws RangeError or TypeError, naming the option, when one is out of bounds.
 */
export function pollingListWatch<T>(
  options: PollingOptions<T>,
): ListWatch<T> & { readonly meta: ObjectMeta<T> } {
  return new Polling(options);
}

class Polling<T> implements ListWatch<T> {
  readonly objectsCarryVersions = false;
  readonly meta: ObjectMeta<T>;
  readonly #everyMs: number;
  readonly #clock: Clock;
  readonly #cache: WatchCache<T>;
  readonly #polls: SharedCall;
  /** Ends the polling for watches; set while a watch is open. */
  #stop: AbortController | undefined;

  constructor({ list, everyMs, meta, clock = systemClock, history }: PollingOptions<T>) {
    checkedFunction("list", list);
    this.#everyMs = checkedDuration("everyMs", everyMs);
    this.meta = meta;
    this.#clock = clock;
    const cache = new WatchCache<T>({
      meta,
      epoch: newEpoch(clock),
      ...(history === undefined ? {} : { history }),
    });
    this.#cache = cache;
    this.#polls = new SharedCall(async (signal) => {
      const objects = await list(signal);
      signal.throwIfAborted();
      if (cache.replace(objects)) cache.bookmark();
    });
  }

  async list({ signal }: ListOptions): Promise<ListPage<T>> {
    await this.#polls.run(signal);
    return { items: this.#cache.list(), version: this.#cache.version };
  }

  async watch(options: WatchOptions): Promise<AsyncIterable<WatchEvent<T>>> {
    options.signal.throwIfAborted();
    // The present version is that of a poll that starts now.
    if (options.version === "") await this.#polls.run(options.signal);
    const watch = this.#cache.watch(options);
    watch.onEnd(() => this.#stopIfUnwatched());
    if (!this.#stop) {
      this.#stop = new AbortController();
      void this.#keepPolling(this.#stop.signal);
    }
    return watch;
  }

  /** Never rejects: an error ends the watches. */
  async #keepPolling(signal: AbortSignal): Promise<void> {
    try {
      for (;;) {
        await sleep(this.#clock, this.#everyMs, signal);
        await this.#polls.run(signal);
      }
    } catch (error) {
      if (!signal.aborted) this.#cache.endWatches(error);
    }
  }

  #stopIfUnwatched(): void {
    if (this.#cache.watches > 0) return;
    this.#stop?.abort();
    this.#stop = undefined;
  }
}
