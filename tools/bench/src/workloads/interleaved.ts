import { WorkQueue } from "@workset/queue";
import { makeKeys } from "../keys.ts";
import { asyncQueue } from "../peers/async.ts";
import { fastqPromise } from "../peers/fastq.ts";
import { pQueue } from "../peers/p-queue.ts";
import type { OpenPeer } from "../peers/peer.ts";
import { OneMap } from "../raw/one-map.ts";
import { TwoSets } from "../raw/two-sets.ts";
import type { Run, Workload } from "../workload.ts";

const peer =
  (open: OpenPeer): Run =>
  async (count, meter) => {
    const keys = makeKeys(count);
    let out = 0;
    const queue = open(async (key) => {
      if (key === keys[out]) out++;
    }, 1);
    meter.start();
    for (const key of keys) await queue.addAndWait(key);
    meter.lap("add, get, done");
    return out;
  };

/** A queue that is hardly ever longer than one: what the verbs cost when no table has to grow. */
export const interleaved: Workload = {
  name: "interleaved",
  says: "Distinct keys, one at a time: add one, get it, done.",
  unit: "ns",
  count: 1_000_000,
  limit: "raw two sets",
  subjects: {
    "raw two sets": (count, meter) => {
      const keys = makeKeys(count);
      const queue = new TwoSets();
      let out = 0;
      meter.start();
      for (const key of keys) {
        queue.add(key);
        const got = queue.get()!;
        if (got === key) out++;
        queue.done(got);
      }
      meter.lap("add, get, done");
      return out;
    },
    "raw one map": (count, meter) => {
      const keys = makeKeys(count);
      const queue = new OneMap();
      let out = 0;
      meter.start();
      for (const key of keys) {
        queue.add(key);
        const got = queue.get()!;
        if (got.key === key) out++;
        queue.done(got);
      }
      meter.lap("add, get, done");
      return out;
    },
    "workset tryGet": (count, meter) => {
      const keys = makeKeys(count);
      const queue = new WorkQueue();
      let out = 0;
      meter.start();
      for (const key of keys) {
        queue.add(key);
        const lease = queue.tryGet()!;
        if (lease.item === key) out++;
        lease.done();
      }
      meter.lap("add, get, done");
      return out;
    },
    "workset get": async (count, meter) => {
      const keys = makeKeys(count);
      const queue = new WorkQueue();
      let out = 0;
      meter.start();
      for (const key of keys) {
        queue.add(key);
        const lease = (await queue.get())!;
        if (lease.item === key) out++;
        lease.done();
      }
      meter.lap("add, get, done");
      return out;
    },
    "p-queue": peer(pQueue),
    fastq: peer(fastqPromise),
    async: peer(asyncQueue),
  },
  clientGo: { "add, get, done": 106 },
  checks: [],
};
