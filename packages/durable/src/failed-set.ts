import type { FailedFilter, QueueStore, RecordedError, StoredKey } from "@workset/store";
import type { ItemCodec } from "./item-codec.ts";
import { pages } from "./pages.ts";

/** A key that was given up. */
export interface FailedKey<T> {
  readonly key: string;
  readonly item: T;
  /** The wall time. */
  readonly failedAt: number;
  readonly failures: number;
  readonly crashes: number;
  /** Why. */
  readonly error: { readonly name: string; readonly message: string; readonly stack?: string };
}

/** The keys that were given up, kept until they are replayed, purged or added again. */
export class FailedSet<T> {
  readonly #store: QueueStore;
  readonly #items: ItemCodec<T>;
  readonly #now: () => number;
  readonly #replayed: (keys: number) => void;

  constructor(store: QueueStore, items: ItemCodec<T>, now: () => number, replayed: (keys: number) => void) {
    this.#store = store;
    this.#items = items;
    this.#now = now;
    this.#replayed = replayed;
  }

  /** The failed keys, the first to fail first; with `search`, those whose key, payload or error contains the text. */
  async *list(options: { readonly search?: string } = {}): AsyncGenerator<FailedKey<T>, void, undefined> {
    for await (const stored of pages(this.#store, { state: "failed", ...options }, this.#now)) {
      yield this.#failedKey(stored);
    }
  }

  /** The errors recorded for a key, the newest first; at most ten are kept. They outlive a replay. */
  errors(key: string): Promise<RecordedError[]> {
    return this.#store.errors(key);
  }

  /** Makes failed keys ready again, as new; how many. */
  async replay(filter: FailedFilter = { all: true }): Promise<number> {
    const keys = await this.#store.replay(filter, this.#now());
    if (keys > 0) this.#replayed(keys);
    return keys;
  }

  /** Removes failed keys and their errors for good; how many. */
  purge(filter: FailedFilter): Promise<number> {
    return this.#store.purge(filter);
  }

  #failedKey({ key, payload, failures, crashes, failedAt, lastError }: StoredKey): FailedKey<T> {
    const items = this.#items;
    return {
      key,
      get item() {
        return items.read(key, payload);
      },
      failedAt: failedAt!,
      failures,
      crashes,
      error: lastError!,
    };
  }
}
