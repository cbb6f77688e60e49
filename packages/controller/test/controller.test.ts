import { abortable, ManualClock } from "@workset/clock";
import {
  Channel,
  Controller,
  debounced,
  interval,
  FairQueue,
  forObjects,
  type ControllerOptions,
  type EventSource,
  type Log,
} from "@workset/controller";
import { DurableQueue } from "@workset/durable";
import { MemoryMetrics } from "@workset/metrics";
import { exponential, RateLimitingQueue } from "@workset/rate-limiters";
import { MemoryStore } from "@workset/store-memory";
import { describe, expect, test } from "vitest";
import { FakeInformer, pod, type Pod } from "./fake-informer.ts";

const turn = (): Promise<void> => new Promise(setImmediate);

function setUp(options: Partial<ControllerOptions<string>> = {}) {
  const clock = new ManualClock();
  const queue = new RateLimitingQueue({
    merge: true,
    clock,
    limiter: exponential({ baseMs: 10, maxMs: 1000 }),
  });
  const runs: string[] = [];
  const controller = new Controller({
    name: "pods",
    queue,
    clock,
    reconcile: ({ key }) => void runs.push(key),
    ...options,
  });
  return { clock, queue, runs, controller };
}

/** A source that syncs when the test says so. */
function slow(name: string, stop: () => Promise<void> = async () => undefined) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const source: EventSource<string> = {
    name,
    start: (_host, signal) => abortable(promise, signal),
    stop,
  };
  return { source, sync: resolve };
}

function remembering(): { log: Log; lines: string[] } {
  const lines: string[] = [];
  const line =
    (level: string) =>
    (fields: object, message: string): void =>
      void lines.push(`${level}: ${message} ${(fields as { source?: string }).source ?? ""}`.trim());
  const log: Log = {
    debug: line("debug"),
    info: line("info"),
    warn: line("warn"),
    error: line("error"),
    child: () => log,
  };
  return { log, lines };
}

describe("the start of a controller", () => {
  test("lets no run begin before every source has synced", async () => {
    const first = slow("first");
    const second = slow("second");
    const { controller, runs } = setUp({ sources: [first.source, second.source] });
    const starting = controller.start();
    await controller.add("a");
    first.sync();
    await turn();
    expect([runs, controller.hasSynced]).toEqual([[], false]);
    expect(controller.status).toEqual({
      state: "starting",
      healthy: true,
      ready: false,
      reason: "waits for second",
    });
    second.sync();
    await starting;
    await turn();
    expect([runs, controller.hasSynced]).toEqual([["a"], true]);
    expect(controller.status).toEqual({ state: "running", healthy: true, ready: true });
    await controller.stop();
  });

  test("fails when a source does not sync in time, names it, stops them all and leaves the queue open", async () => {
    const stopped: string[] = [];
    const names = ["deployments", "pods"];
    const [one, other] = names.map((name) => slow(name, async () => void stopped.push(name)));
    const { controller, clock, queue } = setUp({ sources: [one!.source, other!.source], syncTimeoutMs: 500 });
    const starting = controller.start();
    one!.sync();
    await turn();
    clock.advance(500);
    await expect(starting).rejects.toThrow("not all sources have synced within 500 ms: it waits for pods");
    expect(stopped).toEqual(names);
    expect(controller.status).toMatchObject({ state: "failed", healthy: false, ready: false });
    expect(queue.shuttingDown).toBe(false);
    expect(clock.pendingTimers).toBe(0);
  });

  test("fails also when a source does not stop", async () => {
    const stuck = slow("stuck", () => new Promise(() => {}));
    const { controller, clock } = setUp({ sources: [stuck.source], syncTimeoutMs: 500 });
    const starting = controller.start();
    await turn();
    clock.advance(500);
    await turn();
    clock.advance(5000);
    await expect(starting).rejects.toThrow("waits for stuck");
    expect(clock.pendingTimers).toBe(0);
  });

  test("waits two minutes by default", async () => {
    const { controller, clock } = setUp({ sources: [slow("s").source] });
    const starting = controller.start();
    await turn();
    clock.advance(119_999);
    await turn();
    expect(controller.status.state).toBe("starting");
    clock.advance(1);
    await expect(starting).rejects.toThrow("120000 ms");
  });

  test("fails when a source cannot start", async () => {
    const broken = (part: Partial<EventSource<string>>): EventSource<string> => ({
      ...slow("s").source,
      ...part,
    });
    const start = (): never => {
      throw new Error("no access");
    };
    const rejected = (): Promise<never> => Promise.reject(new Error("went away"));
    await expect(setUp({ sources: [broken({ start })] }).controller.start()).rejects.toThrow("no access");
    await expect(setUp({ sources: [broken({ start: rejected })] }).controller.start()).rejects.toThrow(
      "went away",
    );
  });

  test("happens once, and not after a stop", async () => {
    let started = 0;
    const { controller } = setUp({
      sources: [
        {
          name: "s",
          start: async () => void started++,
          stop: async () => {},
        },
      ],
    });
    await Promise.all([controller.start(), controller.start()]);
    expect(started).toBe(1);
    await controller.stop();
    const other = setUp().controller;
    await other.stop();
    await expect(other.start()).rejects.toThrow("pods was stopped");
  });

  test("ends when the controller is stopped meanwhile", async () => {
    const { controller, clock } = setUp({ sources: [slow("s").source] });
    const starting = controller.start();
    const [report] = await Promise.all([
      controller.stop(),
      expect(starting).rejects.toThrow("pods was stopped"),
    ]);
    expect(report.ended).toBe("finished");
    expect(controller.status).toEqual({ state: "stopped", healthy: true, ready: false });
    expect(clock.pendingTimers).toBe(0);
  });

  test("begins no run when the stop comes at the moment of the last sync", async () => {
    for (let moment = 0; moment < 20; moment++) {
      const { source, sync } = slow("pods");
      const { controller, queue } = setUp({ sources: [source] });
      queue.add("a");
      const starting = controller.start().catch(() => {});
      await turn();
      sync();
      for (let left = moment; left > 0; left--) await Promise.resolve();
      const stopping = controller.stop();
      await starting;
      expect(controller.status.state).not.toBe("running");
      await stopping;
    }
  });
});

describe("a running controller", () => {
  test("makes one run of a burst of events of one key", async () => {
    const pods = new FakeInformer<Pod>();
    pods.sync();
    const { controller, runs } = setUp({ sources: [forObjects(pods)] });
    const starting = controller.start();
    await Promise.all(
      Array.from({ length: 50 }, (_, i) => pods.updated(pod("a", `${i}`), pod("a", `${i + 1}`))),
    );
    await starting;
    await turn();
    expect(runs).toEqual(["shop/a"]);
    await controller.stop();
  });

  test("runs keys that changed before keys of the initial list", async () => {
    const pods = new FakeInformer<Pod>();
    const { controller, runs } = setUp({ sources: [forObjects(pods)] });
    const starting = controller.start();
    await pods.added(pod("listed"), true);
    await pods.added(pod("fresh"));
    pods.sync();
    await starting;
    await turn();
    expect(runs).toEqual(["shop/fresh", "shop/listed"]);
    await controller.stop();
  });

  test("merges the runs of a debounced burst", async () => {
    const channel = new Channel();
    const source = debounced(channel, { waitMs: 100, wins: "latest", maxWaitMs: 250 });
    const { controller, runs, clock } = setUp({ sources: [source] });
    await controller.start();
    for (let i = 0; i < 4; i++) {
      await channel.push("a");
      clock.advance(80);
      await turn();
    }
    expect(runs).toEqual(["a"]); // at 250 ms, though the last push was at 240
    await controller.stop();
  });

  test("types the item from the queue to the handler", async () => {
    interface Mail {
      readonly to: string;
    }
    const queue = new RateLimitingQueue<Mail>({ keyOf: ({ to }) => to });
    const sent: string[] = [];
    await using controller = new Controller({
      name: "mails",
      queue,
      sources: [interval(1000, () => [{ to: "ada" }])],
      reconcile: ({ item }) => void sent.push(item.to),
    });
    await controller.start();
    await turn();
    expect(sent).toEqual(["ada"]);
  });

  test("runs over a durable queue, and resolves an add when it is committed", async () => {
    await using queue = await DurableQueue.open({ store: new MemoryStore(), name: "pods" });
    const runs: string[] = [];
    await using controller = new Controller({
      name: "pods",
      queue,
      reconcile: ({ key, attempt }) => {
        runs.push(`${key} ${attempt}`);
        if (attempt === 1) throw new Error("not yet");
        return { next: "give-up", cause: new Error("never") };
      },
    });
    await controller.add("a");
    expect(await queue.stateOf("a")).toBe("ready");
    await controller.start();
    while ((await queue.stateOf("a")) !== "failed") await turn();
    expect(runs).toEqual(["a 1", "a 2"]);
  });

  test("rejects an add that the queue did not take", async () => {
    const { controller, queue } = setUp();
    queue.shutDown();
    await expect(controller.add("a")).rejects.toThrow("the queue of pods is shutting down");
  });

  test("calls observers with the source of a key, and logs one that throws", async () => {
    const heard: object[] = [];
    const { log, lines } = remembering();
    const channel = new Channel("hooks");
    const fails = (): never => {
      throw new Error("observer");
    };
    const { controller, runs } = setUp({
      sources: [channel],
      log,
      observers: [{ enqueued: fails }, { enqueued: (event) => heard.push(event) }],
    });
    await controller.start();
    await channel.push("a");
    await controller.add("b");
    await turn();
    expect(heard).toEqual([
      { controller: "pods", key: "a", source: "hooks" },
      { controller: "pods", key: "b", source: "add" },
    ]);
    expect(runs).toEqual(["a", "b"]);
    expect(lines).toContain("warn: observer failed");
    await controller.stop();
  });

  test("puts its name on every line of its log, those of its runs included", async () => {
    const fields: object[] = [];
    const silent = (): void => {};
    const logOf = (known: object): Log => ({
      debug: silent,
      warn: silent,
      error: silent,
      info: (more, message) => void fields.push({ ...known, ...more, message }),
      child: (more) => logOf({ ...known, ...more }),
    });
    const { controller } = setUp({ log: logOf({}), reconcile: ({ log }) => log.info({}, "at work") });
    await controller.start();
    await controller.add("a");
    await turn();
    await controller.stop();
    expect(fields).toMatchObject([
      { controller: "pods", message: "controller started" },
      { controller: "pods", key: "a", attempt: 1, message: "at work" },
      { controller: "pods", ended: "finished", message: "controller stopped" },
    ]);
  });

  test("logs what a source reports", async () => {
    const { log, lines } = remembering();
    const source = interval<string>(1000, () => {
      throw new Error("away");
    });
    const { controller } = setUp({ sources: [source], log, syncTimeoutMs: 1 });
    const starting = controller.start();
    await turn();
    expect(lines).toEqual(["error: source failed every 1000 ms"]);
    await Promise.all([expect(starting).rejects.toThrow(), controller.stop()]);
  });
});

describe("the stop of a controller", () => {
  test("stops the sources first, so that no add is refused, then waits for the runs", async () => {
    const order: string[] = [];
    const release = Promise.withResolvers<void>();
    const source = {
      ...slow("s").source,
      start: async () => {},
      stop: async () => void order.push("source"),
    };
    const { controller, queue } = setUp({
      sources: [source],
      reconcile: async () => {
        await release.promise;
        order.push("run");
      },
    });
    await controller.start();
    await controller.add("a");
    await turn();
    const stopping = controller.stop();
    await turn();
    expect(order).toEqual(["source"]);
    expect(controller.status.state).toBe("stopping");
    release.resolve();
    expect(await stopping).toMatchObject({ ended: "finished", finished: 1, abandoned: [] });
    expect(order).toEqual(["source", "run"]);
    expect(queue.shuttingDown).toBe(true);
  });

  test("keeps one deadline over all of it, and logs which source did not stop", async () => {
    const { log, lines } = remembering();
    const stuck = {
      ...slow("stuck").source,
      start: async () => {},
      stop: () => new Promise<never>(() => {}),
    };
    const aborted: number[] = [];
    const { controller, clock } = setUp({
      sources: [stuck],
      log,
      reconcile: ({ signal }) => {
        return new Promise((_, reject) => {
          signal.addEventListener("abort", () => {
            aborted.push(clock.now());
            reject(signal.reason as Error);
          });
        });
      },
    });
    await controller.start();
    await controller.add("a");
    await turn();
    const stopping = controller.stop({ deadlineMs: 1000 });
    await turn();
    clock.advance(1000);
    await turn();
    clock.advance(0);
    const report = await stopping;
    expect(report).toMatchObject({ ended: "deadline", givenBack: 1 });
    expect(aborted).toEqual([1000]);
    expect(lines).toContain("warn: source did not stop in time stuck");
    expect(clock.pendingTimers).toBe(0);
  });

  test("refuses options without meaning before it stops anything", async () => {
    const { controller } = setUp();
    await controller.start();
    expect(() => controller.stop({ deadlineMs: Number.NaN })).toThrow("deadlineMs");
    expect(() => controller.stop({ finish: "all" as "ready" })).toThrow("finish");
    expect(controller.status.state).toBe("running");
    await controller.stop();
  });

  test("gives every caller the same report, and goes on when a source fails to stop", async () => {
    const bad = {
      ...slow("bad").source,
      start: async () => {},
      stop: () => Promise.reject(new Error("no")),
    };
    const { log, lines } = remembering();
    const { controller } = setUp({ sources: [bad], log });
    await controller.start();
    expect(controller.stop()).toBe(controller.stop());
    expect((await controller.stop()).ended).toBe("finished");
    expect(lines).toContain("error: source failed to stop bad");
  });
});

describe("the metrics of a controller", () => {
  test("exist from the start, count each run by how it ended, and are removed with the controller", async () => {
    const metrics = new MemoryMetrics();
    const { controller, clock } = setUp({
      metrics,
      concurrency: 3,
      maxRetries: 1,
      timeLimitMs: 60_000,
      reconcile: ({ key }) => {
        if (key === "again") return { next: "again", afterMs: 1e6 };
        if (key === "fails") throw new Error("failed");
        return undefined;
      },
    });
    const zeros = {
      success: 0,
      requeueAfter: 0,
      error: 0,
      terminalErrors: 0,
      timeouts: 0,
      maxConcurrent: 3,
      activeWorkers: 0,
      runTime: [],
    };
    expect(metrics.ofController("pods")).toEqual(zeros);
    await controller.start();
    for (const key of ["done", "again", "fails"]) await controller.add(key);
    await turn();
    clock.advance(10);
    await turn();
    expect(metrics.ofController("pods")).toEqual({
      ...zeros,
      success: 1,
      requeueAfter: 1,
      error: 2,
      terminalErrors: 1,
      runTime: [0, 0, 0, 0],
    });
    controller.concurrency = 5;
    expect(metrics.ofController("pods")?.maxConcurrent).toBe(5);
    await controller[Symbol.asyncDispose]();
    expect(metrics.ofController("pods")).toBeUndefined();
  });

  test("show the active runs, their seconds, and those that passed their time limit", async () => {
    const metrics = new MemoryMetrics();
    const release = Promise.withResolvers<void>();
    const { controller, clock } = setUp({
      metrics,
      timeLimitMs: 2000,
      reconcile: () => release.promise,
    });
    await controller.start();
    await controller.add("a");
    await turn();
    expect(metrics.ofController("pods")?.activeWorkers).toBe(1);
    clock.advance(2500);
    release.resolve();
    await turn();
    expect(metrics.ofController("pods")).toMatchObject({ activeWorkers: 0, timeouts: 1, runTime: [2.5] });
    await controller.stop();
  });
});

describe("a controller over a fair queue", () => {
  test("runs the key of a small group soon, beside a large group", async () => {
    const queue = new FairQueue({
      groupOf: (key: string) => key.split("/")[0]!,
      open: () => new RateLimitingQueue({ merge: true }),
    });
    const runs: string[] = [];
    const controller = new Controller({ name: "fair", queue, reconcile: ({ key }) => void runs.push(key) });
    for (let i = 0; i < 50; i++) await controller.add(`noisy/${i}`);
    await controller.add("quiet/1");
    await controller.start();
    while (runs.length < 51) await turn();
    expect(runs.indexOf("quiet/1")).toBeLessThan(5);
    await controller.stop();
    await queue[Symbol.asyncDispose]();
  });
});
