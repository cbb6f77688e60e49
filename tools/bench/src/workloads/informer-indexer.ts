import { Indexer, kubernetesMeta } from "@workset/informer";
import { collectGarbage } from "../garbage.ts";
import { makeObjects, nodeOf, objectsOfNode, type BenchObject } from "../objects.ts";
import { TwoIndexes } from "../raw/two-indexes.ts";
import type { Run, Workload } from "../workload.ts";

/** A store as these workloads see it. */
interface Store {
  readonly size: number;
  set(object: BenchObject): void;
  getByKey(key: string): BenchObject | undefined;
  byNode(node: string): BenchObject[];
}

function openIndexer(): Store & { snapshot(): unknown } {
  const indexes = {
    namespace: ({ metadata }: BenchObject) => [metadata.namespace],
    node: ({ spec }: BenchObject) => [spec.nodeName],
  };
  const indexer = new Indexer<BenchObject, keyof typeof indexes>(kubernetesMeta, { indexes });
  return {
    get size() {
      return indexer.size;
    },
    set: (object) => indexer.set(object),
    getByKey: (key) => indexer.getByKey(key),
    byNode: (node) => indexer.byIndex("node", node),
    snapshot: () => indexer.snapshot(),
  };
}

/** The same text as one piece that has not been hashed yet. */
function flat(text: string): string {
  return Buffer.from(text, "latin1").toString("latin1");
}

/** Adds, updates and finds; what is done before the updates is held until they are over. */
const lived =
  <S extends Store>(open: () => S, beforeUpdates: (store: S) => unknown = () => undefined): Run =>
  (count, meter) => {
    const [first, second] = [makeObjects(count, 1), makeObjects(count, 2)];
    const keys = first.map((object) => flat(kubernetesMeta.keyOf(object)));
    const nodes = Array.from({ length: Math.ceil(count / objectsOfNode) }, (_, n) =>
      nodeOf(n * objectsOfNode),
    );
    const store = open();
    meter.start();
    for (const object of first) store.set(object);
    meter.lap("add");
    const held = beforeUpdates(store);
    for (const object of second) store.set(object);
    meter.lap("update");
    let got = 0;
    for (const key of keys) if (store.getByKey(key)) got++;
    meter.lap("get");
    let found = 0;
    for (let i = 0; i < count; i++) found += store.byNode(nodes[i % nodes.length]!).length;
    meter.lap("find ten");
    if (found < count || store.size !== count) return -1;
    return held === false ? -1 : got;
  };

/** What a store of objects costs that keeps two indexes. */
export const informerIndexer: Workload = {
  name: "informer-indexer",
  says: "Objects of 0.9 KB, indexed by namespace and node: all are added, updated with the same values, got by key; ten are found by node.",
  unit: "ns",
  count: 100_000,
  limit: "raw two indexes",
  subjects: {
    "raw two indexes": lived(() => new TwoIndexes()),
    workset: lived(() => openIndexer()),
    "workset, snapshot held": lived(openIndexer, (store) => store.snapshot()),
  },
  clientGo: { add: 1152, update: 582, get: 125, "find ten": 1457 },
  checks: [
    {
      says: "adding an object with two indexes costs no more than client-go's add",
      subject: "workset",
      phase: "add",
      atMost: 1152,
    },
    {
      says: "finding ten objects costs no more than client-go's lookup",
      subject: "workset",
      phase: "find ten",
      atMost: 1457,
    },
  ],
};

/** Bytes that are in use once the garbage is gone. */
function bytesInUse(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const filled =
  (open: () => Pick<Store, "set" | "size">): Run =>
  (count, meter) => {
    const before = bytesInUse();
    const store = open();
    for (let at = 0; at < count; at += 1000) {
      for (const object of makeObjects(Math.min(1000, count - at), 1, at)) store.set(object);
    }
    meter.record("held", bytesInUse() - before);
    return store.size;
  };

/** What a store of objects takes beside its objects. */
export const informerIndexerMemory: Workload = {
  name: "informer-indexer-memory",
  says: "Bytes of an object of 0.9 KB and all that is kept of it, after a garbage collection, with two indexes.",
  unit: "bytes",
  count: 100_000,
  limit: "plain Map",
  subjects: {
    "plain Map": filled(() => {
      const objects = new Map<string, BenchObject>();
      return {
        set: (object) => void objects.set(kubernetesMeta.keyOf(object), object),
        get size() {
          return objects.size;
        },
      };
    }),
    "raw two indexes": filled(() => new TwoIndexes()),
    workset: filled(() => openIndexer()),
  },
  checks: [
    {
      says: "objects with two indexes take at most 1.3 times what they take in a plain Map",
      subject: "workset",
      than: "plain Map",
      atMost: 1.3,
    },
  ],
};
