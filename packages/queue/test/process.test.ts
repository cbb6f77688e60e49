import { setImmediate } from "node:timers/promises";
import { ManualClock } from "@workset/clock";
import { afterEach, expect, test, vi } from "vitest";
import { WorkQueue, type ProcessHandler } from "../src/index.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

test("a worker keeps a key that failed, and waits longer with each failure in a row", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0);
  const clock = new ManualClock();
  const queue = new WorkQueue({ clock });
  let runs = 0;
  void queue.process(() => Promise.reject(new Error(`failure ${++runs}`)), { onError() {} });
  queue.add("a");
  const waits: number[] = [];
  for (let seen = 0; waits.length < 9; seen = runs) {
    let waited = 0;
    for (; runs === seen; waited += 50) {
      await setImmediate();
      if (runs > seen) break;
      expect(queue.stateOf("a")).toBe("rerun");
      clock.advance(50);
      await setImmediate();
    }
    waits.push(waited);
  }
  expect(waits).toEqual([0, 100, 200, 400, 800, 1600, 3200, 6400, 10_000]);
});

test("other workers go on while one waits with a key that failed", async () => {
  const queue = new WorkQueue({ clock: new ManualClock() });
  const seen: string[] = [];
  void queue.process(
    (key) => {
      seen.push(key);
      if (key === "bad") throw new Error("no");
    },
    { concurrency: 2, onError() {} },
  );
  queue.addAll(["bad", "a", "b", "c"]);
  await setImmediate();
  expect(seen).toEqual(["bad", "a", "b", "c"]);
  expect(queue.stateOf("bad")).toBe("rerun");
});

test("a success in between makes the next failure a first one", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0);
  const clock = new ManualClock();
  const queue = new WorkQueue({ clock });
  const fails = [true, true, false, true];
  void queue.process(
    () => {
      if (fails.shift()) throw new Error("no");
    },
    { onError() {} },
  );
  for (const waitMs of [100, 200]) {
    queue.add("a");
    await setImmediate();
    clock.advance(waitMs);
    await setImmediate();
  }
  queue.add("a");
  await setImmediate();
  expect([fails.length, queue.stateOf("a")]).toEqual([0, "rerun"]);
  clock.advance(100);
  await setImmediate();
  expect(queue.has("a")).toBe(false);
});

test("an abort ends the wait with a key that failed, and the key is ready", async () => {
  const clock = new ManualClock();
  const queue = new WorkQueue({ clock });
  const stop = new AbortController();
  const processing = queue.process(() => Promise.reject(new Error("no")), {
    signal: stop.signal,
    onError() {},
  });
  queue.add("a");
  await setImmediate();
  stop.abort();
  await processing;
  expect([queue.stateOf("a"), clock.pendingTimers]).toEqual(["ready", 0]);
});

test("without onError a failure is written to the console with its key, and not the item", async () => {
  const written: unknown[][] = [];
  vi.spyOn(console, "error").mockImplementation((...words: unknown[]) => void written.push(words));
  const queue = new WorkQueue<{ readonly id: string; readonly token: string }>({
    keyOf: ({ id }) => id,
    clock: new ManualClock(),
  });
  const broken = new Error("broken");
  void queue.process(() => Promise.reject(broken));
  queue.add({ id: "web", token: "secret" });
  await setImmediate();
  expect(written).toEqual([['workset: the handler of "web" failed:', broken]]);
});

test("a payload function that throws when a key is requeued loses nothing and stops nothing", async () => {
  const clock = new ManualClock();
  const queue = new WorkQueue<{ readonly id: string; readonly n: number }>({
    keyOf: ({ id }) => id,
    payload: () => {
      throw new Error("cannot combine");
    },
    clock,
  });
  const seen: number[] = [];
  const errors: unknown[] = [];
  void queue.process(
    ({ n }) => {
      seen.push(n);
      if (n > 1) return;
      queue.add({ id: "a", n: 2 });
      throw new Error("failed");
    },
    { onError: (error) => void errors.push((error as Error).message) },
  );
  queue.add({ id: "a", n: 1 });
  await setImmediate();
  clock.advance(1000);
  await setImmediate();
  expect(seen).toEqual([1, 2]);
  expect(errors).toEqual(["cannot combine", "failed"]);
});

test("handlers that never wait let timers run", async () => {
  const queue = new WorkQueue();
  let ticks = 0;
  const processing = queue.process(() => {
    const until = performance.now() + 2;
    while (performance.now() < until);
    if (ticks > 0) queue.shutDown();
    else queue.add(`${performance.now()}`);
  });
  queue.add("first");
  const timer = setInterval(() => ticks++, 1);
  await processing;
  clearInterval(timer);
  expect(ticks).toBeGreaterThan(0);
});

test("options that have no meaning are refused", async () => {
  const queue = new WorkQueue();
  await expect(queue.process("handle" as unknown as ProcessHandler<string>)).rejects.toThrow(
    'handler must be a function, but it is "handle"',
  );
  await expect(queue.process(() => {}, { concurrency: "3" as unknown as number })).rejects.toThrow(
    'concurrency must be a whole number of at least 1, but it is "3"',
  );
  await expect(queue.process(() => {}, { onError: 7 as never })).rejects.toThrow(
    "onError must be a function, but it is 7",
  );
});

test("clear takes a function, and refuses what is none", () => {
  const queue = new WorkQueue();
  queue.addAll(["a1", "b1", "a2"]);
  expect(queue.clear({ where: ({ key }) => key.startsWith("a") })).toBe(2);
  expect(Array.from(queue.list(), ({ key }) => key)).toEqual(["b1"]);
  expect(() => queue.clear({ where: "b1" as never })).toThrow(
    'filter.where must be a function, but it is "b1"',
  );
  expect(() => queue.clear({ serch: "b" } as never)).toThrow('filter has an unknown field: "serch"');
  expect(() => queue.clear({})).toThrow("filter must have a field: { all: true } matches every key");
  expect(queue.length).toBe(1);
});

test("a batch of many keys is handed out", async () => {
  const queue = new WorkQueue();
  const many = 300_000;
  queue.addAll(Array.from({ length: many }, (_, n) => `${n}`));
  expect(await queue.getBatch(1_000_000)).toHaveLength(many);
});
