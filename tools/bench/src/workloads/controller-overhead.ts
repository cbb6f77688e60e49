import { Workers, workSource, type WorkersSettings } from "@workset/controller";
import { DurableQueue } from "@workset/durable";
import { RateLimitingQueue } from "@workset/rate-limiters";
import { MemoryStore } from "@workset/store-memory";
import { makeKeys } from "../keys.ts";
import type { Run, Workload } from "../workload.ts";

const worked = "get, handle, forget, done";

type Settings = Omit<WorkersSettings<string>, "concurrency">;

/** Waits until this many keys were handled. */
function countdown(count: number): { readonly one: () => void; readonly over: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  let left = count;
  return { one: () => void (--left === 0 && resolve()), over: promise };
}

/** The workers of the package, with a handler that does nothing but count. */
const inProcess =
  (concurrency: number, settings: Settings, isAsync = false): Run =>
  async (count, meter) => {
    const queue = new RateLimitingQueue();
    queue.addAll(makeKeys(count));
    const { one, over } = countdown(count);
    const handler = isAsync ? async () => one() : one;
    const workers = new Workers({ source: workSource(queue), handler, concurrency, ...settings });
    meter.start();
    await workers.start();
    await over;
    meter.lap(worked);
    const { left } = await workers.stop();
    return count - left!.ready - left!.processing;
  };

/** What the loop costs that one would otherwise write by hand. */
export const controllerOverhead: Workload = {
  name: "controller-overhead",
  says: "Ready keys in the process, each handled by a function that does nothing, forgotten and done.",
  unit: "ns",
  count: 100_000,
  limit: "bare calls",
  subjects: {
    "bare calls": async (count, meter) => {
      const queue = new RateLimitingQueue();
      queue.addAll(makeKeys(count));
      const { one, over } = countdown(count);
      queue.shutDown();
      meter.start();
      for (let lease = await queue.get(); lease; lease = await queue.get()) {
        one();
        queue.forget(lease.key);
        lease.done();
      }
      await over;
      meter.lap(worked);
      return count - queue.length;
    },
    workers: inProcess(1, {}),
    "10 workers": inProcess(10, {}),
    "workers, async handler": inProcess(1, {}, true),
    "workers, time limit": inProcess(1, { timeLimitMs: 60_000 }),
    "workers, observer": inProcess(1, { observers: [{ started: () => () => {} }] }),
  },
  checks: [
    { says: "a run costs at most 3 µs, its calls of the queue included", subject: "workers", atMost: 3000 },
  ],
};

const atOnce = 10;

async function openDurable(count: number): Promise<DurableQueue> {
  const queue = await DurableQueue.open({ store: new MemoryStore(), name: "q" });
  await queue.addAll(makeKeys(count));
  return queue;
}

/** The same over a durable queue whose store is in memory: nothing but the loop and the queue. */
export const controllerOverheadDurable: Workload = {
  name: "controller-overhead-durable",
  says: "Ready keys of a durable queue in memory; ten workers with a function that does nothing; forgotten and done.",
  unit: "ns",
  count: 100_000,
  limit: "bare calls",
  subjects: {
    "bare calls": async (count, meter) => {
      const queue = await openDurable(count);
      const { one, over } = countdown(count);
      queue.shutDown();
      const work = async (): Promise<void> => {
        for (let lease = await queue.get(); lease; lease = await queue.get()) {
          one();
          await Promise.all([queue.forget(lease.key), lease.done()]);
        }
      };
      meter.start();
      await Promise.all(Array.from({ length: atOnce }, work));
      await over;
      meter.lap(worked);
      const { ready, processing } = await queue.stats();
      await queue.close();
      return count - ready - processing;
    },
    workers: async (count, meter) => {
      const queue = await openDurable(count);
      const { one, over } = countdown(count);
      const workers = new Workers({ source: workSource(queue), handler: one, concurrency: atOnce });
      meter.start();
      await workers.start();
      await over;
      meter.lap(worked);
      const { left } = await workers.stop();
      await queue.close();
      return count - left!.ready - left!.processing;
    },
  },
  checks: [],
};
