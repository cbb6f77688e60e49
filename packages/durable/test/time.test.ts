import { describe, expect, test } from "vitest";
import type { Clock, TimerOptions } from "@workset/clock";
import { Bench, isSettled, start, statesOf } from "./open-queue.ts";
import { Refusals, turns } from "./wrapped-store.ts";

const dayMs = 86_400_000;
const yearMs = 365 * dayMs;

describe("A delay", () => {
  test("may be of years, with one short timer meanwhile", async () => {
    const bench = new Bench();
    const queue = await bench.open();
    await queue.addAfter("a", 10 * yearMs);
    const getting = queue.get();
    bench.clock.advance(10 * yearMs - 1);
    expect(await isSettled(getting)).toBe(false);
    // Besides the one that keeps the process alive while a call waits.
    expect(bench.clock.pendingTimers).toBe(2);
    bench.clock.advance(1);
    expect((await getting)?.key).toBe("a");
    expect(bench.clock.pendingTimers).toBe(0);
  });

  test("costs the store nothing while it lasts", async () => {
    const refusals = new Refusals();
    const bench = new Bench(refusals.around);
    const queue = await bench.open();
    void queue.get();
    await queue.addAfter("a", dayMs);
    await turns(1);
    refusals.calls.length = 0;
    for (let hour = 0; hour < 23; hour++) bench.clock.advance(3_600_000);
    await turns(1);
    expect(refusals.calls).toEqual([]);
  });

  test("may be endless", async () => {
    const bench = new Bench();
    const queue = await bench.open();
    expect(await queue.addAfter("a", Infinity)).toBe("waiting");
    expect(await queue.addAfter("b", 1e300)).toBe("waiting");
    bench.clock.advance(100_000 * yearMs);
    await turns(1);
    expect(await statesOf(queue)).toEqual(["a:waiting", "b:waiting"]);
  });

  test("wakes a getter at its very millisecond, and no caller before", async () => {
    const bench = new Bench();
    const queue = await bench.open();
    const getting = queue.get();
    await queue.addAfter("a", 90_001);
    bench.clock.advance(90_000);
    expect(await isSettled(getting)).toBe(false);
    bench.clock.advance(1);
    expect((await getting)?.key).toBe("a");
  });

  test.each([Number.NaN, "1"])("of %s is refused", async (delayMs) => {
    const queue = await new Bench().open();
    await expect(queue.addAfter("a", delayMs as number)).rejects.toThrow(/delayMs must be a number/);
    await queue.addAfter("a", 5);
    await expect(queue.postpone("a", delayMs as number)).rejects.toThrow(/delayMs must be a number/);
  });
});

describe.each([
  { where: "an hour back", byMs: -3_600_000 },
  { where: "a year back", byMs: -yearMs },
  { where: "an hour forward", byMs: 3_600_000 },
  { where: "a year forward", byMs: yearMs },
])("When the wall clock is set $where", ({ byMs }) => {
  const setClock = ({ clock }: Bench): void => clock.setWallTime(clock.wallNow() + byMs);

  test("a key waits as long as asked, for a getter that waits", async () => {
    const bench = new Bench();
    const queue = await bench.open();
    await queue.addAfter("a", 1_000);
    const getting = queue.get();
    await turns(1);
    setClock(bench);
    bench.clock.advance(999);
    expect(await isSettled(getting)).toBe(false);
    bench.clock.advance(1);
    await turns(1);
    bench.clock.advance(0);
    expect((await getting)?.key).toBe("a");
  });

  test("a key waits as long as asked, for a getter that asks", async () => {
    const bench = new Bench();
    const queue = await bench.open();
    await queue.addAfter("a", 1_000);
    setClock(bench);
    expect(await queue.tryGet()).toBeUndefined();
    const [waiting] = await Array.fromAsync(queue.waiting());
    expect(waiting?.dueInMs).toBe(1_000);
    bench.clock.advance(1_000);
    expect((await queue.tryGet())?.key).toBe("a");
  });

  test("a retry waits as long as the limiter says, and its failure counts once", async () => {
    const bench = new Bench();
    const queue = await bench.open();
    await queue.add("a");
    await (await queue.get())!.retry();
    setClock(bench);
    expect(await queue.tryGet()).toBeUndefined();
    bench.clock.advance(10);
    const lease = (await queue.tryGet())!;
    expect(lease.failures).toBe(1);
    await lease.retry();
    expect(await queue.numRequeues("a")).toBe(2);
  });

  test("the next owner finds what waits where it belongs", async () => {
    const bench = new Bench();
    const queue = await bench.open();
    await queue.addAfter("a", 2 * dayMs);
    setClock(bench);
    // Noticed within a minute, though the process does nothing.
    bench.clock.advance(60_000);
    await turns(1);
    bench.crash();
    const next = await bench.open();
    const [waiting] = await Array.fromAsync(next.waiting());
    expect(waiting?.dueInMs).toBe(2 * dayMs - 60_000);
  });

  test("no lease is released by it, and a ready key is still handed out", async () => {
    const bench = new Bench();
    const queue = await bench.open();
    await queue.addAll(["a", "b"]);
    const lease = (await queue.get())!;
    setClock(bench);
    bench.clock.advance(dayMs);
    await turns(1);
    expect((await queue.get())?.key).toBe("b");
    expect(await queue.add("a")).toBe("rerun");
    expect(await statesOf(queue)).toEqual(["a:rerun", "b:processing"]);
    expect(await lease.done()).toBe("rerun");
  });
});

test("A wall clock that is adjusted by less than a second moves no due time", async () => {
  const refusals = new Refusals();
  const bench = new Bench(refusals.around);
  const queue = await bench.open();
  await queue.addAfter("a", dayMs);
  refusals.calls.length = 0;
  bench.clock.setWallTime(start + 900);
  await queue.length;
  bench.clock.setWallTime(start);
  await queue.length;
  expect(refusals.calls).toEqual(["counts", "counts"]);
});

test("A clock jump that the store refuses is reported", async () => {
  const refusals = new Refusals();
  const bench = new Bench(refusals.around);
  const queue = await bench.open();
  const error = refusals.refuse("shiftDueTimes");
  bench.clock.setWallTime(start + dayMs);
  await queue.length;
  await turns(1);
  expect(bench.errors).toEqual([error]);
});

test("A key that became due just before the wall clock went back a little still comes", async () => {
  const bench = new Bench();
  let readings: number[] = [];
  const clock: Clock = {
    now: () => bench.clock.now(),
    wallNow: () => readings.shift() ?? bench.clock.wallNow(),
    after: (delayMs, wake) => bench.clock.after(delayMs, wake),
  };
  const queue = await bench.open({ clock });
  await queue.addAfter("a", 10);
  const getting = queue.get();
  await turns(1);
  // The timer reads the clock when the key is due; the store receives a time before that.
  readings = [start + 10, start + 5];
  bench.clock.advance(10);
  expect(await isSettled(getting)).toBe(false);
  bench.clock.advance(60_000);
  expect((await getting)?.key).toBe("a");
});

test("A key that is due while the store refuses is asked for again within a minute", async () => {
  const refusals = new Refusals();
  const bench = new Bench(refusals.around);
  const queue = await bench.open();
  await queue.addAfter("a", 10);
  const error = refusals.refuse("counts");
  bench.clock.advance(10);
  await turns(1);
  expect(bench.errors).toEqual([error]);
  refusals.relent();
  bench.clock.advance(60_000);
  await turns(1);
  expect(bench.clock.pendingTimers).toBe(0);
  expect(await queue.length).toBe(1);
});

test("A key that is due becomes ready though no caller waits for it", async () => {
  const refusals = new Refusals();
  const bench = new Bench(refusals.around);
  const queue = await bench.open();
  await queue.addAfter("a", 10);
  refusals.calls.length = 0;
  bench.clock.advance(10);
  await turns(1);
  expect(refusals.calls).toEqual(["counts"]);
  expect(bench.clock.pendingTimers).toBe(0);
  expect(await statesOf(queue)).toEqual(["a:ready"]);
});

test("The timer of what is due keeps a process alive; that of the failed set does not", async () => {
  const bench = new Bench();
  const asked: (TimerOptions | undefined)[] = [];
  const clock: Clock = {
    now: () => bench.clock.now(),
    wallNow: () => bench.clock.wallNow(),
    after(delayMs, wake, options) {
      asked.push(options);
      return bench.clock.after(delayMs, wake);
    },
  };
  const queue = await bench.open({ clock, keepFailedMs: 1 });
  await queue.addAfter("a", 10);
  expect(asked).toEqual([{ keepsAlive: false }, undefined]);
});
