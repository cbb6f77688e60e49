import { ManualClock } from "@workset/clock";
import {
  disposing,
  Controller,
  forObjects,
  Runner,
  type RunnerComponent,
  type RunnerOptions,
} from "@workset/controller";
import { RateLimitingQueue } from "@workset/rate-limiters";
import { describe, expect, test } from "vitest";
import { FakeInformer, type Pod } from "./fake-informer.ts";

const turn = (): Promise<void> => new Promise(setImmediate);

/** Parts that write down what happens to them. */
function setUp(
  names: string,
  faults: Record<string, Partial<RunnerComponent>> = {},
  options: Partial<RunnerOptions> = {},
) {
  const order: string[] = [];
  const clock = new ManualClock();
  const components = names.split(" ").map((name): RunnerComponent => {
    return {
      name,
      start: () => void order.push(`start ${name}`),
      stop: () => void order.push(`stop ${name}`),
      ...faults[name],
    };
  });
  return { order, clock, runner: new Runner({ components, clock, ...options }) };
}

const failing = (message: string) => (): Promise<never> => Promise.reject(new Error(message));
const never = (): Promise<never> => new Promise(() => {});

describe("a runner", () => {
  test("starts and stops components of one array together, the next when all of them run", async () => {
    const order: string[] = [];
    const syncs = { pods: Promise.withResolvers<void>(), nodes: Promise.withResolvers<void>() };
    const recorded = (name: string): RunnerComponent => ({
      name,
      start: () => void order.push(`start ${name}`),
      stop: () => void order.push(`stop ${name}`),
    });
    const slow = (name: "pods" | "nodes"): RunnerComponent => {
      return {
        ...recorded(name),
        start: () => syncs[name].promise.then(() => void order.push(`start ${name}`)),
      };
    };
    const runner = new Runner({
      components: [recorded("store"), [slow("pods"), slow("nodes")], recorded("probes")],
    });
    const starting = runner.start();
    syncs.nodes.resolve();
    await turn();
    expect(order).toEqual(["start store", "start nodes"]);
    expect(runner.readiness().components.map(({ name, state }) => `${name} ${state}`)).toEqual([
      "store running",
      "pods starting",
      "nodes running",
      "probes new",
    ]);
    syncs.pods.resolve();
    await starting;
    const stopped = await runner.stop();
    expect(order.slice(2)).toEqual([
      "start pods",
      "start probes",
      "stop probes",
      "stop pods",
      "stop nodes",
      "stop store",
    ]);
    expect(stopped.components.map(({ name }) => name)).toEqual(["probes", "pods", "nodes", "store"]);
  });

  test("stops the components of one array at the same time", async () => {
    const stopped: string[] = [];
    const clock = new ManualClock();
    const stuck: RunnerComponent = { name: "stuck", stop: never };
    const quick: RunnerComponent = { name: "quick", stop: () => void stopped.push("quick") };
    const runner = new Runner({ components: [[quick, stuck]], clock });
    await runner.start();
    const stopping = runner.stop({ deadlineMs: 100, graceMs: 100 });
    await turn();
    expect(stopped).toEqual(["quick"]);
    clock.advance(1200);
    expect((await stopping).components.map(({ ended }) => ended)).toEqual(["stopped", "abandoned"]);
  });

  test("stops those that were starting together when one of them cannot start", async () => {
    const stopped: string[] = [];
    const runner = new Runner({
      components: [
        [
          { name: "pods", start: never, stop: () => void stopped.push("pods") },
          { name: "nodes", start: failing("no such API"), stop: () => void stopped.push("nodes") },
        ],
      ],
    });
    await expect(runner.start()).rejects.toThrow("could not start: no such API");
    expect(stopped).toEqual(["pods", "nodes"]);
  });

  test("starts its components in order, each when the one before runs, and stops them in the opposite order", async () => {
    const slow = Promise.withResolvers<void>();
    const { runner, order } = setUp("store queue pods", { queue: { start: () => slow.promise } });
    const starting = runner.start();
    await turn();
    expect(order).toEqual(["start store"]);
    slow.resolve();
    await starting;
    const stopped = await runner.stop();
    expect(order).toEqual(["start store", "start pods", "stop pods", "stop queue", "stop store"]);
    expect(stopped.components).toEqual(
      ["pods", "queue", "store"].map((name) => ({ name, ended: "stopped" })),
    );
  });

  test("stops the others when a start fails, and rejects with all reasons", async () => {
    const { runner, order } = setUp("a b c d", {
      b: { stop: failing("b is stuck") },
      c: { start: failing("c has no access") },
    });
    const error = await runner.start().catch((error: unknown) => error as AggregateError);
    expect(error).toBeInstanceOf(AggregateError);
    expect((error as AggregateError).message).toBe("could not start: c has no access");
    expect((error as AggregateError).errors).toEqual([new Error("c has no access"), new Error("b is stuck")]);
    expect(order).toEqual(["start a", "start b", "stop d", "stop c", "stop a"]);
    expect(runner.health().components.map(({ state, reason }) => [state, reason])).toEqual([
      ["stopped", undefined],
      ["failed", "b is stuck"],
      ["failed", "c has no access"],
      ["stopped", undefined],
    ]);
  });

  test("keeps one deadline over all stops, and leaves behind what does not stop", async () => {
    const given: (number | undefined)[] = [];
    const note =
      (stop: () => Promise<void>): RunnerComponent["stop"] =>
      (options) => {
        given.push(options.deadlineMs);
        return stop();
      };
    const { runner, clock, order } = setUp("a b c", {
      b: { stop: note(never) },
      c: { stop: note(async () => clock.advance(400)) },
    });
    await runner.start();
    const stopping = runner.stop({ deadlineMs: 1000, graceMs: 0 });
    await turn();
    expect(given).toEqual([1000, 600]);
    clock.advance(1600);
    expect(await stopping).toEqual({
      ended: "deadline",
      components: [
        { name: "c", ended: "stopped" },
        { name: "b", ended: "abandoned" },
        { name: "a", ended: "stopped" },
      ],
    });
    expect(order.at(-1)).toBe("stop a");
    expect(clock.pendingTimers).toBe(0);
  });

  test("stops when its signal is aborted, and resolves `stopped`", async () => {
    const application = new AbortController();
    const { runner, order } = setUp("a", {}, { signal: application.signal });
    await runner.start();
    application.abort();
    expect((await runner.stopped).components).toEqual([{ name: "a", ended: "stopped" }]);
    expect(order).toEqual(["start a", "stop a"]);
  });

  test("rejects its start when it is stopped meanwhile, also if a component never starts", async () => {
    const application = new AbortController();
    const { runner, order } = setUp("a b c", { b: { start: never } }, { signal: application.signal });
    const starting = runner.start();
    await turn();
    application.abort();
    await expect(starting).rejects.toThrow("could not start: runner was stopped");
    expect(order).toEqual(["start a", "stop c", "stop b", "stop a"]);
  });

  test("starts nothing when its signal was aborted before", async () => {
    const { runner, order } = setUp("a", {}, { signal: AbortSignal.abort() });
    await expect(runner.start()).rejects.toThrow("runner was stopped");
    expect(order).toEqual(["stop a"]);
  });

  test("starts and stops once", async () => {
    const { runner, order } = setUp("a");
    await Promise.all([runner.start(), runner.start()]);
    await Promise.all([runner.stop(), runner.stop(), runner[Symbol.asyncDispose]()]);
    expect(order).toEqual(["start a", "stop a"]);
  });

  test("refuses stop options without meaning in its constructor", async () => {
    expect(() => setUp("a", {}, { stop: { deadlineMs: Number.NaN } })).toThrow("deadlineMs");
    const { runner, order } = setUp("a");
    expect(() => runner.stop({ graceMs: Number.NaN })).toThrow("graceMs");
    await runner.stop();
    expect(order).toEqual(["stop a"]);
  });

  test("refuses two components of the same name", () => {
    expect(() => setUp("a b a")).toThrow('components must have different names, but two are called "a"');
  });
});

describe("the status of the components of a runner", () => {
  test("follows them through their life", async () => {
    const slow = Promise.withResolvers<void>();
    const { runner } = setUp("a b", { b: { start: () => slow.promise } });
    const look = () => [
      runner.health().ok,
      runner.readiness().ok,
      ...runner.health().components.map(({ state }) => state),
    ];
    expect(look()).toEqual([true, false, "new", "new"]);
    const starting = runner.start();
    await turn();
    expect(look()).toEqual([true, false, "running", "starting"]);
    slow.resolve();
    await starting;
    expect(look()).toEqual([true, true, "running", "running"]);
    await runner.stop();
    expect(look()).toEqual([true, false, "stopped", "stopped"]);
  });

  test("is that of the components themselves while they run", async () => {
    const status = { state: "running", healthy: false, ready: false, reason: "no connection" } as const;
    const { runner } = setUp("a b", { b: { status } });
    expect(runner.health().ok).toBe(true);
    await runner.start();
    expect(runner.health()).toEqual({
      ok: false,
      components: [
        { name: "a", state: "running", healthy: true, ready: true },
        { name: "b", ...status },
      ],
    });
    expect(runner.readiness().ok).toBe(false);
  });
});

describe("the components of a runner", () => {
  test("are controllers, whose reports are part of its own", async () => {
    const controller = new Controller({ name: "pods", queue: new RateLimitingQueue(), reconcile: () => {} });
    const runner = new Runner({ components: [controller] });
    await runner.start();
    expect(runner.readiness()).toEqual({
      ok: true,
      components: [{ name: "pods", state: "running", healthy: true, ready: true }],
    });
    expect(await runner.stop()).toMatchObject({
      ended: "finished",
      components: [{ name: "pods", ended: "stopped", report: { ended: "finished" } }],
    });
  });

  test("are informers, which are ready once they have synced", async () => {
    const pods = new FakeInformer<Pod>();
    const runner = new Runner({ components: [pods] });
    await runner.start();
    expect(pods.started).toBe(1);
    const [before] = runner.readiness().components;
    expect(before).toMatchObject({ state: "starting", ready: false });
    pods.sync();
    expect(runner.readiness().ok).toBe(true);
    await runner.stop();
    expect(pods.isStopped).toBe(true);
  });

  test("are informers, which are not healthy when they were stopped by other code", async () => {
    const pods = new FakeInformer<Pod>();
    const runner = new Runner({ components: [pods] });
    await runner.start();
    await pods.stop();
    expect(runner.health().ok).toBe(false);
  });

  test("are resources that are disposed when the components that use them have stopped", async () => {
    const order: string[] = [];
    const pods = new FakeInformer<Pod>();
    pods.sync();
    const queue = new RateLimitingQueue();
    const controller = new Controller({
      name: "controller",
      queue,
      sources: [forObjects(pods)],
      reconcile: () => {},
    });
    const store = {
      [Symbol.asyncDispose]: async () => void order.push(`store, queue shut: ${queue.shuttingDown}`),
    };
    const file = { [Symbol.dispose]: () => void order.push("file") };
    const runner = new Runner({
      components: [disposing("store", store), disposing("file", file), pods, controller],
    });
    await runner.start();
    await runner.stop();
    expect(order).toEqual(["file", "store, queue shut: true"]);
  });
});
