import { setImmediate } from "node:timers/promises";
import { makeStoreHarness, ModelStore, type ModelStoreQueue, type StoreHarness } from "@workset/contract";

/** What is done to every store and every queue of a harness before it is used. */
export interface MakesFaulty {
  readonly makeFaulty?: (queue: ModelStoreQueue) => void;
  readonly makeStoreFaulty?: (store: ModelStore) => void;
}

/** A harness whose stores are models, each made faulty in the same way, or not at all. */
export function modelStoreHarness({ makeFaulty, makeStoreFaulty }: MakesFaulty = {}): Promise<StoreHarness> {
  let last: ModelStore | undefined;
  return makeStoreHarness({
    open() {
      const store = new ModelStore(last?.keysByQueue);
      last = store;
      const make = store.make.bind(store);
      store.make = (keys, options) => {
        const queue = make(keys, options);
        makeFaulty?.(queue);
        return queue;
      };
      makeStoreFaulty?.(store);
      return store;
    },
    settle: () => setImmediate(),
    crash: (store) => store.crash(),
  });
}

/** A harness whose stores take a while before they do anything, and another while before they say so. */
export async function slowStoreHarness(): Promise<StoreHarness> {
  let under = 0;
  const harness = await modelStoreHarness({
    makeFaulty(queue) {
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
    ...harness,
    async settle() {
      do await setImmediate();
      while (under > 0);
    },
  };
}
