// client-go's DeltaFIFO and Indexer by themselves: changes go in, and each key comes out once with all that happened to it.
import { DeltaFIFO, Indexer, type Delta } from "workset/informer";

interface Pod {
  readonly name: string;
  readonly node: string;
}

const meta = { keyOf: ({ name }: Pod) => name };
const cache = new Indexer<Pod, "node">(meta, { indexes: { node: ({ node }) => [node] } });
const fifo = new DeltaFIFO<Pod>({ meta, knownObjects: cache });

function apply(delta: Delta<Pod>): void {
  if (delta.type === "deleted") cache.delete(delta.key);
  else cache.set(delta.object);
}

function popAll(): void {
  for (let batch = fifo.tryPop(); batch; batch = fifo.tryPop()) {
    const deltas = batch.deltas.flatMap((delta) => ("key" in delta ? delta : [])); // not the version, which comes last
    if (deltas[0]) console.log(deltas[0].key, deltas.map(({ type }) => type).join(", "));
    for (const delta of deltas) apply(delta);
  }
}

fifo.add({ name: "web", node: "n1" });
fifo.add({ name: "db", node: "n1" });
fifo.update({ name: "web", node: "n2" });
popAll();
console.log("on n1:", cache.keysByIndex("node", "n1"), "on n2:", cache.keysByIndex("node", "n2"));

// A new list: what the cache has and the list does not is deleted, though no deletion was seen.
fifo.replace([{ name: "web", node: "n2" }], "7");
popAll();
console.log("in the cache:", cache.keys());

// Prints:
// web added, updated
// db added
// on n1: [ 'db' ] on n2: [ 'web' ]
// web replaced
// db deleted
// in the cache: [ 'web' ]
