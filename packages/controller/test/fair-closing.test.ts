import { ManualClock } from "@workset/clock";
import { RateLimitingQueue } from "@workset/rate-limiters";
import { expect, test, vi } from "vitest";
import { altered, forever, inProcess, keysOf, seconds, take } from "./fair-bench.ts";
import { turns } from "./workers-harness.ts";

test("a group without keys is closed, and opened again by its next add", async () => {
  const { queue, clock, opened } = inProcess({ keepIdleMs: 1000 });
  await queue.add("a/1");
  await queue.addAfter("b/1", 5000);
  expect(await keysOf(queue, 1)).toEqual(["a/1"]);
  expect(queue.groups).toEqual(["a", "b"]);
  await seconds(clock, 3);
  expect(queue.groups).toEqual(["b"]);
  await queue.add("a/2");
  expect(opened).toEqual(["a", "b", "a"]);
  expect(await keysOf(queue, 1)).toEqual(["a/2"]);
  await queue.close();
  expect(clock.pendingTimers).toBe(0);
});

test("a thousand groups that had one key each leave nothing behind", async () => {
  const { queue, clock } = inProcess({ keepIdleMs: 1000 });
  for (let group = 0; group < 1000; group++) await queue.add(`${group}/a`);
  expect((await keysOf(queue, 1000)).length).toBe(1000);
  await seconds(clock, 3);
  expect(queue.groups).toEqual([]);
  expect(clock.pendingTimers).toBe(0);
});

test("after a shutdown ready keys are handed out, and adds are dropped", async () => {
  const { queue } = inProcess({ limit: 1 });
  for (const key of ["a/1", "a/2", "b/1"]) await queue.add(key);
  await turns();
  await queue.shutDown();
  expect(await queue.add("a/3")).toBe("dropped");
  expect(await queue.add("c/1")).toBe("dropped");
  expect((await keysOf(queue, 3)).toSorted()).toEqual(["a/1", "a/2", "b/1"]);
  await turns();
  expect(await queue.take(forever)).toBeUndefined();
  expect(await queue.takeBatch(3, { maxWaitMs: 0, signal: forever })).toEqual([]);
  await queue.close();
});

test("a key that waits for the turn of its group is given back to a queue that stays open", async () => {
  const own = new RateLimitingQueue();
  const { queue } = inProcess({ open: () => altered(own, { [Symbol.dispose]: undefined }) });
  await queue.add("a/1");
  await turns();
  expect(own.stateOf("a/1")).toBe("processing");
  await queue.close();
  expect(own.stateOf("a/1")).toBe("ready");
});

test("a group that opens while the queue closes hands out nothing", async () => {
  const gate = Promise.withResolvers<void>();
  const own = new RateLimitingQueue();
  own.add("a/1");
  const { queue, clock } = inProcess({
    open: async () => {
      await gate.promise;
      return own;
    },
  });
  const opening = queue.openGroups(["a"]);
  const waiting = queue.take(forever);
  const closing = queue.close();
  expect(await waiting).toBeUndefined();
  gate.resolve();
  await Promise.all([opening, closing]);
  expect(await queue.take(forever)).toBeUndefined();
  expect(own.stats().processing).toBe(0);
  expect(clock.pendingTimers).toBe(0);
});

test("a group that opens after a shutdown takes nothing, and no caller waits for it", async () => {
  const gate = Promise.withResolvers<RateLimitingQueue>();
  const { queue } = inProcess({ open: () => gate.promise });
  const adding = queue.add("a/1");
  const waiting = queue.take(forever);
  await queue.shutDown();
  gate.resolve(new RateLimitingQueue());
  expect(await adding).toBe("dropped");
  expect(await waiting).toBeUndefined();
  await queue.close();
});

test("a shutdown without groups resolves every waiting caller", async () => {
  const { queue } = inProcess();
  const waiting = queue.take(forever);
  await queue.shutDown();
  expect(await waiting).toBeUndefined();
  await queue.close();
});

test("after a shutdown callers wait for a group at its limit", async () => {
  const { queue } = inProcess({ limit: 1 });
  for (const key of ["a/1", "a/2"]) await queue.add(key);
  const first = await take(queue);
  await queue.shutDown();
  const waiting = queue.take(forever);
  await turns();
  await first.release({ next: "done" });
  const second = await waiting;
  expect(second?.key).toBe("a/2");
  const last = queue.take(forever);
  await second?.release({ next: "done" });
  expect(await last).toBeUndefined();
  await queue.close();
});

test("a group is closed when it was idle for the whole time, not before", async () => {
  const { queue, clock } = inProcess({ keepIdleMs: 1000 });
  await queue.add("a/1");
  await seconds(clock, 3);
  await (await take(queue)).release({ next: "done" });
  await seconds(clock, 1);
  expect(queue.groups).toEqual(["a"]);
  await seconds(clock, 1);
  expect(queue.groups).toEqual([]);
  await queue.close();
});

test("a group with a pending add is not closed", async () => {
  const own = new RateLimitingQueue();
  const gate = Promise.withResolvers<void>();
  const add = async (item: string): Promise<unknown> => {
    await gate.promise;
    return own.add(item);
  };
  const { queue, clock } = inProcess({ keepIdleMs: 1000, open: () => altered(own, { add }) });
  const adding = queue.add("a/1");
  await seconds(clock, 3);
  expect(queue.groups).toEqual(["a"]);
  gate.resolve();
  expect(await adding).toBe("added");
  expect(await keysOf(queue, 1)).toEqual(["a/1"]);
  await seconds(clock, 3);
  expect(queue.groups).toEqual([]);
  await queue.close();
});

test("queues that cannot be closed are reported by the close", async () => {
  const dispose = (): void => {
    throw new Error("stuck");
  };
  const { queue, clock } = inProcess({
    keepIdleMs: 1000,
    open: () => altered(new RateLimitingQueue(), { [Symbol.dispose]: dispose }),
  });
  await queue.openGroups(["a"]);
  await seconds(clock, 3);
  expect(queue.groups).toEqual([]);
  await queue.add("a/1");
  expect(await keysOf(queue, 1)).toEqual(["a/1"]);
  await expect(queue.close()).rejects.toThrow("queues of 2 groups could not be closed");
});

test("a queue that cannot say what it holds is not closed", async () => {
  const stats = (): never => {
    throw new Error("disk away");
  };
  const { queue, clock } = inProcess({
    keepIdleMs: 1000,
    open: () => altered(new RateLimitingQueue(), { stats }),
  });
  await queue.openGroups(["a"]);
  await seconds(clock, 3);
  expect(queue.groups).toEqual(["a"]);
  await queue.close();
});

test("the timers of idle groups keep no process alive", async () => {
  const clock = new ManualClock();
  const after = vi.spyOn(clock, "after");
  const { queue } = inProcess({ clock });
  await queue.openGroups(["a"]);
  expect(after).toHaveBeenCalledExactlyOnceWith(10_000, expect.any(Function), { keepsAlive: false });
  await queue.close();
});

test("closing happens once, refuses adds, and leaves nothing to take", async () => {
  let closed = 0;
  const own = new RateLimitingQueue();
  const { queue } = inProcess({ open: () => altered(own, { [Symbol.dispose]: () => closed++ }) });
  await queue.add("a/1");
  await turns();
  const closing = queue.close();
  expect(queue.close()).toBe(closing);
  expect(await queue.add("a/2")).toBe("dropped");
  expect(await queue.take(forever)).toBeUndefined();
  expect(await queue.takeBatch(2, { maxWaitMs: 0, signal: forever })).toEqual([]);
  await closing;
  expect(closed).toBe(1);
  expect(own.stats()).toMatchObject({ ready: 1, processing: 0 });
});

test("a group that becomes idle at the moment of the close is closed once", async () => {
  let closed = 0;
  const { queue, clock } = inProcess({
    keepIdleMs: 1000,
    open: () => altered(new RateLimitingQueue(), { [Symbol.dispose]: () => closed++ }),
  });
  await queue.openGroups(["a"]);
  await turns();
  clock.advance(1000);
  await queue.close();
  await turns();
  expect([closed, clock.pendingTimers]).toEqual([1, 0]);
});

test("a key added again before a shutdown is handed out once more", async () => {
  const { queue } = inProcess();
  await queue.add("a/1");
  const work = await take(queue);
  expect(await queue.add("a/1")).toBe("rerun");
  await queue.shutDown();
  await turns();
  await work.release({ next: "done" });
  expect((await queue.take(forever))?.key).toBe("a/1");
  await queue.close();
});

test("closing waits for queues that are being closed already", async () => {
  const gate = Promise.withResolvers<void>();
  const own = altered(new RateLimitingQueue(), { [Symbol.asyncDispose]: () => gate.promise });
  const { queue, clock } = inProcess({ keepIdleMs: 1000, open: () => own });
  await queue.openGroups(["a"]);
  await seconds(clock, 2);
  expect(queue.groups).toEqual([]);
  let closed = false;
  const closing = queue.close().then(() => (closed = true));
  await turns();
  expect(closed).toBe(false);
  gate.resolve();
  await closing;
});

test("a key that its queue hands out during the close is given back first", async () => {
  const own = new RateLimitingQueue();
  own.add("a/1");
  const gate = Promise.withResolvers<void>();
  const get = async (): ReturnType<typeof own.get> => {
    await gate.promise;
    return own.tryGet();
  };
  let left: number | undefined;
  const dispose = (): void => void (left = own.stats().processing);
  const { queue } = inProcess({ open: () => altered(own, { get, [Symbol.dispose]: dispose }) });
  await queue.openGroups(["a"]);
  const closing = queue.close();
  await turns();
  gate.resolve();
  await closing;
  expect([left, own.stateOf("a/1")]).toEqual([0, "ready"]);
});
