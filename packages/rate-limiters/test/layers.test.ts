import { ManualClock } from "@workset/clock";
import { DelayingQueue, type DelayedQueue } from "@workset/delaying";
import { MemoryMetrics } from "@workset/metrics";
import { exponential } from "@workset/rate-limiters";
import { describe, expect, it } from "vitest";
import { RateLimitingQueue } from "../src/index.ts";

const limiter = exponential({ baseMs: 10, maxMs: 1_000 });

describe("a rate-limiting queue over a queue that it is given", () => {
  it("takes name, keys, payloads and time from there, and of its own options only the limiter", () => {
    const clock = new ManualClock();
    const metrics = new MemoryMetrics();
    const others = new MemoryMetrics();
    const below = new DelayingQueue<string>({
      name: "below",
      metrics,
      clock,
      keyOf: (item) => item.toLowerCase(),
      payload: "first",
    });
    const queue = new RateLimitingQueue<string>({
      queue: below,
      limiter,
      name: "above",
      metrics: others,
      clock: new ManualClock(),
      keyOf: (item) => item.toUpperCase(),
      payload: "latest",
      merge: true,
    });
    expect([queue.name, queue.keyOf("Web"), queue.combine("a", "A"), others.names]).toEqual([
      "below",
      "web",
      "a",
      [],
    ]);
    queue.addRateLimited("Web");
    expect([limiter.numRequeues("web"), limiter.numRequeues("WEB")]).toEqual([1, 0]);
    expect(queue.add("WEB")).toBe("added");
    expect(queue.stats()).toMatchObject({ ready: 1, waiting: 1 });
    clock.advance(10);
    expect([...queue.list()]).toMatchObject([{ key: "web", item: "WEB", state: "ready" }]);
    expect(metrics.of("below")).toMatchObject({ retries: 1, adds: 1, coalesced: 1 });
  });

  it("hands every verb of the layers below on as it is, and its answer back", () => {
    const calls: unknown[] = [];
    const answers: Record<string, unknown> = { name: "below", length: 7, shuttingDown: true, keyOf: String };
    const below = new Proxy({} as DelayedQueue<string>, {
      get(_, verb) {
        const answer = answers[String(verb)];
        if (answer !== undefined) return answer;
        return (...args: unknown[]): unknown => {
          calls.push([verb, ...args]);
          return verb;
        };
      },
    });
    const queue = new RateLimitingQueue<string>({ queue: below, limiter });
    const signal = AbortSignal.abort();
    const heard: unknown[] = [
      queue.add("a", { priority: 1 }),
      queue.addAll(["a"], { priority: 1 }),
      queue.addAfter("a", 5, { replace: true }),
      queue.cancel("a"),
      queue.postpone("a", 5),
      queue.waiting(),
      queue.get(signal),
      queue.tryGet(),
      queue.getBatch(3, { signal }),
      queue.done("a"),
      queue.has("a"),
      queue.stateOf("a"),
      queue.list(),
      queue.stats(),
      queue.combine("a", "b"),
      queue.shutDown(),
      queue.shutDownWithDrain({ signal }),
      queue[Symbol.dispose](),
    ];
    expect(calls).toEqual([
      ["add", "a", { priority: 1 }],
      ["addAll", ["a"], { priority: 1 }],
      ["addAfter", "a", 5, { replace: true }],
      ["cancel", "a"],
      ["postpone", "a", 5],
      ["waiting"],
      ["get", signal],
      ["tryGet"],
      ["getBatch", 3, { signal }],
      ["done", "a"],
      ["has", "a"],
      ["stateOf", "a"],
      ["list"],
      ["stats"],
      ["combine", "a", "b"],
      ["shutDown"],
      ["shutDownWithDrain", { signal }],
      [Symbol.dispose],
    ]);
    const silent = ["done", "shutDown", Symbol.dispose];
    expect(heard).toEqual(
      calls
        .map((call) => (call as unknown[])[0])
        .map((verb) => (silent.includes(verb as string) ? undefined : verb)),
    );
    expect([queue.length, queue.shuttingDown]).toEqual([7, true]);
  });
});

describe("a rate-limiting queue with layers of its own", () => {
  it("gives them its options, and takes everything down with it", async () => {
    const clock = new ManualClock();
    const metrics = new MemoryMetrics();
    const queue = new RateLimitingQueue({
      name: "pods",
      metrics,
      clock,
      limiter,
      merge: true,
      payload: "first",
    });
    queue.addRateLimited("a");
    queue.addRateLimited("b");
    expect(queue.add("a")).toBe("added");
    expect(metrics.of("pods")).toMatchObject({ retries: 2, waiting: 1, adds: 1 });

    const draining = queue.shutDownWithDrain();
    const seen: string[] = [];
    for await (const work of queue) {
      using _ = work;
      seen.push(work.key);
    }
    expect(seen).toEqual(["a"]);
    expect(await draining).toEqual({ ended: "drained", ready: 0, processing: 0, waiting: 1 });
    queue[Symbol.dispose]();
    expect([metrics.names, clock.pendingTimers]).toEqual([[], 0]);
  });

  it("counts neither retry nor wait after the shutdown", () => {
    const clock = new ManualClock();
    const metrics = new MemoryMetrics();
    const queue = new RateLimitingQueue({ name: "pods", metrics, clock, limiter });
    queue.shutDown();
    expect([queue.addRateLimited("z"), queue.numRequeues("z")]).toEqual(["dropped", 1]);
    expect(metrics.of("pods")).toMatchObject({ retries: 0, waiting: 0, dropped: 1 });
    expect(clock.pendingTimers).toBe(0);
  });
});
