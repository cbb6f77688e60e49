import { WorkQueue } from "@workset/queue";
import { collectGarbage } from "../garbage.ts";
import { makeKeys } from "../keys.ts";
import { asyncQueue } from "../peers/async.ts";
import { fastqPromise } from "../peers/fastq.ts";
import { pQueue } from "../peers/p-queue.ts";
import type { OpenPeer } from "../peers/peer.ts";
import { OneMap } from "../raw/one-map.ts";
import { TwoSets } from "../raw/two-sets.ts";
import type { Run, Workload } from "../workload.ts";

/** A queue as this workload sees it: keys go in, and it says how many it holds. */
interface Holder {
  add(key: string): unknown;
  readonly length: number;
}

/** Bytes that are in use once the garbage is gone, on the heap and beside it. */
function bytesInUse(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Fills a queue with keys that exist before and after, so that their own bytes cancel out. */
const filled =
  (open: () => Holder): Run =>
  (count, meter) => {
    const keys = makeKeys(count);
    const queue = open();
    const before = bytesInUse();
    for (const key of keys) queue.add(key);
    meter.record("held", bytesInUse() - before);
    return Math.min(queue.length, keys.length);
  };

const peer =
  (open: OpenPeer): Run =>
  (count, meter) => {
    const queue = open(async () => {}, 1);
    queue.pause();
    const holder = {
      add: queue.add,
      get length() {
        return queue.waiting();
      },
    };
    return filled(() => holder)(count, meter);
  };

/** What a key costs while it waits to be got. */
export const memory: Workload = {
  name: "memory",
  says: "Bytes of a ready key beyond those of its string, after a garbage collection.",
  unit: "bytes",
  count: 1_000_000,
  limit: "raw two sets",
  subjects: {
    "raw two sets": filled(() => new TwoSets()),
    "raw one map": filled(() => new OneMap()),
    workset: filled(() => new WorkQueue()),
    "p-queue": peer(pQueue),
    fastq: peer(fastqPromise),
    async: peer(asyncQueue),
  },
  checks: [
    { says: "a ready key costs at most 200 bytes beyond its string", subject: "workset", atMost: 200 },
  ],
};
