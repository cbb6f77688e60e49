import { sleep } from "@workset/clock";
import { interval } from "@workset/controller";
import { LeakError, SteppingClock, testController, type TestController } from "@workset/controller/testing";
import { describe, expect, test } from "vitest";

const leaksOf = async (kit: TestController<string>): Promise<readonly string[]> => {
  const error = await kit.stop().catch((error: unknown) => error);
  expect(error).toBeInstanceOf(LeakError);
  return (error as LeakError).leaks;
};

describe("run", () => {
  test("adds one key and gives its run, with its outcome", async () => {
    await using kit = testController({
      reconcile: ({ key }) => {
        if (key === "bad") throw new Error("no");
      },
    });
    expect(await kit.run("good")).toEqual({
      key: "good",
      item: "good",
      attempt: 1,
      outcome: { next: "done" },
      runMs: 0,
      timedOut: false,
    });
    expect((await kit.run("bad")).outcome).toEqual({ next: "retry", cause: new Error("no") });
  });

  test("knows items that are not strings", async () => {
    await using kit = testController<{ id: number }>({
      queue: { keyOf: ({ id }) => `${id}` },
      reconcile: () => {},
    });
    expect(await kit.run({ id: 7 })).toMatchObject({ key: "7", item: { id: 7 } });
  });

  test("gives the run it asked for, not one before", async () => {
    let time = 0;
    await using kit = testController({ reconcile: () => void time++ });
    const [first, second] = [await kit.run("a"), await kit.run("a")];
    expect(second).not.toBe(first);
    expect(time).toBe(2);
  });

  test("waits for real work that a handler awaits", async () => {
    await using kit = testController({ reconcile: () => new Promise((resolve) => setTimeout(resolve, 20)) });
    expect((await kit.run("a")).outcome).toEqual({ next: "done" });
  });

  test("gives up waiting, and says what may be the cause", async () => {
    const kit = testController({ reconcile: () => new Promise<void>(() => {}), timeoutMs: 10 });
    await expect(kit.run("a")).rejects.toThrow(/no run of a ended within 10 ms;.*step.*a \(processing\)/);
    await kit.stop().catch(() => {});
  });
});

describe("step", () => {
  test("moves the time of handlers and retries in their order", async () => {
    await using kit = testController({
      queue: {
        limiter: {
          when: () => 1000,
          forget: () => {},
          numRequeues: () => 0,
          after: () => 1000,
          countsFailures: false,
        },
      },
      reconcile: async ({ attempt, signal }) => {
        await sleep(kit.clock, 100, signal);
        if (attempt < 3) throw new Error("not yet");
      },
    });
    await kit.start();
    await kit.controller.add("a");
    expect(await kit.step(99)).toEqual([]);
    const runs = await kit.step(2201);
    expect(runs.map(({ attempt, runMs }) => [attempt, runMs])).toEqual([
      [1, 100],
      [2, 100],
      [3, 100],
    ]);
    expect(kit.clock.now()).toBe(2300);
  });

  test("runs keys that were added while another waits for the clock", async () => {
    const clock = new SteppingClock();
    await using kit = testController({ clock, reconcile: ({ signal }) => sleep(clock, 5000, signal) });
    const running = kit.run("a");
    await kit.step(5000);
    expect((await running).runMs).toBe(5000);
  });

  test("drives the sources that use the clock", async () => {
    await using kit = testController({ sources: [interval(1000, () => ["a"])], reconcile: () => {} });
    await kit.step(3500);
    expect(kit.runs).toHaveLength(4);
  });

  test("refuses to go back", async () => {
    await using kit = testController({ reconcile: () => {} });
    await expect(kit.step(-1)).rejects.toThrow("ms must be a number of milliseconds");
  });
});

describe("drain", () => {
  test("waits until no key is ready or processing, and gives the runs", async () => {
    await using kit = testController({
      reconcile: ({ key }) => (key === "later" ? { next: "again", afterMs: 1000 } : undefined),
    });
    for (const key of ["a", "b", "later"]) await kit.controller.add(key);
    expect((await kit.drain()).map(({ key }) => key)).toEqual(["a", "b", "later"]);
    expect(kit.queue.stats().waiting).toBe(1);
    expect(await kit.drain()).toEqual([]);
  });

  test("waits for the key that is processing, though none is ready", async () => {
    await using kit = testController({ reconcile: () => new Promise((resolve) => setTimeout(resolve, 20)) });
    await kit.controller.add("a");
    expect(await kit.drain()).toHaveLength(1);
  });

  test("names the keys that are left when it does not end", async () => {
    const kit = testController({ reconcile: () => new Promise<void>(() => {}), timeoutMs: 10 });
    await kit.controller.add("a");
    await kit.controller.add("b");
    await expect(kit.drain()).rejects.toThrow("b (ready), a (processing)");
    await kit.stop().catch(() => {});
  });
});

describe("stop", () => {
  test("finds a handler that ignores its aborted signal", async () => {
    const kit = testController({ reconcile: () => new Promise<void>(() => {}) });
    await kit.controller.add("a");
    await kit.step(0);
    expect(await leaksOf(kit)).toEqual(["the handler of a, which did not end when its signal was aborted"]);
  });

  test("finds timers that were left on the clock", async () => {
    const kit = testController({ reconcile: () => void kit.clock.after(60_000, () => {}) });
    await kit.run("a");
    expect(await leaksOf(kit)).toEqual(["1 timer on the clock"]);
  });

  test("finds rejected promises that were not awaited", async () => {
    const others = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
    try {
      const kit = testController({ reconcile: () => void Promise.reject(new Error("forgotten")) });
      await kit.run("a");
      expect(await leaksOf(kit)).toEqual(["a rejected promise that was not awaited: Error: forgotten"]);
      expect(process.listenerCount("unhandledRejection")).toBe(0);
    } finally {
      for (const other of others) process.on("unhandledRejection", other);
    }
  });

  test("accepts keys that wait, and handlers that end with their signal", async () => {
    const clock = new SteppingClock();
    await using kit = testController({
      clock,
      reconcile: ({ key, signal }) => {
        return key === "later" ? { next: "again", afterMs: 1000 } : sleep(clock, 60_000, signal);
      },
    });
    await kit.run("later");
    await kit.controller.add("slow");
    await kit.step(0);
  });

  test("happens once", async () => {
    const kit = testController({ reconcile: () => {} });
    expect(kit.stop()).toBe(kit.stop());
    await kit.stop();
  });
});
