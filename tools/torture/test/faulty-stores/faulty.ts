import type { OpenQueue, QueueStore, Store } from "@workset/store";
import { SqliteStore } from "@workset/store-sqlite";

/** The verbs that the faulty implementation replaces; the others stay correct. */
export type Faults = (queue: QueueStore, options: OpenQueue) => Partial<QueueStore>;

/** A store in a file whose queues break some of their promises. */
export async function faulty(path: string, faults: Faults): Promise<Store> {
  const store = await SqliteStore.open(path);
  return instead<Store>(store, {
    open: async (options) => {
      const queue = await store.open(options);
      return instead(queue, faults(queue, options));
    },
  });
}

/** This object, with some of its methods replaced. */
export function instead<T extends object>(object: T, methods: Partial<T>): T {
  return new Proxy(object, {
    get(target, name) {
      if (name in methods) return methods[name as keyof T];
      const own: unknown = Reflect.get(target, name, target);
      return typeof own === "function" ? (own.bind(target) as unknown) : own;
    },
  });
}
