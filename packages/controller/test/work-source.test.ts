import { ManualClock } from "@workset/clock";
import type { Item } from "@workset/contract";
import { workSource, type Work, type WorkSource } from "@workset/controller";
import { exponential, type RateLimiter, RateLimitingQueue } from "@workset/rate-limiters";
import { MemoryStore } from "@workset/store-memory";
import { describe, expect, expectTypeOf, test } from "vitest";
import { durableQueue, processQueue, turns } from "./workers-harness.ts";

const forever = new AbortController().signal;

function item(key: string, value = 0): Item {
  return { key, value };
}

async function take<T>(source: WorkSource<T>): Promise<Work<T>> {
  const work = await source.take(forever);
  expect(work).toBeDefined();
  return work!;
}

test("items have the type of the queue", () => {
  const numbers = new RateLimitingQueue<number>({ keyOf: String });
  expectTypeOf(workSource(numbers)).toEqualTypeOf<WorkSource<number>>();
  const open = (): ReturnType<typeof durableQueue> => durableQueue(new ManualClock(), new MemoryStore());
  expectTypeOf(async () => workSource(await open())).toEqualTypeOf<() => Promise<WorkSource<Item>>>();
});

describe("work of an in-process queue", () => {
  test("failed runs are counted, not calls of the limiter", async () => {
    const clock = new ManualClock();
    const queue = processQueue(clock);
    const source = workSource(queue);
    queue.add(item("a"));
    await (await take(source)).release({ next: "done" });
    for (let n = 0; n < 3; n++) queue.addRateLimited(item("a"));
    clock.advance(1000);
    expect((await take(source)).failures).toBe(0);
  });

  test.each(["done", "giveUp", "again"] as const)(
    "the limiter forgets a key that ends with %s",
    async (how) => {
      const clock = new ManualClock();
      const queue = processQueue(clock);
      const source = workSource(queue);
      queue.add(item("a"));
      await (await take(source)).release({ next: "retry" });
      expect(queue.numRequeues("a")).toBe(1);
      clock.advance(10);
      const work = await take(source);
      expect(work.failures).toBe(1);
      if (how === "again") await work.release({ next: "again", afterMs: 10 });
      else if (how === "giveUp") await work.release({ next: "give-up", cause: "invalid" });
      else await work.release({ next: "done" });
      expect(queue.numRequeues("a")).toBe(0);
      expect(queue.stats().processing).toBe(0);
    },
  );

  test("a key that runs again is added before its lease ends", async () => {
    const clock = new ManualClock();
    const queue = processQueue(clock, false);
    const calls: string[] = [];
    const source = workSource(
      new Proxy(queue, {
        get(target, name) {
          const property: unknown = Reflect.get(target, name);
          if (typeof property !== "function") return property;
          return (...given: unknown[]) => {
            if (String(name).startsWith("add")) calls.push(`${String(name)}:${queue.stateOf("a")}`);
            return Reflect.apply(property, target, given) as unknown;
          };
        },
      }),
    );
    queue.add(item("a"));
    await (await take(source)).release({ next: "again", afterMs: 10 });
    clock.advance(10);
    await (await take(source)).release({ next: "retry" });
    clock.advance(10);
    await (await take(source)).release({ next: "give-back" });
    expect(calls).toEqual(["addAfter:processing", "addRateLimited:processing", "add:processing"]);
  });

  test("only the first release counts", async () => {
    const clock = new ManualClock();
    const queue = processQueue(clock);
    const source = workSource(queue);
    queue.add(item("a"));
    const work = await take(source);
    await work.release({ next: "retry" });
    await work.release({ next: "done" });
    await work.release({ next: "retry" });
    await work.release({ next: "give-back" });
    expect(queue.stats()).toMatchObject({ ready: 0, processing: 0, waiting: 1 });
    clock.advance(10);
    expect((await take(source)).failures).toBe(1);
  });

  test("a limiter that throws is reported, and the key runs again after a second", async () => {
    const clock = new ManualClock();
    const limiter: RateLimiter = {
      ...exponential(),
      when: () => {
        throw new Error("broken limiter");
      },
    };
    const queue = new RateLimitingQueue({ clock, limiter });
    const source = workSource(queue);
    queue.add("a");
    const work = await take(source);
    expect(() => work.release({ next: "retry" })).toThrow("broken limiter");
    await work.release({ next: "retry" });
    expect(queue.stats()).toMatchObject({ ready: 0, processing: 0, waiting: 1 });
    clock.advance(1000);
    expect((await take(source)).failures).toBe(1);
  });

  test("a payload policy that throws is reported, and the payload added meanwhile runs", async () => {
    const queue = new RateLimitingQueue<Item>({
      keyOf: ({ key }) => key,
      merge: true,
      payload: () => {
        throw new Error("broken policy");
      },
    });
    const source = workSource(queue);
    queue.add(item("a", 1));
    const work = await take(source);
    queue.add(item("a", 2));
    expect(() => work.release({ next: "retry" })).toThrow("broken policy");
    await work.release({ next: "retry" });
    expect((await take(source)).item.value).toBe(2);
  });

  test("a key that was to run again after a shutdown counts as left", async () => {
    const queue = processQueue(new ManualClock());
    const source = workSource(queue);
    for (const key of ["a", "b", "c"]) queue.add(item(key));
    queue.addAfter(item("d"), 1000);
    const works = [await take(source), await take(source), await take(source)];
    await source.shutDown();
    await source.shutDown();
    await works[0]!.release({ next: "give-back" });
    await works[1]!.release({ next: "retry" });
    await works[2]!.release({ next: "again", afterMs: 10 });
    expect(await source.counts()).toEqual({ ready: 1, processing: 0, waiting: 3 });
    expect(await source.take(forever)).toBeUndefined();
  });
});

describe("work of a durable queue", () => {
  test("a given-up key is in the failed set with its error and its failures", async () => {
    const clock = new ManualClock();
    const queue = await durableQueue(clock, new MemoryStore());
    const source = workSource(queue);
    await queue.add(item("a"));
    await (await take(source)).release({ next: "retry" });
    clock.advance(10);
    await turns();
    await (await take(source)).release({ next: "give-up", cause: new TypeError("invalid") });
    const [failed] = await Array.fromAsync(queue.failed.list());
    expect(failed).toMatchObject({ key: "a", failures: 1, error: { name: "TypeError", message: "invalid" } });
    await queue.close();
  });

  test.each([0, 50])("a given-up key that is added %i ms later is a first attempt", async (delayMs) => {
    const clock = new ManualClock();
    const store = new MemoryStore();
    const queue = await durableQueue(clock, store);
    const source = workSource(queue);
    await queue.add(item("a"));
    await (await take(source)).release({ next: "retry", afterMs: 0 });
    await (await take(source)).release({ next: "give-up", cause: "invalid" });
    await queue.close();
    const later = await durableQueue(clock, store);
    await later.addAfter(item("a"), delayMs);
    clock.advance(delayMs);
    await turns();
    expect((await take(workSource(later))).failures).toBe(0);
    await later.close();
  });

  test("a key that is given back is first in the queue, and no failure is counted", async () => {
    const queue = await durableQueue(new ManualClock(), new MemoryStore());
    const source = workSource(queue);
    for (const key of ["a", "b"]) await queue.add(item(key));
    await (await take(source)).release({ next: "give-back" });
    const work = await take(source);
    expect([work.key, work.failures]).toEqual(["a", 0]);
    await queue.close();
  });

  test("a release after the queue was closed resolves, and the key runs again", async () => {
    const store = new MemoryStore();
    const queue = await durableQueue(new ManualClock(), store);
    const source = workSource(queue);
    for (const key of ["a", "b", "c"]) await queue.add(item(key));
    const works = [await take(source), await take(source), await take(source)];
    await queue.close();
    await works[0]!.release({ next: "done" });
    await works[1]!.release({ next: "retry", afterMs: 10 });
    await works[2]!.release({ next: "give-up", cause: "invalid" });
    const again = await durableQueue(new ManualClock(), store);
    expect((await again.stats()).ready).toBe(3);
    await again.close();
  });

  test("a retry with `afterMs` does not ask the limiter, and counts as a failure", async () => {
    const clock = new ManualClock();
    const queue = await durableQueue(clock, new MemoryStore());
    const source = workSource(queue);
    for (const key of ["a", "b"]) await queue.add(item(key));
    await (await take(source)).release({ next: "retry", afterMs: 3 });
    await (await take(source)).release({ next: "retry", afterMs: 500 });
    const waiting = await Array.fromAsync(queue.waiting());
    expect(waiting.map(({ key, dueInMs }) => `${key}:${dueInMs}`)).toEqual(["a:3", "b:500"]);
    expect(await queue.numRequeues("a")).toBe(1);
    await queue.close();
  });

  test("a retry with `afterMs` does not delay an add for an earlier time", async () => {
    const clock = new ManualClock();
    const queue = await durableQueue(clock, new MemoryStore());
    const source = workSource(queue);
    await queue.add(item("a", 1));
    const work = await take(source);
    await queue.addAfter(item("a", 2), 50);
    await work.release({ next: "retry", afterMs: 500 });
    clock.advance(50);
    await turns();
    expect((await take(source)).item.value).toBe(2);
    await queue.close();
  });
});
