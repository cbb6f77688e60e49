import { getEventListeners } from "node:events";
import { ManualClock } from "@workset/clock";
import { MemoryMetrics, type MetricsProvider } from "@workset/metrics";
import { describe, expect, it } from "vitest";
import { GetWaiters, parallelize, WorkQueue } from "../src/index.ts";
import { growth } from "./growth.ts";

interface Pod {
  readonly name: string;
  readonly seen: string;
}

const web = (seen: string): Pod => ({ name: "web", seen });

describe("parallelize", () => {
  it("takes all pieces as one chunk where a chunk may be infinite", async () => {
    const report = await parallelize(3, () => {}, { workers: 2, chunkSize: Infinity });
    expect(report).toEqual({ finished: 3, failed: [], left: 0 });
  });

  it("refuses a chunk that is not a number", async () => {
    await expect(parallelize(3, () => {}, { workers: 2, chunkSize: NaN })).rejects.toThrow(
      /chunkSize .* NaN/u,
    );
  });
});

describe("The cost of a key does not grow with", () => {
  it("the getters that wait", async () => {
    const grown = await growth(async (many) => {
      const queue = new WorkQueue();
      const gets = Array.from({ length: many }, () => queue.get());
      for (let i = 0; i < many; i++) queue.add(`k${i}`);
      expect((await gets[many - 1])?.key).toBe(`k${many - 1}`);
    });
    expect(grown).toBeLessThan(2.5);
  });
});

describe("A getter that learns that no key can come", () => {
  it("leaves no listener on its signal", async () => {
    const getters = new GetWaiters<string>();
    const { signal } = new AbortController();
    const one = getters.one(signal);
    getters.fail(new Error("the store is gone"));
    await expect(one).rejects.toThrow("the store is gone");
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
  });
});

describe("A payload function that calls back into its queue", () => {
  const calling = (call: (queue: WorkQueue<Pod>) => void): WorkQueue<Pod> => {
    const queue: WorkQueue<Pod> = new WorkQueue<Pod>({
      keyOf: ({ name }) => name,
      payload(_, added) {
        call(queue);
        return added;
      },
    });
    return queue;
  };

  it("and takes the key does not lose what was added", () => {
    const queue = calling((queue) => void queue.tryGet());
    queue.add(web("a"));
    queue.add(web("b"));
    queue.done("web");
    expect(queue.tryGet()?.item).toEqual(web("b"));
  });

  it("and finishes the key leaves no ghost of it", () => {
    const queue = calling((queue) => queue.tryGet()?.done());
    queue.add(web("a"));
    queue.add(web("b"), { priority: 3 });
    expect(queue.stats()).toMatchObject({ ready: 1, processing: 0 });
    expect([queue.has("web"), queue.tryGet()?.item]).toEqual([true, web("b")]);
  });
});

it("A metrics provider that throws at the end of a lease loses no key that is to run again", () => {
  const metrics = new MemoryMetrics();
  const broken = (): never => {
    throw new Error("backend");
  };
  const provider: MetricsProvider = {
    queue: (name) => ({ ...metrics.queue(name), workDuration: { observe: broken } }),
    delays: (name) => metrics.delays(name),
  };
  const queue = new WorkQueue({ name: "pods", metrics: provider, clock: new ManualClock() });
  queue.add("a");
  const lease = queue.tryGet()!;
  queue.add("a");
  expect(() => lease.done()).toThrow("backend");
  expect(queue.tryGet()?.key).toBe("a");
});
