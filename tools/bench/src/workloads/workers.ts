import { WorkQueue, type Lease } from "@workset/queue";
import { makeKeys } from "../keys.ts";
import { asyncQueue } from "../peers/async.ts";
import { fastqPromise } from "../peers/fastq.ts";
import { pQueue } from "../peers/p-queue.ts";
import type { OpenPeer } from "../peers/peer.ts";
import { TwoSetsWithWorkers } from "../raw/workers.ts";
import type { Meter, Run, Workload } from "../workload.ts";

const workers = 64;
const keyCount = 10_000;
const roundSize = 1000;

/** Adds in rounds. The keys of a round differ, so that those who know no keys have no more to do than the others. */
async function inRounds(
  count: number,
  meter: Meter,
  add: (key: string) => void,
  idle: (target: number) => Promise<unknown>,
): Promise<void> {
  const keys = makeKeys(keyCount);
  meter.start();
  for (let added = 0; added < count;) {
    const target = Math.min(added + roundSize, count);
    for (; added < target; added++) add(keys[(added * 7) % keyCount]!);
    await idle(target);
  }
  meter.lap("add, get, done");
}

/** Counts what was handled; resolves when the count is reached. */
class Handled {
  count = 0;
  #target = 0;
  #reached = (): void => {};

  readonly one = async (): Promise<void> => {
    if (++this.count === this.#target) this.#reached();
  };

  reaches(target: number): Promise<void> {
    this.#target = target;
    return this.count >= target ? Promise.resolve() : new Promise((resolve) => (this.#reached = resolve));
  }
}

const workset =
  (work: (queue: WorkQueue, handle: () => Promise<void>) => Promise<void>): Run =>
  async (count, meter) => {
    const queue = new WorkQueue();
    const handled = new Handled();
    const ended = Array.from({ length: workers }, () => work(queue, handled.one));
    await inRounds(
      count,
      meter,
      (key) => void queue.add(key),
      (target) => handled.reaches(target),
    );
    queue.shutDown();
    await Promise.all(ended);
    return handled.count;
  };

const peer =
  (open: OpenPeer): Run =>
  async (count, meter) => {
    const handled = new Handled();
    const queue = open(handled.one, workers);
    await inRounds(count, meter, queue.add, queue.idle);
    return handled.count;
  };

/** A controller at work: many hands, short bursts. */
export const workersWorkload: Workload = {
  name: "workers",
  says: "64 async workers; rounds of 1,000 adds out of 10,000 keys, each round until everything is done.",
  unit: "ns",
  count: 1_000_000,
  limit: "raw two sets",
  subjects: {
    "raw two sets": async (count, meter) => {
      const queue = new TwoSetsWithWorkers();
      const handled = new Handled();
      for (let i = 0; i < workers; i++) void queue.work(handled.one);
      await inRounds(
        count,
        meter,
        (key) => queue.add(key),
        (target) => handled.reaches(target),
      );
      return handled.count;
    },
    "workset for await": workset(async (queue, handle) => {
      for await (const lease of queue) {
        await handle();
        lease.done();
      }
    }),
    "workset get": workset(async (queue, handle) => {
      let lease: Lease<string> | undefined;
      while ((lease = await queue.get())) {
        await handle();
        lease.done();
      }
    }),
    "p-queue": peer(pQueue),
    fastq: peer(fastqPromise),
    async: peer(asyncQueue),
  },
  checks: [],
};
