import { WorkQueue } from "@workset/queue";
import { makeKeys } from "../keys.ts";
import { asyncQueue } from "../peers/async.ts";
import { fastqPromise } from "../peers/fastq.ts";
import { pQueue } from "../peers/p-queue.ts";
import type { OpenPeer } from "../peers/peer.ts";
import { OneMap } from "../raw/one-map.ts";
import { TwoSets } from "../raw/two-sets.ts";
import type { Run, Workload } from "../workload.ts";

const added = "add";
const worked = "get, done";

const peer =
  (open: OpenPeer, concurrency: number): Run =>
  async (count, meter) => {
    const keys = makeKeys(count);
    let out = 0;
    const queue = open(async (key) => {
      if (key === keys[out]) out++;
    }, concurrency);
    meter.start();
    queue.pause();
    for (const key of keys) queue.add(key);
    meter.lap(added);
    const idle = queue.idle();
    queue.resume();
    await idle;
    meter.lap(worked);
    return out;
  };

/** The full life of a key, a million times over. */
export const distinct: Workload = {
  name: "distinct",
  says: "Distinct keys: all are added, then each is got and done.",
  unit: "ns",
  count: 1_000_000,
  limit: "raw two sets",
  subjects: {
    "raw two sets": (count, meter) => {
      const keys = makeKeys(count);
      const queue = new TwoSets();
      let out = 0;
      meter.start();
      for (const key of keys) queue.add(key);
      meter.lap(added);
      for (let key = queue.get(); key !== undefined; key = queue.get()) {
        if (key === keys[out]) out++;
        queue.done(key);
      }
      meter.lap(worked);
      return out;
    },
    "raw one map": (count, meter) => {
      const keys = makeKeys(count);
      const queue = new OneMap();
      let out = 0;
      meter.start();
      for (const key of keys) queue.add(key);
      meter.lap(added);
      for (let entry = queue.get(); entry; entry = queue.get()) {
        if (entry.key === keys[out]) out++;
        queue.done(entry);
      }
      meter.lap(worked);
      return out;
    },
    "workset tryGet": (count, meter) => {
      const keys = makeKeys(count);
      const queue = new WorkQueue();
      let out = 0;
      meter.start();
      for (const key of keys) queue.add(key);
      meter.lap(added);
      for (let lease = queue.tryGet(); lease; lease = queue.tryGet()) {
        if (lease.item === keys[out]) out++;
        lease.done();
      }
      meter.lap(worked);
      return out;
    },
    "workset get": async (count, meter) => {
      const keys = makeKeys(count);
      const queue = new WorkQueue();
      let out = 0;
      meter.start();
      for (const key of keys) queue.add(key);
      meter.lap(added);
      queue.shutDown();
      for (let lease = await queue.get(); lease; lease = await queue.get()) {
        if (lease.item === keys[out]) out++;
        lease.done();
      }
      meter.lap(worked);
      return out;
    },
    "p-queue": peer(pQueue, 64),
    fastq: peer(fastqPromise, 64),
    async: peer(asyncQueue, 64),
  },
  clientGo: { [added]: 504, [worked]: 296 },
  checks: [
    {
      says: "the full life of distinct keys costs at most 1.3 times the raw two sets",
      subject: "workset tryGet",
      than: "raw two sets",
      atMost: 1.3,
    },
    {
      says: "the full life of distinct keys, awaited, costs at most a third of p-queue's",
      subject: "workset get",
      than: "p-queue",
      atMost: 1 / 3,
    },
    {
      says: "the full life of distinct keys, awaited, costs no more than fastq's promises",
      subject: "workset get",
      than: "fastq",
      atMost: 1,
    },
  ],
};
