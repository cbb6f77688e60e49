import { setImmediate } from "node:timers/promises";
import { makeStorePlace, ModelStore, type ModelStoreQueue, type StorePlace } from "@workset/contract";

/** What is done to every store and every queue of a place before it is used. */
export interface Spoiling {
  readonly spoil?: (queue: ModelStoreQueue) => void;
  readonly spoilStore?: (store: ModelStore) => void;
}

/** A place whose stores are models, each spoiled in the same way, or not at all. */
export function modelStorePlace({ spoil, spoilStore }: Spoiling = {}): Promise<StorePlace> {
  let last: ModelStore | undefined;
  return makeStorePlace({
    open() {
      const store = new ModelStore(last?.queues);
      last = store;
      const make = store.make.bind(store);
      store.make = (keys, options) => {
        const queue = make(keys, options);
        spoil?.(queue);
        return queue;
      };
      spoilStore?.(store);
      return store;
    },
    settle: () => setImmediate(),
    crash: (store) => store.crash(),
  });
}

/** A place whose stores take a while before they do anything, and another while before they say so. */
export async function slowStorePlace(): Promise<StorePlace> {
  let under = 0;
  const place = await modelStorePlace({
    spoil(queue) {
      const act = queue.act.bind(queue);
      let last: Promise<unknown> = Promise.resolve();
      queue.act = async (now, verb) => {
        under++;
        const acting = last.then(() => setImmediate()).then(() => act(now, verb));
        last = acting.catch(() => {});
        await last;
        await setImmediate();
        under--;
        return acting;
      };
    },
  });
  return {
    ...place,
    async settle() {
      do await setImmediate();
      while (under > 0);
    },
  };
}
