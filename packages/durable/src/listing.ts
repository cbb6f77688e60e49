import type { QueueStore } from "@workset/store";
import type { DurableKeyState, DurableListedKey, DurableWaitingKey } from "./durable-options.ts";
import type { Items } from "./items.ts";
import { pages } from "./pages.ts";

/** What a queue tells of its keys, as its store knows them. */
export class Listing<T> {
  readonly #store: QueueStore;
  readonly #items: Items<T>;
  readonly #now: () => number;

  constructor(store: QueueStore, items: Items<T>, now: () => number) {
    this.#store = store;
    this.#items = items;
    this.#now = now;
  }

  /** Where a key is. Of the states it is in at once, the one that is nearest to work. */
  async stateOf(key: string): Promise<DurableKeyState | undefined> {
    const now = this.#now();
    const [processing, ready, waiting, failed] = await Promise.all(
      (["processing", "ready", "waiting", "failed"] as const).map((state) =>
        this.#store.list({ state, key, limit: 1 }, now),
      ),
    );
    const held = processing!.keys[0];
    if (held) return held.rerun ? "rerun" : "processing";
    if (ready!.keys.length > 0) return "ready";
    if (waiting!.keys.length > 0) return "waiting";
    return failed!.keys.length > 0 ? "failed" : undefined;
  }

  /** All keys, state by state, the ready ones first. */
  async *all(): AsyncGenerator<DurableListedKey<T>, void, undefined> {
    yield* this.inState("ready");
    yield* this.inState("processing");
    yield* this.waiting();
    yield* this.inState("failed");
  }

  /** The keys in one state, in the order that is natural to it. */
  async *inState(
    state: "ready" | "processing" | "failed",
  ): AsyncGenerator<DurableListedKey<T>, void, undefined> {
    for await (const { key, payload, priority, rerun } of pages(this.#store, { state }, this.#now)) {
      yield { key, item: this.#items.read(key, payload), state: rerun ? "rerun" : state, priority };
    }
  }

  /** The keys that wait, the one due first at the front. */
  async *waiting(): AsyncGenerator<DurableWaitingKey<T>, void, undefined> {
    for await (const stored of pages(this.#store, { state: "waiting" }, this.#now)) {
      const { key, payload, priority, dueAt } = stored;
      const dueInMs = dueAt! - this.#now();
      yield { key, item: this.#items.read(key, payload), state: "waiting", priority, dueInMs };
    }
  }
}
