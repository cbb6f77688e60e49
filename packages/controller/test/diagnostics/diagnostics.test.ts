import { channel, subscribe, tracingChannel, unsubscribe } from "node:diagnostics_channel";
import { Controller } from "@workset/controller";
import { channelNames, diagnostics, type TracedRun } from "@workset/controller/diagnostics";
import { RateLimitingQueue } from "@workset/rate-limiters";
import { describe, expect, test } from "vitest";

const turn = (): Promise<void> => new Promise(setImmediate);

function listen(name: string): { heard: unknown[]; [Symbol.dispose](): void } {
  const heard: unknown[] = [];
  const hear = (message: unknown): void => void heard.push({ ...(message as object) });
  subscribe(name, hear);
  return { heard, [Symbol.dispose]: () => void unsubscribe(name, hear) };
}

async function runOf(key: string): Promise<void> {
  await using controller = new Controller({
    name: "pods",
    queue: new RateLimitingQueue(),
    observers: [diagnostics],
    reconcile: ({ key }) => {
      if (key === "bad") throw new Error("no");
    },
  });
  await controller.start();
  await controller.add(key);
  await turn();
}

describe("diagnostics", () => {
  test("publishes the source of a key", async () => {
    using enqueued = listen("workset:enqueued");
    await runOf("a");
    expect(enqueued.heard).toEqual([{ controller: "pods", key: "a", source: "add" }]);
  });

  test("publishes the start and the end of a run, with its outcome", async () => {
    using start = listen("tracing:workset:run:start");
    using end = listen("tracing:workset:run:asyncEnd");
    using error = listen("tracing:workset:run:error");
    await runOf("a");
    const started = { controller: "pods", key: "a", item: "a", attempt: 1, priority: 0 };
    expect(start.heard).toEqual([started]);
    expect(end.heard).toEqual([
      { ...started, outcome: { next: "done" }, runMs: expect.any(Number) as number, timedOut: false },
    ]);
    expect(error.heard).toEqual([]);
  });

  test("publishes why a run failed", async () => {
    using error = listen("tracing:workset:run:error");
    using end = listen("tracing:workset:run:asyncEnd");
    await runOf("bad");
    // A slow machine may have begun the next attempt before the controller stopped.
    expect(error.heard[0]).toMatchObject({
      key: "bad",
      attempt: 1,
      error: new Error("no"),
      outcome: { cause: new Error("no") },
    });
    expect(end.heard[0]).toMatchObject({ key: "bad", attempt: 1, error: new Error("no") });
  });

  test("gives a TracingChannel one object from the start to the end of a run", async () => {
    const runs = tracingChannel<string, TracedRun>(channelNames.run);
    const started: TracedRun[] = [];
    const ended: TracedRun[] = [];
    const subscribers = {
      start: (run: TracedRun) => void started.push(run),
      end() {},
      asyncStart() {},
      asyncEnd: (run: TracedRun) => void ended.push(run),
      error() {},
    };
    runs.subscribe(subscribers);
    await runOf("a");
    runs.unsubscribe(subscribers);
    expect(ended).toHaveLength(1);
    expect(ended[0]).toBe(started[0]);
  });

  test("publishes that a run is overdue", () => {
    using overdue = listen("workset:run:overdue");
    diagnostics.overdue?.({ controller: "pods", key: "a", runMs: 12 });
    expect(overdue.heard).toEqual([{ controller: "pods", key: "a", runMs: 12 }]);
  });

  test("creates and reads nothing without subscribers", () => {
    expect(channel(channelNames.enqueued).hasSubscribers).toBe(false);
    const event = {
      controller: "pods",
      key: "a",
      attempt: 1,
      priority: 0,
      get item(): unknown {
        throw new Error("decoded in vain");
      },
    };
    expect(diagnostics.started?.(event)).toBeUndefined();
    using start = listen("tracing:workset:run:error");
    expect(() => diagnostics.started?.(event)).not.toThrow();
    expect(start.heard).toEqual([]);
  });
});
