import { ManualClock } from "@workset/clock";
import type { RateLimiter } from "@workset/rate-limiters";
import { describe, expect, it } from "vitest";
import { RateLimitingQueue } from "../src/index.ts";

interface Pod {
  readonly name: string;
}

/** A limiter that returns the given waits, one after another, and records its calls. */
class ScriptedLimiter implements RateLimiter {
  readonly countsFailures = true;
  readonly asked: string[] = [];
  readonly #waits: number[];

  constructor(...waits: number[]) {
    this.#waits = waits;
  }

  when(key: string): number {
    this.asked.push(`when ${key}`);
    return this.#waits.shift() ?? 10;
  }

  after(failures: number): number {
    this.asked.push(`after ${failures}`);
    return 0;
  }

  forget(key: string): void {
    this.asked.push(`forget ${key}`);
  }

  numRequeues(key: string): number {
    this.asked.push(`numRequeues ${key}`);
    return 42;
  }
}

describe("a rate-limiting queue", () => {
  it("asks its limiter once for each rate-limited add, by key, whatever comes of the add", () => {
    const limiter = new ScriptedLimiter(10, 10, 3, 50);
    const queue = new RateLimitingQueue<Pod>({
      limiter,
      clock: new ManualClock(),
      keyOf: ({ name }) => `pods/${name}`,
    });
    const outcomes = [
      queue.addRateLimited({ name: "web" }),
      queue.addRateLimited({ name: "web" }),
      queue.addRateLimited({ name: "web" }),
      queue.addRateLimited({ name: "web" }, { replace: true }),
    ];
    expect(outcomes).toEqual(["waiting", "coalesced", "sooner", "replaced"]);
    queue.shutDown();
    expect(queue.addRateLimited({ name: "web" })).toBe("dropped");
    expect(limiter.asked).toEqual(Array.from({ length: 5 }, () => "when pods/web"));
  });

  it("asks it also for a key that needs work and that merging will not let wait", () => {
    const limiter = new ScriptedLimiter();
    const queue = new RateLimitingQueue({ limiter, merge: true, clock: new ManualClock() });
    queue.add("a");
    expect(queue.addRateLimited("a")).toBe("coalesced");
    expect(limiter.asked).toEqual(["when a"]);
  });

  it("leaves its limiter alone in every other verb", async () => {
    const limiter = new ScriptedLimiter();
    const clock = new ManualClock();
    const queue = new RateLimitingQueue({ limiter, clock });
    queue.addAll(["a", "b"]);
    queue.addAfter("c", 10);
    queue.addAfter("d", 10);
    queue.postpone("c", 20);
    queue.cancel("d");
    (await queue.get())!.done();
    queue.tryGet();
    queue.done("b");
    clock.advance(20);
    await queue.shutDownWithDrain({ only: "processing" });
    queue[Symbol.dispose]();
    expect(limiter.asked).toEqual([]);
  });

  it("hands forget and numRequeues to the limiter, and does nothing else for them", () => {
    const limiter = new ScriptedLimiter();
    const clock = new ManualClock();
    const queue = new RateLimitingQueue({ limiter, clock });
    queue.addAll(["ready", "processing"]);
    queue.tryGet();
    queue.addRateLimited("waiting");
    const before = [...queue.list()];
    limiter.asked.length = 0;
    for (const key of ["ready", "processing", "waiting", "unknown"]) queue.forget(key);
    expect(queue.numRequeues("waiting")).toBe(42);
    expect(limiter.asked).toEqual([
      "forget ready",
      "forget processing",
      "forget waiting",
      "forget unknown",
      "numRequeues waiting",
    ]);
    expect([...queue.list()]).toEqual(before);
    clock.advance(10);
    expect(queue.length).toBe(2);
  });

  it("adds at once where the limiter asks for no wait", () => {
    const clock = new ManualClock();
    const queue = new RateLimitingQueue({ limiter: new ScriptedLimiter(0, -5), clock });
    expect([queue.addRateLimited("a"), queue.addRateLimited("b"), clock.pendingTimers]).toEqual([
      "added",
      "added",
      0,
    ]);
  });

  it("keeps a key waiting without end where the limiter says so, until another verb changes that", () => {
    const clock = new ManualClock();
    const queue = new RateLimitingQueue({ limiter: new ScriptedLimiter(Infinity, Infinity, 7), clock });
    expect(queue.addRateLimited("a")).toBe("waiting");
    expect(queue.addRateLimited("a")).toBe("coalesced");
    clock.advance(1e12);
    expect([queue.stateOf("a"), clock.pendingTimers]).toEqual(["waiting", 0]);
    expect(queue.addRateLimited("a")).toBe("sooner");
    clock.advance(7);
    expect(queue.stateOf("a")).toBe("ready");
  });

  it("hands the options of the add on to the delay", () => {
    const clock = new ManualClock();
    const queue = new RateLimitingQueue({ limiter: new ScriptedLimiter(5, 20), clock });
    queue.addRateLimited("a", { priority: 3 });
    queue.addRateLimited("a", { priority: 7, replace: true });
    expect([...queue.waiting()]).toMatchObject([{ key: "a", priority: 7, dueInMs: 20 }]);
  });

  it("refuses a wait that is not a number, and what a limiter throws it lets through; neither adds anything", () => {
    const clock = new ManualClock();
    const limiter = new ScriptedLimiter(NaN);
    const queue = new RateLimitingQueue({ limiter, clock });
    expect(() => queue.addRateLimited("a")).toThrow(
      new RangeError("delayMs must be a number of milliseconds, but it is NaN"),
    );
    limiter.when = () => {
      throw new Error("no idea");
    };
    expect(() => queue.addRateLimited("a")).toThrow("no idea");
    expect([queue.has("a"), clock.pendingTimers]).toEqual([false, 0]);
  });

  it("asks no limiter about an item without a key", () => {
    const limiter = new ScriptedLimiter();
    const queue = new RateLimitingQueue<Pod>({
      limiter,
      keyOf: ({ name }) => name,
      clock: new ManualClock(),
    });
    expect(() => queue.addRateLimited({} as unknown as Pod)).toThrow("keyOf must give each item a string");
    expect(limiter.asked).toEqual([]);
  });
});

describe("the limiter that a rate-limiting queue has by default", () => {
  it("lets a key wait 5 ms, then doubles, up to 1000 s at the 19th time", () => {
    const clock = new ManualClock();
    const queue = new RateLimitingQueue({ clock });
    const waits: number[] = [];
    for (let time = 1; time <= 20; time++) {
      queue.addRateLimited("a");
      waits.push([...queue.waiting()][0]!.dueInMs);
      queue.cancel("a");
    }
    expect(waits.slice(0, 5)).toEqual([5, 10, 20, 40, 80]);
    expect(waits.slice(16)).toEqual([327_680, 655_360, 1_000_000, 1_000_000]);
    expect(queue.numRequeues("a")).toBe(20);
    queue.forget("a");
    queue.addRateLimited("a");
    expect([queue.numRequeues("a"), [...queue.waiting()][0]?.dueInMs]).toEqual([1, 5]);
  });

  it("lets a hundred keys pass, and then ten a second by the queue's clock", () => {
    const clock = new ManualClock();
    const queue = new RateLimitingQueue({ clock });
    for (let i = 0; i < 100; i++) queue.addRateLimited(`k${i}`);
    expect(new Set([...queue.waiting()].map(({ dueInMs }) => dueInMs))).toEqual(new Set([5]));
    clock.advance(5);
    expect(queue.length).toBe(100);
    queue.addRateLimited("late");
    queue.addRateLimited("later");
    expect([...queue.waiting()].map(({ dueInMs }) => Math.round(dueInMs))).toEqual([95, 195]);
    clock.advance(60_000);
    queue.addRateLimited("much later");
    expect([...queue.waiting()]).toMatchObject([{ key: "much later", dueInMs: 5 }]);
  });
});
