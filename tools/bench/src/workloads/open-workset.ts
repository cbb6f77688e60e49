import { DurableQueue } from "@workset/durable";
import { SqliteStore } from "@workset/store-sqlite";
import type { Item } from "./durable-items.ts";

/** A queue in a file, as a user opens it. */
export async function openWorkset(path: string): Promise<AsyncDisposable & { queue: DurableQueue<Item> }> {
  const store = await SqliteStore.open(path);
  const queue = await DurableQueue.open<Item>({ store, name: "work", keyOf: ({ key }) => key });
  return {
    queue,
    async [Symbol.asyncDispose]() {
      await queue.close();
      await store.close();
    },
  };
}
