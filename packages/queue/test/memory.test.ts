import { describe, expect, it } from "vitest";
import { WorkQueue } from "../src/index.ts";
import { BareStop } from "./bare-stop.ts";
import { collectGarbage } from "./collect-garbage.ts";

interface Task {
  readonly id: string;
}

const queueOfTasks = (): WorkQueue<Task> => new WorkQueue<Task>({ keyOf: ({ id }) => id });

/** Adds a task that only the queue references. */
function addUnseen(queue: WorkQueue<Task>, id: string): WeakRef<Task> {
  const task = { id };
  queue.add(task);
  return new WeakRef(task);
}

/** How many are left once all that can be collected is; a collection may be under way, and then it takes another. */
async function left(refs: readonly WeakRef<object>[], expected: number): Promise<number> {
  let count: number;
  let rounds = 10;
  do {
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
    count = refs.filter((ref) => ref.deref() !== undefined).length;
  } while (count > expected && --rounds > 0);
  return count;
}

describe("a work queue", () => {
  it("references what is ready or processing, and not what is done", async () => {
    const queue = queueOfTasks();
    const tasks = Array.from({ length: 100 }, (_, i) => addUnseen(queue, `t${i}`));
    for (let i = 0; i < 60; i++) queue.tryGet();
    for (let i = 0; i < 40; i++) queue.done(`t${i}`);
    expect(await left(tasks, 60)).toBe(60);
    for (let i = 0; i < 40; i++) queue.tryGet();
    for (let i = 40; i < 100; i++) queue.done(`t${i}`);
    expect(await left(tasks, 0)).toBe(0);
    expect(queue.list()).toEqual([]);
  });

  it("does not reference an item that a later one of its key replaced", async () => {
    const queue = queueOfTasks();
    const first = [addUnseen(queue, "a"), addUnseen(queue, "b")];
    (() => queue.tryGet())();
    const second = [addUnseen(queue, "a"), addUnseen(queue, "b")];
    const third = [addUnseen(queue, "a"), addUnseen(queue, "b")];
    queue.done("a");
    expect(await left([...first, ...second], 0)).toBe(0);
    expect(await left(third, 2)).toBe(2);
  });

  it("does not keep what it drops, nor, after everything is taken, the last of a priority", async () => {
    const queue = queueOfTasks();
    queue.add({ id: "a" }, { priority: 3 });
    const plain = addUnseen(queue, "b");
    for (let i = 0; i < 2; i++) queue.tryGet()!.done();
    queue.shutDown();
    expect(await left([plain, addUnseen(queue, "c")], 0)).toBe(0);
    expect(queue.length).toBe(0);
  });

  it("does not keep an item alive by the lease of an earlier run", async () => {
    const queue = queueOfTasks();
    queue.add({ id: "a" });
    const stale = queue.tryGet()!;
    stale.done();
    const later = addUnseen(queue, "a");
    (() => queue.tryGet()!.done())();
    expect(await left([later], 0)).toBe(0);
    expect(stale.key).toBe("a");
  });

  it("keeps nothing of getters that gave up", async () => {
    const queue = queueOfTasks();
    const stops = await giveUp(queue, 50);
    expect(await left(stops, 0)).toBe(0);
    expect(queue.stats().getters).toBe(0);
  });
});

/** Gets with signals that are aborted; answers the signals. */
async function giveUp(queue: WorkQueue<Task>, count: number): Promise<WeakRef<BareStop>[]> {
  const stops = Array.from({ length: count }, () => new BareStop());
  const gets = Promise.allSettled(stops.map(({ signal }) => queue.get(signal)));
  for (const stop of stops) stop.abort();
  await gets;
  return stops.map((stop) => new WeakRef(stop));
}
