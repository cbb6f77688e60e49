import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ManualClock } from "@workset/clock";
import {
  Controller,
  ControllerError,
  interval,
  Runner,
  Workers,
  workSource,
  type ControllerOptions,
  type Run,
} from "@workset/controller";
import { MemoryMetrics } from "@workset/metrics";
import { exponential, RateLimitingQueue } from "@workset/rate-limiters";
import { expect, test } from "vitest";
import { FakeInformer, type Pod } from "./fake-informer.ts";

const turn = (): Promise<void> => new Promise(setImmediate);
const run = promisify(execFile);

function setUp(options: Partial<ControllerOptions<string>> = {}) {
  const clock = new ManualClock();
  const queue = new RateLimitingQueue({ clock, limiter: exponential({ baseMs: 10, maxMs: 1000 }) });
  const controller = new Controller({ name: "pods", queue, clock, reconcile: () => {}, ...options });
  return { clock, queue, controller };
}

/** Runs a program with the packages of the workspace; what it printed. */
async function output(program: string): Promise<string> {
  const args = ["--conditions=source", "--input-type=module", "--eval", program];
  return (await run(process.execPath, args, { cwd: import.meta.dirname })).stdout;
}

const imports = `
  import { Controller } from "@workset/controller";
  import { RateLimitingQueue } from "@workset/rate-limiters";
`;

test("a started controller keeps its process running until it is stopped", async () => {
  const printed = await output(`${imports}
    const controller = new Controller({ name: "pods", queue: new RateLimitingQueue(), reconcile: () => {} });
    await controller.start();
    const unreferenced = setTimeout(() => void controller.stop().then(() => console.log("stopped")), 50);
    unreferenced.unref();
    process.on("exit", () => console.log("exit"));
  `);
  expect(printed).toBe("stopped\nexit\n");
});

test("with `keepsAlive: false` a started controller lets its process end", async () => {
  const printed = await output(`${imports}
    const queue = new RateLimitingQueue();
    const controller = new Controller({ name: "pods", queue, keepsAlive: false, reconcile: () => {} });
    await controller.start();
    setTimeout(() => console.log("too late"), 600_000).unref();
    process.on("exit", () => console.log("exit"));
  `);
  expect(printed).toBe("exit\n");
});

test("nothing is left on the clock after a stop", async () => {
  const { controller, clock } = setUp();
  await controller.start();
  expect(clock.pendingTimers).toBe(1);
  controller.pause(1000);
  await controller.stop();
  expect(clock.pendingTimers).toBe(0);
});

test("a start after a stop rejects, for controllers, workers and runners", async () => {
  const { controller, queue } = setUp();
  const workers = new Workers({ source: workSource(queue), handler: () => {} });
  const runner = new Runner({ components: [] });
  for (const component of [controller, workers, runner]) {
    await component.start();
    await component.stop();
    const error: unknown = await component.start().catch((error: unknown) => error);
    expect(error).toBeInstanceOf(ControllerError);
    expect(error).toMatchObject({ code: "stopped" });
  }
});

test("metrics are kept after a stop, until the controller is disposed", async () => {
  const metrics = new MemoryMetrics();
  const { controller } = setUp({ metrics });
  await controller.start();
  await controller.add("a");
  await turn();
  await controller.stop();
  expect(metrics.ofController("pods")).toMatchObject({ success: 1, activeWorkers: 0 });
  await controller[Symbol.asyncDispose]();
  expect(metrics.ofController("pods")).toBeUndefined();
  await controller[Symbol.asyncDispose]();
});

test("a controller is idle when no key is ready or processing; keys that wait do not count", async () => {
  const held = Promise.withResolvers<void>();
  const { controller, queue } = setUp({
    reconcile: ({ key }) => (key === "slow" ? held.promise : undefined),
  });
  queue.addAfter("later", 1000);
  await controller.start();
  await controller.idle();
  for (const key of ["a", "b", "slow", "c"]) await controller.add(key);
  let idle = false;
  const waiting = controller.idle().then(() => (idle = true));
  for (let n = 0; n < 5; n++) await turn();
  expect(idle).toBe(false);
  held.resolve();
  await waiting;
  expect(queue.stats()).toMatchObject({ ready: 0, processing: 0, waiting: 1, done: 4 });
  await controller.stop();
});

test("a wait for idle ends with the reason of its signal, and with the stop of the controller", async () => {
  const { controller } = setUp({ concurrency: 0 });
  await controller.add("a");
  await controller.start();
  const over = new AbortController();
  const aborted = expect(controller.idle(over.signal)).rejects.toThrow("enough");
  await turn();
  over.abort(new Error("enough"));
  await aborted;
  const stopped = expect(controller.idle()).rejects.toMatchObject({ code: "stopped" });
  await turn();
  await controller.stop();
  await stopped;
});

test("a wait for idle sees that the last key left the queue without a run", async () => {
  const { controller, queue, clock } = setUp({ concurrency: 0 });
  await controller.add("a");
  await controller.start();
  const idle = controller.idle();
  await turn();
  (await queue.get())!.done();
  clock.advance(1000);
  await idle;
  await controller.stop();
});

/** A handler that ends when its signal is aborted, as `end` says. */
const untilAborted =
  (runs: Run<string>[], end: (reason: unknown) => { next: "done" } | undefined) =>
  (run: Run<string>): Promise<{ next: "done" } | undefined> => {
    runs.push(run);
    return new Promise((resolve, reject) => {
      run.signal.addEventListener("abort", () => {
        try {
          resolve(end(run.signal.reason));
        } catch (error) {
          reject(error);
        }
      });
    });
  };

const rethrow = (reason: unknown): never => {
  throw reason as Error;
};

test("a cancelled run has its signal aborted, and its key is done by default", async () => {
  const runs: Run<string>[] = [];
  const { controller, queue } = setUp({ reconcile: untilAborted(runs, rethrow) });
  await controller.start();
  await controller.add("a");
  await turn();
  expect(controller.cancel("b")).toBe(false);
  expect(controller.cancel("a")).toBe(true);
  expect(runs[0]!.signal.reason).toMatchObject({ name: "ControllerError", code: "cancelled" });
  await turn();
  expect(queue.has("a")).toBe(false);
  expect(queue.numRequeues("a")).toBe(0);
  await controller.stop();
});

test("a run is cancelled with an outcome, which its handler may overrule", async () => {
  const outcomes: unknown[] = [];
  const observer = { started: () => (end: { outcome: unknown }) => void outcomes.push(end.outcome) };
  const overruling = setUp({
    reconcile: untilAborted([], () => ({ next: "done" })),
    observers: [observer],
  });
  const obeying = setUp({ reconcile: untilAborted([], () => undefined), observers: [observer] });
  for (const { controller } of [overruling, obeying]) {
    await controller.start();
    await controller.add("a");
    await turn();
    controller.cancel("a", { next: "again", afterMs: 50 });
    await turn();
    await controller.stop();
  }
  expect(outcomes).toEqual([{ next: "done" }, { next: "again", afterMs: 50 }]);
});

test("a key that was added while its run is cancelled runs again", async () => {
  const runs: Run<string>[] = [];
  const { controller } = setUp({ reconcile: untilAborted(runs, rethrow) });
  await controller.start();
  await controller.add("a");
  await turn();
  await controller.add("a");
  controller.cancel("a");
  for (let n = 0; n < 3; n++) await turn();
  expect(runs).toHaveLength(2);
  controller.cancel("a");
  await controller.stop();
});

test("a paused controller begins no run until its time is over or it is resumed", async () => {
  const runs: string[] = [];
  const { controller, clock } = setUp({ reconcile: ({ key }) => void runs.push(key) });
  await controller.start();
  await turn();
  controller.pause(1000);
  await controller.add("a");
  clock.advance(999);
  await turn();
  expect(runs).toEqual([]);
  clock.advance(1);
  await turn();
  expect(runs).toEqual(["a"]);
  controller.pause();
  await controller.add("b");
  clock.advance(1_000_000);
  await turn();
  expect(runs).toEqual(["a"]);
  controller.resume();
  await turn();
  expect(runs).toEqual(["a", "b"]);
  expect(() => controller.pause(-1)).toThrow("forMs must be");
  await controller.stop();
});

test("a start that fails for a source names it, its error and since when", async () => {
  const refused = new Error("403 forbidden");
  const pods = Object.assign(new FakeInformer<Pod>(), { trouble: { error: refused, since: 0 } });
  const { controller, clock } = setUp({
    sources: [
      interval<string>(100_000, () => {
        throw new Error("host not found");
      }),
    ],
    syncTimeoutMs: 3000,
  });
  const starting = controller.start().catch((error: unknown) => error);
  await turn();
  clock.advance(3000);
  const error = (await starting) as ControllerError;
  expect(error).toMatchObject({ code: "sync-timeout", cause: new Error("host not found") });
  expect(error.message).toBe(
    "not all sources have synced within 3000 ms: it waits for every 100000 ms (failing for 3 s: host not found)",
  );
  expect(pods.trouble.error).toBe(refused);
});

test("a controller is not ready while a source has been failing for too long", async () => {
  let error: Error | undefined;
  const source = interval<string>(1000, () => {
    if (error) throw error;
    return [];
  });
  const { controller, clock } = setUp({ sources: [source], unreadyAfterMs: 5000 });
  await controller.start();
  const advance = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; left -= 1000) {
      clock.advance(1000);
      await turn();
    }
  };
  error = new Error("host not found");
  await advance(1000);
  await advance(4000);
  expect(controller.status.ready).toBe(true);
  await advance(1000);
  expect(controller.status).toEqual({
    state: "running",
    healthy: true,
    ready: false,
    reason: "every 1000 ms (failing for 5 s: host not found)",
  });
  error = undefined;
  await advance(1000);
  expect(controller.status).toEqual({ state: "running", healthy: true, ready: true });
  await controller.stop();
});

test("options without meaning are refused by name, with what to give", () => {
  const queue = new RateLimitingQueue();
  const reconcile = (): void => {};
  const open = (options: object) => () => new Controller(options as ControllerOptions<string>);
  expect(open({})).toThrow("name is required");
  expect(open({ name: "pods", reconcile })).toThrow("queue is required: give a RateLimitingQueue");
  expect(open({ name: "pods", queue })).toThrow("reconcile is required: give the handler");
  expect(open({ name: "pods", queue: {}, reconcile })).toThrow("queue must have the method");
  expect(open({ name: "pods", queue, reconcile: {} })).toThrow("handler must have the method handle");
  expect(open({ name: "pods", queue, reconcile, concurrency: "3" })).toThrow(
    'concurrency must be a whole number of at least 0, but it is "3"',
  );
});

test("disposing of a runner removes the metrics of its controllers; stopping it keeps them", async () => {
  const metrics = new MemoryMetrics();
  const { controller } = setUp({ metrics });
  const stuck = {
    name: "stuck",
    stop: () => Promise.reject(new Error("broken")),
    [Symbol.asyncDispose]: () => expect.unreachable(),
  };
  const failing = {
    name: "failing",
    stop: () => {},
    [Symbol.asyncDispose]: () => Promise.reject(new Error("in use")),
  };
  const runner = new Runner({ components: [controller, stuck, failing] });
  await runner.start();
  await runner.stop();
  expect(metrics.ofController("pods")).toBeDefined();
  await expect(runner[Symbol.asyncDispose]()).rejects.toMatchObject({ errors: [new Error("in use")] });
  expect(metrics.ofController("pods")).toBeUndefined();
});
