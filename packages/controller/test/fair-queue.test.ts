import { ManualClock } from "@workset/clock";
import { FairQueue, Workers, type FairQueueOptions, type Work } from "@workset/controller";
import { DurableQueue } from "@workset/durable";
import { RateLimitingQueue } from "@workset/rate-limiting";
import { MemoryStore } from "@workset/store-memory";
import { describe, expect, test } from "vitest";
import { turns } from "./workers-place.ts";

/** `group/name` */
function groupOf(item: string): string {
  return item.split("/")[0]!;
}

const forever = new AbortController().signal;

interface Bench {
  readonly clock: ManualClock;
  readonly queue: FairQueue;
  readonly opened: string[];
}

function inProcess(options: Partial<FairQueueOptions<string>> = {}): Bench {
  const clock = new ManualClock();
  const opened: string[] = [];
  const queue = new FairQueue({
    groupOf,
    clock,
    open: (group) => {
      opened.push(group);
      return new RateLimitingQueue({ clock, merge: true });
    },
    ...options,
  });
  return { clock, queue, opened };
}

async function take(queue: FairQueue): Promise<Work<string>> {
  await turns(2);
  const work = await queue.take(forever);
  expect(work).toBeDefined();
  return work!;
}

/** Takes and ends so many keys, one after another. */
async function keysOf(queue: FairQueue, many: number): Promise<string[]> {
  const keys: string[] = [];
  for (let left = many; left > 0; left--) {
    const work = await take(queue);
    keys.push(work.key);
    await work.done();
  }
  return keys;
}

test("Groups take turns, however many keys one of them has.", async () => {
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

test("A group hands out as many keys in its turn as its weight says.", async () => {
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

test("No more keys of a group are in hand than its limit says.", async () => {
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
  await first.done();
  expect((await fourth)?.key).toBe("a/3");
  await queue.close();
});

test("A key that waits for its turn counts as ready, and one that was handed out as in hand.", async () => {
  const { queue } = inProcess();
  await queue.add("a/1");
  await queue.add("a/2");
  await queue.add("b/1");
  await queue.addAfter("b/2", 1000);
  await turns();
  expect(await queue.counts()).toEqual({ ready: 3, inHand: 0, waiting: 1 });
  await take(queue);
  await turns();
  expect(await queue.counts()).toEqual({ ready: 2, inHand: 1, waiting: 1 });
  await queue.close();
});

test("A group that stays without keys is closed, and opened again when it has one.", async () => {
  const { queue, clock, opened } = inProcess({ keepIdleMs: 1000 });
  await queue.add("a/1");
  await queue.addAfter("b/1", 5000);
  expect(await keysOf(queue, 1)).toEqual(["a/1"]);
  expect(queue.groups).toEqual(["a", "b"]);
  for (let seconds = 0; seconds < 3; seconds++) {
    clock.advance(1000);
    await turns();
  }
  expect(queue.groups).toEqual(["b"]);
  await queue.add("a/2");
  expect(opened).toEqual(["a", "b", "a"]);
  expect(await keysOf(queue, 1)).toEqual(["a/2"]);
  await queue.close();
  expect(clock.pendingTimers).toBe(0);
});

test("A thousand groups that had a key each cost nothing later.", async () => {
  const { queue, clock } = inProcess({ keepIdleMs: 1000 });
  for (let group = 0; group < 1000; group++) await queue.add(`${group}/a`);
  expect((await keysOf(queue, 1000)).length).toBe(1000);
  for (let seconds = 0; seconds < 3; seconds++) {
    clock.advance(1000);
    await turns();
  }
  expect(queue.groups).toEqual([]);
  expect(clock.pendingTimers).toBe(0);
});

test("A queue that can not be opened rejects the add, and is tried again with the next one.", async () => {
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

test("After a shutdown what is ready is handed out, then there is no more; adds are dropped.", async () => {
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

test("What waits for its turn goes back to a queue that stays open.", async () => {
  const own = new RateLimitingQueue();
  const hidden = new Proxy(own, {
    get: (target, name) => {
      if (name === Symbol.dispose) return undefined;
      const property: unknown = Reflect.get(target, name);
      return typeof property === "function" ? (property.bind(target) as unknown) : property;
    },
  });
  const { queue } = inProcess({ open: () => hidden });
  await queue.add("a/1");
  await turns();
  expect(own.stateOf("a/1")).toBe("in-hand");
  await queue.close();
  expect(own.stateOf("a/1")).toBe("ready");
});

test("Whoever waits for work hears its signal.", async () => {
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

test("Options that have no meaning are refused by name.", async () => {
  expect(() => inProcess({ limit: 0 })).toThrow(/limit must be/);
  expect(() => inProcess({ keepIdleMs: NaN })).toThrow(/keepIdleMs must be/);
  const { queue } = inProcess({ weight: () => 0 });
  await expect(queue.add("a/1")).rejects.toThrow(/weight must be/);
});

describe("Over durable queues", () => {
  interface Durable {
    readonly clock: ManualClock;
    readonly store: MemoryStore;
    readonly open: () => FairQueue;
  }

  function durable(): Durable {
    const clock = new ManualClock();
    const store = new MemoryStore();
    return {
      clock,
      store,
      open: () =>
        new FairQueue({
          groupOf,
          clock,
          keepIdleMs: 1000,
          open: (group) => DurableQueue.open({ store, name: `jobs/${group}`, clock }),
        }),
    };
  }

  test("What waits for its turn is given back when the queue is closed, with nothing held against it.", async () => {
    const { open, store } = durable();
    const before = open();
    for (const key of ["a/1", "a/2", "b/1"]) await before.add(key);
    await turns();
    await before.close();
    store.crash();
    const after = open();
    await after.openGroups(["a", "b"]);
    await turns();
    const works = [await take(after), await take(after), await take(after)];
    expect(works.map(({ key, failures }) => `${key}:${failures}`)).toEqual(["a/1:0", "b/1:0", "a/2:0"]);
    await after.close();
  });

  test("A group whose queue is being closed is opened again only then.", async () => {
    const { open, clock } = durable();
    const queue = open();
    for (let round = 0; round < 20; round++) {
      await queue.add("a/1");
      expect(await keysOf(queue, 1)).toEqual(["a/1"]);
      clock.advance(1000);
      clock.advance(1000);
      for (let left = round; left > 0; left--) await Promise.resolve();
    }
    await queue.close();
  });

  test("Workers share themselves among the groups.", async () => {
    const { open, clock } = durable();
    const queue = open();
    for (let name = 0; name < 50; name++) await queue.add(`noisy/${name}`);
    await queue.add("quiet/1");
    const order: string[] = [];
    const workers = new Workers({
      source: queue,
      clock,
      concurrency: 2,
      handler: ({ key }) => void order.push(key),
    });
    workers.start();
    await turns(200);
    expect(order.length).toBe(51);
    expect(order.indexOf("quiet/1")).toBeLessThan(4);
    await workers.stop();
    await queue.close();
  });
});
