import { setImmediate } from "node:timers/promises";
import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { addAll, keysOf, openQueue, request, takeOne, Workbench, done } from "./workbench.ts";

test("A thousand adds of one turn are one commit", async () => {
  await using bench = new Workbench();
  const store = await bench.open();
  const commits: number[] = [];
  const queue = await openQueue(store, { observer: { committed: (verbs) => void commits.push(verbs) } });
  const before = store.stats();
  await addAll(
    queue,
    Array.from({ length: 1000 }, (_, key) => `key-${key}`),
  );
  expect(store.stats()).toMatchObject({ commits: before.commits + 1, verbs: before.verbs + 1000 });
  expect(commits.at(-1)).toBe(1000);
});

test("The verbs of all queues of a file share the commit, and end in the order in which they were called", async () => {
  await using bench = new Workbench();
  const store = await bench.open();
  const one = await openQueue(store, { queue: "one" });
  const other = await openQueue(store, { queue: "other" });
  await addAll(other, ["x"]);
  const before = store.stats().commits;
  const ended: string[] = [];
  const verbs = [
    one.add(request("a"), 0).then((adding) => ended.push(adding)),
    other.take(1, 0).then(([claim]) => ended.push(claim!.key)),
    one.take(1, 0).then(([claim]) => ended.push(claim!.key)),
    one.add(request("a"), 0).then((adding) => ended.push(adding)),
  ];
  await Promise.all(verbs);
  expect(ended).toEqual(["added", "x", "a", "rerun"]);
  expect(store.stats().commits).toBe(before + 1);
});

test("A completion and the take that is asked for with it are one commit", async () => {
  await using bench = new Workbench();
  const store = await bench.open();
  const queue = await openQueue(store);
  await addAll(queue, ["a", "b"]);
  const claim = await takeOne(queue);
  const before = store.stats().commits;
  const [, next] = await Promise.all([queue.release(claim, done, 0), queue.take(1, 0)]);
  expect(keysOf(next)).toEqual(["b"]);
  expect(store.stats().commits).toBe(before + 1);
});

test("A verb is answered after its commit, and not before", async () => {
  await using bench = new Workbench();
  const queue = await openQueue(await bench.open());
  const reader = new Database(bench.path(), { readonly: true });
  const seen = reader.prepare("SELECT count(*) FROM workset_keys").pluck();
  let before: unknown = seen.get();
  const adding = queue.add(request("a"), 0);
  await Promise.resolve();
  before = seen.get();
  await adding;
  expect([before, seen.get()]).toEqual([0, 1]);
  reader.close();
});

test("A function of the caller that throws rejects its own verb; the others of the turn go on", async () => {
  await using bench = new Workbench();
  const store = await bench.open();
  const reason = new Error("these do not combine");
  const combine = (): never => {
    throw reason;
  };
  const queue = await openQueue(store, { combine });
  const before = store.stats().commits;
  const [a, again, b] = await Promise.allSettled([
    queue.add(request("a", { payload: "1" }), 0),
    queue.add(request("a", { payload: "2" }), 0),
    queue.add(request("b"), 0),
  ]);
  expect(a).toEqual({ status: "fulfilled", value: "added" });
  expect(again).toEqual({ status: "rejected", reason });
  expect(b).toEqual({ status: "fulfilled", value: "added" });
  expect(store.stats().commits).toBe(before + 1);
  expect((await takeOne(queue)).payload).toBe("1");
});

test("A verb that is called by a function of the caller comes in the next turn", async () => {
  await using bench = new Workbench();
  const queue = await openQueue(await bench.open());
  let inner: Promise<unknown> | undefined;
  const due = (): number => {
    inner = queue.add(request("inner"), 0);
    return 0;
  };
  await queue.add(request("outer", { due }), 0);
  expect(await inner).toBe("added");
  expect(keysOf(await queue.take(9, 0))).toEqual(["outer", "inner"]);
});

test("Of a crowd that is due, a thousand join at a time; a take sees them all, in the order in which they are due", async () => {
  await using bench = new Workbench();
  const store = await bench.open();
  const joined: number[] = [];
  const queue = await openQueue(store, {
    observer: { becameReady: (keys) => void joined.push(keys.length) },
  });
  const keys = Array.from({ length: 2500 }, (_, key) => `key-${key}`);
  const priority = (index: number): number => (index === 2400 ? 1 : 0);
  await Promise.all(
    keys.map((key, at) => queue.add(request(key, { due: at + 1, priority: priority(at) }), 0)),
  );
  const before = store.stats().commits;
  const [first] = await queue.take(1, 5000);
  expect(first?.key).toBe("key-2400");
  expect(joined).toEqual([1000, 1000, 500]);
  expect(store.stats().commits - before).toBeLessThanOrEqual(3);
  expect(keysOf(await queue.take(5000, 5000))).toEqual(keys.filter((key) => key !== "key-2400"));
});

test("Another process that writes to the file makes verbs wait without holding up the event loop", async () => {
  await using bench = new Workbench();
  const queue = await openQueue(await bench.open());
  const other = new Database(bench.path());
  other.exec("BEGIN IMMEDIATE");
  const adding = queue.add(request("a"), 0);
  let turns = 0;
  while (turns < 20) {
    await setImmediate();
    turns++;
  }
  expect(await Promise.race([adding, setImmediate("waits")])).toBe("waits");
  other.exec("ROLLBACK");
  expect(await adding).toBe("added");
  other.close();
});

test("Tokens and places in the order go on growing after a restart", async () => {
  await using bench = new Workbench();
  let token = 0;
  for (let round = 0; round < 3; round++) {
    const store = await bench.open();
    const queue = await openQueue(store);
    await addAll(queue, [`key-${round}`, "taken"]);
    const [claim] = (await queue.take(9, 0)).slice(-1);
    expect(claim!.token).toBeGreaterThan(token);
    ({ token } = claim!);
    await queue.release(claim!, done, 0);
    await store.close();
  }
  const queue = await openQueue(await bench.open());
  expect(keysOf(await queue.take(9, 0))).toEqual(["key-0", "key-1", "key-2"]);
});
