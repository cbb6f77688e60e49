import { checkedDelay, sleep, systemClock, type Clock } from "@workset/clock";
import { newEpoch } from "./watch-cache.ts";
import type { ListOptions, ListPage, ListWatch, WatchEvent, WatchOptions } from "./list-watch.ts";
import type { ObjectMeta } from "../objects/object-meta.ts";
import { SharedCall } from "./shared-call.ts";
import { WatchCache } from "./watch-cache.ts";

/** How {@link pollingListWatch} asks. */
export interface PollingOptions<T> {
  /** Answers with all objects there are. The signal is aborted when nobody waits for the answer any more. */
  readonly list: (signal: AbortSignal) => Iterable<T> | PromiseLike<Iterable<T>>;
  /** How long to wait between the end of one poll and the start of the next while somebody watches, in milliseconds. */
  readonly everyMs: number;
  /** How objects are read. Objects of one key and one version are equal: nothing is told of them. */
  readonly meta: Pick<ObjectMeta<T>, "keyOf" | "versionOf">;
  /** @defaultValue the system's clock */
  readonly clock?: Clock;
  /** How many of the last events are kept; a watch from before is `"expired"`. @defaultValue 10,000 */
  readonly history?: number;
}

/**
 * A source made of a list alone: while somebody watches, it is asked again and again, and what is different is told. One
 * poll serves all watches, and there is never more than one under way. A poll that fails ends the watches with its
 * error. What comes and goes, or changes back, between two polls is never seen.
 *
 * Versions count the changes that were seen, and mean nothing to another process.
 * @throws RangeError when `everyMs` is no number or negative.
 */
export function pollingListWatch<T>(options: PollingOptions<T>): ListWatch<T> {
  return new Polling(options);
}

class Polling<T> implements ListWatch<T> {
  readonly objectsCarryVersions = false;
  readonly #everyMs: number;
  readonly #clock: Clock;
  readonly #world: WatchCache<T>;
  readonly #polls: SharedCall;
  /** Ends the polling that is done for the watches; there while somebody watches. */
  #stop: AbortController | undefined;

  constructor({ list, everyMs, meta, clock = systemClock, history }: PollingOptions<T>) {
    if (checkedDelay("everyMs", everyMs) < 0) {
      throw new RangeError(`everyMs must not be negative, but it is ${everyMs}`);
    }
    this.#everyMs = everyMs;
    this.#clock = clock;
    const world = new WatchCache<T>({
      meta,
      epoch: newEpoch(clock),
      ...(history === undefined ? {} : { history }),
    });
    this.#world = world;
    this.#polls = new SharedCall(async (signal) => {
      const objects = await list(signal);
      signal.throwIfAborted();
      if (world.replace(objects)) world.bookmark();
    });
  }

  async list({ signal }: ListOptions): Promise<ListPage<T>> {
    await this.#polls.run(signal);
    return { items: this.#world.list(), version: this.#world.version };
  }

  async watch(options: WatchOptions): Promise<AsyncIterable<WatchEvent<T>>> {
    options.signal.throwIfAborted();
    // From now on is from what is there now.
    if (options.version === "") await this.#polls.run(options.signal);
    const watch = this.#world.watch(options);
    watch.onEnd(() => this.#stopIfUnwatched());
    if (!this.#stop) {
      this.#stop = new AbortController();
      void this.#keepPolling(this.#stop.signal);
    }
    return watch;
  }

  /** Never rejects: whoever watches hears of what went wrong. */
  async #keepPolling(signal: AbortSignal): Promise<void> {
    try {
      for (;;) {
        await sleep(this.#clock, this.#everyMs, signal);
        await this.#polls.run(signal);
      }
    } catch (error) {
      if (!signal.aborted) this.#world.endWatches(error);
    }
  }

  #stopIfUnwatched(): void {
    if (this.#world.watches > 0) return;
    this.#stop?.abort();
    this.#stop = undefined;
  }
}
