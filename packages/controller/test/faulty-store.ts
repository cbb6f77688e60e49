import type { QueueStore, Store } from "@workset/store";
import { StoreError } from "@workset/store";

/** What to do instead of calling a verb; `call` calls it. */
export type Around = (call: () => Promise<unknown>) => Promise<unknown>;

/** A store that refuses every verb on demand, without calling it. */
export interface FaultyStore {
  readonly store: Store;
  refuse(): void;
  relent(): void;
}

/** Lays faults over a store, and something around each verb of its queues. */
export function faulty(store: Store, around: Around = (call) => call()): FaultyStore {
  let refusing = false;
  const guarded: Around = async (call) => {
    if (refusing) throw new StoreError("io", "the disk does not write");
    return around(call);
  };
  return {
    store: {
      capabilities: store.capabilities,
      open: async (options) => wrapped(await store.open(options), guarded),
      queues: () => store.queues(),
      dropQueue: (name) => store.dropQueue(name),
      close: () => store.close(),
      [Symbol.asyncDispose]: () => store.close(),
    },
    refuse: () => void (refusing = true),
    relent: () => void (refusing = false),
  };
}

function wrapped(queue: QueueStore, around: Around): QueueStore {
  return new Proxy(queue, {
    get(target, name) {
      const property: unknown = Reflect.get(target, name);
      if (typeof property !== "function") return property;
      return (...given: unknown[]) =>
        around(() => Reflect.apply(property, target, given) as Promise<unknown>);
    },
  });
}
