import type { ListedKey } from "@workset/queue";
import type { QueueStore, StoredKey } from "@workset/store";
import type { DurableKeyState, DurableListedKey, DurableWaitingKey } from "./durable-options.ts";
import type { ItemCodec } from "./item-codec.ts";
import { pages } from "./pages.ts";

/** The keys of a queue, as its store lists them. */
export class Listing<T> {
  readonly #store: QueueStore;
  readonly #items: ItemCodec<T>;
  readonly #now: () => number;

  constructor(store: QueueStore, items: ItemCodec<T>, now: () => number) {
    this.#store = store;
    this.#items = items;
    this.#now = now;
  }

  /** Where a key is. Of the states it is in at once, the one that is nearest to work. */
  async stateOf(key: string): Promise<DurableKeyState | undefined> {
    const record = await this.#store.find(key, this.#now());
    if (!record) return undefined;
    const { processing, rerun, ready, waiting, failed } = record;
    if (processing) return rerun ? "rerun" : "processing";
    if (ready) return "ready";
    if (waiting) return "waiting";
    return failed && "failed";
  }

  /** All keys, state by state, the ready ones first. */
  async *all(): AsyncGenerator<DurableListedKey<T>, void, undefined> {
    yield* this.unfailed();
    yield* this.inState("failed");
  }

  /** The keys that have not failed, state by state, the ready ones first. */
  async *unfailed(): AsyncGenerator<ListedKey<T> & DurableListedKey<T>, void, undefined> {
    yield* this.inState("ready");
    yield* this.inState("processing");
    yield* this.waiting();
  }

  /** The keys in one state, in its natural order. */
  async *inState<S extends "ready" | "processing" | "failed">(
    state: S,
  ): AsyncGenerator<DurableListedKey<T> & { readonly state: S | "rerun" }, void, undefined> {
    for await (const stored of pages(this.#store, { state }, this.#now)) {
      yield this.#listed<S | "rerun">(stored, stored.rerun ? "rerun" : state);
    }
  }

  /** The keys that wait, the one due first at the front. */
  async *waiting(): AsyncGenerator<DurableWaitingKey<T>, void, undefined> {
    for await (const stored of pages(this.#store, { state: "waiting" }, this.#now)) {
      const listed = this.#listed(stored, "waiting");
      yield Object.assign(listed, { dueInMs: stored.dueAt! - this.#now() });
    }
  }

  /** The item is decoded when it is read, so that one that cannot be decoded hides no other key. */
  #listed<S extends DurableKeyState>(
    { key, payload, priority, failures, lastError }: StoredKey,
    state: S,
  ): DurableListedKey<T> & { readonly state: S } {
    const items = this.#items;
    return {
      key,
      get item() {
        return items.read(key, payload);
      },
      state,
      priority,
      failures,
      ...(lastError && { lastError }),
    };
  }
}
