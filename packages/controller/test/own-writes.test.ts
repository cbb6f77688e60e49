import { ManualClock } from "@workset/clock";
import { Controller, forObjects, silentLog, type ControllerOptions, type Log } from "@workset/controller";
import { compareVersions, FakeSource, kubernetesMeta, SharedInformer } from "@workset/informer";
import { RateLimitingQueue } from "@workset/rate-limiters";
import { expect, test } from "vitest";
import { pod, type Pod } from "./fake-informer.ts";

const turn = (): Promise<void> => new Promise(setImmediate);
const settle = async (): Promise<void> => {
  for (let n = 0; n < 20; n++) await turn();
};

/** A cache that reaches a version when the test says so. */
class HeldCache {
  readonly name = "pods";
  readonly meta = { versionOf: (version: string): string => version };
  readonly waiting: {
    readonly version: string;
    readonly resolve: () => void;
    readonly reject: (error: Error) => void;
  }[] = [];

  reached(version: string, signal?: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    signal?.addEventListener("abort", () => reject(signal.reason as Error));
    this.waiting.push({ version, resolve, reject });
    return promise;
  }
}

function setUp(options: Partial<ControllerOptions<string>> = {}) {
  const clock = new ManualClock();
  const queue = new RateLimitingQueue({ clock });
  const cache = new HeldCache();
  const runs: string[] = [];
  const lines: object[] = [];
  const log: Log = {
    ...silentLog,
    warn: (fields, message) => void lines.push({ message, ...fields }),
    child: () => log,
  };
  const controller = new Controller({
    name: "pods",
    queue,
    clock,
    log,
    reconcile: (run) => {
      runs.push(run.key);
      if (run.key === "a") run.wrote(cache, `v${runs.length}`);
    },
    ...options,
  });
  return { clock, queue, cache, runs, lines, controller };
}

test("a key that wrote runs again only when the cache shows the write, while its worker goes on", async () => {
  const { controller, cache, runs, queue } = setUp();
  await controller.start();
  await controller.add("a");
  await settle();
  await controller.add("a");
  await controller.add("b");
  await settle();
  expect(runs).toEqual(["a", "b"]);
  expect(queue.stateOf("a")).toBe("rerun");
  let isIdle = false;
  void controller.idle().then(() => (isIdle = true));
  await settle();
  expect(isIdle).toBe(false);
  cache.waiting[0]!.resolve();
  await settle();
  expect(runs).toEqual(["a", "b", "a"]);
  expect(cache.waiting.map(({ version }) => version)).toEqual(["v1", "v3"]);
  cache.waiting[1]!.resolve();
  await settle();
  expect([isIdle, queue.has("a")]).toEqual([true, false]);
  await controller.stop();
});

test("a key whose write the cache does not show is released after a while, and that is logged", async () => {
  const { controller, runs, clock, lines, queue } = setUp({ writeTimeoutMs: 5000 });
  await controller.start();
  await controller.add("a");
  await settle();
  await controller.add("a");
  clock.advance(4999);
  await settle();
  expect([runs, lines]).toEqual([["a"], []]);
  clock.advance(1);
  await settle();
  expect(runs).toEqual(["a", "a"]);
  expect(lines).toEqual([
    { message: "cache does not show a write of the run", cache: "pods", version: "v1", limitMs: 5000 },
  ]);
  await controller.stop();
  expect([clock.pendingTimers, queue.stats().processing]).toEqual([0, 0]);
});

test("a cache that cannot tell releases the key at once, and that is logged", async () => {
  const { controller, cache, queue, lines } = setUp();
  await controller.start();
  await controller.add("a");
  await settle();
  const err = new TypeError("versions cannot be compared");
  cache.waiting[0]!.reject(err);
  await settle();
  expect([queue.has("a"), lines]).toEqual([
    false,
    [
      {
        message: "cache does not show a write of the run",
        cache: "pods",
        version: "v1",
        err,
        limitMs: 10_000,
      },
    ],
  ]);
  await controller.stop();
});

test.each(["processing", "ready"] as const)("a stop waits for no cache (finish: %s)", async (finish) => {
  const { controller, queue, lines, clock } = setUp();
  await controller.start();
  await controller.add("a");
  await settle();
  expect(await controller.stop({ finish })).toMatchObject({ ended: "finished", finished: 1, abandoned: [] });
  expect([queue.has("a"), lines, clock.pendingTimers]).toEqual([false, [], 0]);
});

test("over an informer, no run sees the state from before its own write", async () => {
  const source = new FakeSource<Pod>({
    meta: kubernetesMeta,
    stamp: ({ metadata }, resourceVersion) => ({ metadata: { ...metadata, resourceVersion } }),
  });
  source.add(pod("a"));
  const pods = new SharedInformer<Pod>({
    name: "pods",
    source,
  });
  let written = "";
  const stale: string[] = [];
  let runs = 0;
  const controller = new Controller({
    name: "pods",
    queue: new RateLimitingQueue({ merge: true }),
    sources: [forObjects(pods)],
    reconcile: (run) => {
      const seen = pods.cache.getByKey(run.key)!.metadata.resourceVersion;
      if (compareVersions(seen, written || "0") < 0) stale.push(seen);
      if (++runs > 20) return;
      source.modify(pod("a"));
      const object = Array.from(source.objects).find(({ metadata }) => metadata.name === "a")!;
      written = object.metadata.resourceVersion;
      run.wrote(pods, object);
      void controller.add(run.key);
    },
  });
  await controller.start();
  while (runs <= 20) await turn();
  expect(stale).toEqual([]);
  await controller.stop();
  await pods.stop();
});
