import { ManualClock } from "@workset/clock";
import { MemoryMetrics, type MetricsProvider } from "@workset/metrics";
import { describe, expect, it } from "vitest";
import { WorkQueue } from "../src/index.ts";

describe("a work queue that is called back by", () => {
  it("its keyOf returns, and the add continues", () => {
    const looks: unknown[] = [];
    const queue: WorkQueue<{ id: string }> = new WorkQueue<{ id: string }>({
      keyOf: (item) => {
        looks.push([queue.length, queue.has("a"), queue.stateOf("a")]);
        return item.id;
      },
    });
    queue.add({ id: "a" });
    queue.add({ id: "b" });
    expect(looks).toEqual([
      [0, false, undefined],
      [1, true, "ready"],
    ]);
  });

  it("its payload function may add other keys", () => {
    const queue: WorkQueue = new WorkQueue({
      payload: (_, added) => {
        queue.add(`${added}, and more`);
        return added;
      },
    });
    queue.add("a");
    expect(queue.add("a")).toBe("coalesced");
    expect(queue.list().map(({ key }) => key)).toEqual(["a", "a, and more"]);
  });

  it("its metrics provider sees the right state of the key", () => {
    const metrics = new MemoryMetrics();
    const states: [string, unknown][] = [];
    const provider: MetricsProvider = {
      delays: (name) => metrics.delays(name),
      queue: (name) => ({
        ...metrics.queue(name),
        latency: { observe: () => void states.push(["got", queue.stateOf("a")]) },
        workDuration: { observe: () => void states.push(["done", queue.stats().processing]) },
      }),
    };
    const queue: WorkQueue = new WorkQueue({ name: "pods", metrics: provider, clock: new ManualClock() });
    queue.add("a");
    queue.tryGet()!.done();
    expect(states).toEqual([
      ["got", "processing"],
      ["done", 0],
    ]);
  });

  it("those who get keys serves them in the order in which they called, also those who call meanwhile", async () => {
    const queue = new WorkQueue();
    const served: string[] = [];
    const first = (async () => {
      served.push(`first ${(await queue.get())!.key}`);
      queue.add("c");
      served.push(`third ${(await queue.get())!.key}`);
    })();
    const second = (async () => served.push(`second ${(await queue.get())!.key}`))();
    queue.addAll(["a", "b"]);
    await Promise.all([first, second]);
    expect(served).toEqual(["first a", "second b", "third c"]);
  });
});
