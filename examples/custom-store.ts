// A store of your own under a durable queue, and the contract that proves it. This one keeps keys in memory, and counts how
// often each verb is called; a store over another database has the same methods.
import { setImmediate } from "node:timers/promises";
import { checkClause, makeStoreHarness, storeClauses } from "@workset/contract";
import { DurableQueue, MemoryStore, type Store } from "workset";

type OpenQueue = Parameters<Store["open"]>[0];
type QueueStore = Awaited<ReturnType<Store["open"]>>;

class CountingStore extends MemoryStore {
  readonly calls = new Map<string, number>();

  override async open(options: OpenQueue): Promise<QueueStore> {
    const queue = await super.open(options);
    const count = (verb: string): void => void this.calls.set(verb, (this.calls.get(verb) ?? 0) + 1);
    return new Proxy(queue, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== "function") return value;
        count(String(name));
        return value.bind(target) as unknown;
      },
    });
  }
}

let kept = 0;
for (const clause of storeClauses) {
  const store = new CountingStore();
  const openHarness = () =>
    makeStoreHarness({ open: () => store, settle: setImmediate, crash: () => store.crash() });
  if ((await checkClause(clause, openHarness)) === "kept") kept++;
}
console.log(kept > 100 ? "the contract is kept" : `only ${kept} clauses are kept`);

const store = new CountingStore();
const queue = await DurableQueue.open({ store, name: "jobs" });
await queue.add("a");
await queue.add("b");
await (await queue.tryGet())?.done();
await queue.close();
console.log("adds:", store.calls.get("add"), "takes:", store.calls.get("take"));

// Prints:
// the contract is kept
// adds: 2 takes: 1
