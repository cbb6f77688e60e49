import { WorkQueue } from "@workset/queue";
import { makeKeys } from "../keys.ts";
import { OneMap } from "../raw/one-map.ts";
import { TwoSets } from "../raw/two-sets.ts";
import type { Meter, Workload } from "../workload.ts";

/** As many adds as asked for, over a thousand keys, one key after another. */
function addAll(count: number, meter: Meter, add: (key: string) => void): void {
  const keys = makeKeys(Math.min(count, 1000));
  meter.start();
  for (let i = 0; i < count; i++) add(keys[i % keys.length]!);
  meter.lap("add");
}

/** What an add costs that asks for nothing new. */
export const deduped: Workload = {
  name: "deduped",
  says: "Adds over 1,000 keys, none of which is taken meanwhile: all but the first of each key coalesce.",
  unit: "ns",
  count: 1_000_000,
  limit: "raw two sets",
  comesOut: (count) => Math.min(count, 1000),
  subjects: {
    "raw two sets": (count, meter) => {
      const queue = new TwoSets();
      addAll(count, meter, (key) => queue.add(key));
      return queue.length;
    },
    "raw one map": (count, meter) => {
      const queue = new OneMap();
      addAll(count, meter, (key) => queue.add(key));
      return queue.length;
    },
    workset: (count, meter) => {
      const queue = new WorkQueue();
      addAll(count, meter, (key) => void queue.add(key));
      return queue.length;
    },
  },
  clientGo: { add: 20 },
  checks: [],
};
