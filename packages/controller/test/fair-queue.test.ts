import type { Work } from "@workset/controller";
import { RateLimitingQueue } from "@workset/rate-limiters";
import { describe, expect, test } from "vitest";
import { altered, forever, groupOf, inProcess, keysOf, take } from "./fair-bench.ts";
import { turns } from "./workers-harness.ts";

test("groups take turns, regardless of how many keys each has", async () => {
  const { queue } = inProcess();
  for (const name of ["1", "2", "3", "4", "5"]) await queue.add(`noisy/${name}`);
  await queue.add("quiet/1");
  await queue.add("calm/1");
  await queue.add("quiet/2");
  expect(await keysOf(queue, 8)).toEqual([
    "noisy/1",
    "quiet/1",
    "calm/1",
    "noisy/2",
    "quiet/2",
    "noisy/3",
    "noisy/4",
    "noisy/5",
  ]);
  await queue.close();
});

test("a group hands out as many keys in its turn as its weight says", async () => {
  const { queue } = inProcess({ weight: (group) => (group === "heavy" ? 3 : 1) });
  for (const name of ["1", "2", "3", "4"]) {
    await queue.add(`heavy/${name}`);
    await queue.add(`light/${name}`);
  }
  expect(await keysOf(queue, 8)).toEqual([
    "heavy/1",
    "heavy/2",
    "heavy/3",
    "light/1",
    "heavy/4",
    "light/2",
    "light/3",
    "light/4",
  ]);
  await queue.close();
});

test("no more keys of a group are processing than its limit says", async () => {
  const { queue } = inProcess({ limit: 2 });
  for (const name of ["1", "2", "3"]) await queue.add(`a/${name}`);
  await queue.add("b/1");
  const first = await take(queue);
  expect([(await take(queue)).key, (await take(queue)).key].toSorted()).toEqual(["a/2", "b/1"]);
  const fourth = queue.take(forever);
  let ended = false;
  void fourth.then(() => (ended = true));
  await turns();
  expect(ended).toBe(false);
  await first.release({ next: "done" });
  expect((await fourth)?.key).toBe("a/3");
  await queue.close();
});

test("a key that waits for its turn counts as ready, and one that was handed out as processing", async () => {
  const { queue } = inProcess();
  await queue.add("a/1");
  await queue.add("a/2");
  await queue.add("b/1");
  await queue.addAfter("b/2", 1000);
  await turns();
  expect(await queue.counts()).toEqual({ ready: 3, processing: 0, waiting: 1 });
  await take(queue);
  await turns();
  expect(await queue.counts()).toEqual({ ready: 2, processing: 1, waiting: 1 });
  await queue.close();
});

test("a queue that cannot be opened rejects the add, and is tried again with the next one", async () => {
  let broken = true;
  const { queue } = inProcess({
    open: () => {
      if (broken) throw new Error("no place");
      return new RateLimitingQueue();
    },
  });
  await expect(queue.add("a/1")).rejects.toThrow("no place");
  broken = false;
  await queue.add("a/1");
  expect(await keysOf(queue, 1)).toEqual(["a/1"]);
  await queue.close();
});

test("a group with a weight has all of its turns in every round", async () => {
  const { queue } = inProcess({ weight: (group) => (group === "heavy" ? 2 : 1) });
  for (const name of ["1", "2", "3", "4", "5"]) await queue.add(`heavy/${name}`);
  for (const name of ["1", "2"]) await queue.add(`light/${name}`);
  const groups = (await keysOf(queue, 7)).map((key) => groupOf(key));
  expect(groups).toEqual(["heavy", "heavy", "light", "heavy", "heavy", "light", "heavy"]);
  await queue.close();
});

describe("a batch", () => {
  const signal = forever;

  test("has one key of each group, and no more than it may.", async () => {
    const { queue } = inProcess();
    for (const key of ["a/1", "a/2", "b/1", "c/1"]) await queue.add(key);
    await turns();
    const two = await queue.takeBatch(2, { maxWaitMs: 0, signal });
    expect(two.map(({ key }) => key)).toEqual(["a/1", "b/1"]);
    await turns();
    const rest = await queue.takeBatch(5, { maxWaitMs: 0, signal });
    expect(rest.map(({ key }) => key)).toEqual(["c/1", "a/2"]);
    await queue.close();
  });

  test("waits for its first key, and then `maxWaitMs` for more", async () => {
    const { queue, clock } = inProcess();
    let batch: readonly Work<string>[] | undefined;
    void queue.takeBatch(3, { maxWaitMs: 100, signal }).then((works) => (batch = works));
    await turns();
    await queue.add("a/1");
    await turns();
    expect(batch).toBeUndefined();
    clock.advance(100);
    await turns();
    expect(batch?.length).toBe(1);
    await queue.add("a/2");
    await turns();
    const more = queue.takeBatch(2, { maxWaitMs: 100, signal });
    await queue.add("b/1");
    expect((await more).length).toBe(2);
    await queue.close();
  });

  test("does not wait when it is full", async () => {
    const { queue } = inProcess();
    await queue.add("a/1");
    await turns();
    expect((await queue.takeBatch(1, { maxWaitMs: 100, signal })).length).toBe(1);
    await queue.close();
  });

  test("ends with its signal", async () => {
    const { queue } = inProcess();
    await queue.add("a/1");
    await turns();
    const aborted = AbortSignal.abort(new Error("enough"));
    await expect(queue.takeBatch(1, { maxWaitMs: 0, signal: aborted })).rejects.toThrow("enough");
    expect(await keysOf(queue, 1)).toEqual(["a/1"]);
    await queue.close();
  });
});

test.each(["take", "takeBatch"] as const)(
  "a queue of a group that fails rejects a waiting caller, and is asked again by the next %s",
  async (how) => {
    const own = new RateLimitingQueue();
    let faults = 1;
    const get = (signal?: AbortSignal): ReturnType<typeof own.get> =>
      faults-- > 0 ? Promise.reject(new Error("disk away")) : own.get(signal);
    const { queue } = inProcess({ open: () => altered(own, { get }) });
    const waiting = queue.take(forever);
    await Promise.all([expect(waiting).rejects.toThrow("disk away"), queue.add("a/1")]);
    const works =
      how === "take"
        ? [await queue.take(forever)]
        : await queue.takeBatch(1, { maxWaitMs: 0, signal: forever });
    expect(works.map((work) => work?.key)).toEqual(["a/1"]);
    await queue.close();
  },
);

test("work of a group is released as its queue releases it", async () => {
  const { queue } = inProcess();
  await queue.add("a/1", { priority: 7 });
  const first = await take(queue);
  expect([first.priority, first.failures]).toEqual([7, 0]);
  await first.release({ next: "retry", afterMs: 0 });
  const second = await take(queue);
  expect([second.priority, second.failures]).toEqual([7, 1]);
  await second.release({ next: "give-back" });
  const third = await take(queue);
  expect(third.failures).toBe(1);
  await third.release({ next: "again", afterMs: 0 });
  expect((await take(queue)).failures).toBe(0);
  await queue.close();
});

test("a key that is released several times counts once for the limit", async () => {
  const { queue } = inProcess({ limit: 1 });
  for (const name of ["1", "2", "3"]) await queue.add(`a/${name}`);
  const first = await take(queue);
  await Promise.all([
    first.release({ next: "done" }),
    first.release({ next: "done" }),
    first.release({ next: "give-back" }),
  ]);
  expect((await take(queue)).key).toBe("a/2");
  await first.release({ next: "done" });
  let handedOut = false;
  void queue.take(forever).then(() => (handedOut = true));
  await turns();
  expect(handedOut).toBe(false);
  await queue.close();
});

test("a wait for work ends with its signal", async () => {
  const { queue } = inProcess();
  const controller = new AbortController();
  const waiting = queue.take(controller.signal);
  controller.abort(new Error("enough"));
  await expect(waiting).rejects.toThrow("enough");
  await expect(queue.take(controller.signal)).rejects.toThrow("enough");
  await queue.add("a/1");
  expect(await keysOf(queue, 1)).toEqual(["a/1"]);
  await queue.close();
});

test("options without meaning are refused by name", async () => {
  expect(() => inProcess({ limit: 0 })).toThrow(/limit must be/);
  expect(() => inProcess({ keepIdleMs: NaN })).toThrow(/keepIdleMs must be/);
  const { queue } = inProcess({ weight: () => 0 });
  await expect(queue.add("a/1")).rejects.toThrow(/weight of "a" must be/);
});
