import { EventQueue, type DeltaBatch } from "@workset/informer";
import { expect, test } from "vitest";
import { short, thing, thingMeta, type Thing } from "./things.ts";

const calm = new AbortController().signal;

function queueOf(
  options: { capacity?: number; transform?: (object: Thing) => Thing } = {},
): EventQueue<Thing> {
  return new EventQueue({ meta: thingMeta, ...options });
}

function popAll(queue: EventQueue<Thing>): (string[] | undefined)[] {
  const all: (string[] | undefined)[] = [];
  for (let batch = queue.tryPop(); batch; batch = queue.tryPop()) all.push(short(batch));
  return all;
}

test("changes are popped in the order in which they were pushed, among all objects", () => {
  const queue = queueOf();
  queue.add(thing("b"));
  queue.update(thing("a", 2));
  queue.delete(thing("c", 3));
  expect(popAll(queue)).toEqual([["added b@1", "updated a@2", "deleted c@3"]]);
  expect(queue.tryPop()).toBeUndefined();
});

test("a batch holds a key at most once; what follows comes in the next", () => {
  const queue = queueOf();
  for (const [key, version] of [
    ["a", 1],
    ["b", 1],
    ["a", 2],
    ["a", 3],
    ["b", 2],
  ] as const) {
    queue.update(thing(key, version));
  }
  expect(popAll(queue)).toEqual([
    ["updated a@1", "updated b@1"],
    ["updated a@2"],
    ["updated a@3", "updated b@2"],
  ]);
});

test("a batch holds at most 1,000 changes", () => {
  const queue = queueOf();
  for (let n = 0; n < 2500; n++) queue.add(thing(`k${n}`));
  expect(popAll(queue).map((batch) => batch?.length)).toEqual([1000, 1000, 500]);
});

test("a list, a resync and a bookmark come alone", () => {
  const queue = queueOf();
  queue.add(thing("a"));
  void queue.replace([thing("b", 2), thing("c", 3), thing("b", 4)], "7");
  queue.add(thing("d"));
  queue.resync();
  queue.add(thing("e"));
  queue.bookmark("8");
  queue.add(thing("f"));
  expect(popAll(queue)).toEqual([
    ["added a@1"],
    ["replaced-all b@4,c@3 = 7"],
    ["added d@1"],
    ["sync-all"],
    ["added e@1"],
    ["bookmark 8"],
    ["added f@1"],
  ]);
});

test("of bookmarks in a row the last counts, and resyncs in a row are one", () => {
  const queue = queueOf();
  queue.bookmark("1");
  queue.bookmark("2");
  queue.resync();
  queue.resync();
  queue.bookmark("3");
  expect(queue.length).toBe(3);
  expect(popAll(queue)).toEqual([["bookmark 2"], ["sync-all"], ["bookmark 3"]]);
});

test("it has synced once the first list was popped, and not before", () => {
  const queue = queueOf();
  expect(queue.hasSynced).toBe(false);
  void queue.replace([thing("a")], "1");
  queue.add(thing("b"));
  expect(queue.hasSynced).toBe(false);
  expect(queue.tryPop()?.isInInitialList).toBe(true);
  expect(queue.hasSynced).toBe(true);
  expect(queue.tryPop()?.isInInitialList).toBe(false);
  void queue.replace([], "2");
  expect(queue.hasSynced).toBe(true);
});

test("it has synced at once when a change came before any list", () => {
  for (const tell of ["add", "update", "delete"] as const) {
    const queue = queueOf();
    queue[tell](thing("a"));
    expect(queue.hasSynced).toBe(true);
    expect(queue.tryPop()?.isInInitialList).toBe(false);
  }
});

test("what waited before the first list belongs to it, and no batch goes beyond its end", () => {
  const queue = queueOf();
  queue.bookmark("1");
  void queue.replace([thing("a")], "2");
  queue.resync();
  const initial = [1, 2, 3].map(() => queue.tryPop()?.isInInitialList);
  expect(initial).toEqual([true, true, false]);
});

test("pop waits for a change, and returns together what was pushed together", async () => {
  const queue = queueOf();
  const popping = queue.pop();
  queue.add(thing("a"));
  queue.add(thing("b"));
  expect(short(await popping)).toEqual(["added a@1", "added b@1"]);
});

test("a pop whose signal is aborted ends with its reason and takes nothing", async () => {
  const queue = queueOf();
  const stop = new AbortController();
  const reason = new Error("enough");
  const popping = queue.pop(stop.signal);
  stop.abort(reason);
  queue.add(thing("a"));
  await expect(popping).rejects.toBe(reason);
  await expect(queue.pop(stop.signal)).rejects.toBe(reason);
  expect(queue.length).toBe(1);
});

test("a closed queue hands over what waits, takes nothing, and then pops nothing", async () => {
  const queue = queueOf();
  queue.add(thing("a"));
  queue.close();
  queue.add(thing("b"));
  void queue.replace([thing("c")], "1");
  queue.bookmark("2");
  expect(short(await queue.pop())).toEqual(["added a@1"]);
  expect(await queue.pop()).toBeUndefined();
  expect(queue.isClosed).toBe(true);
});

test("closing ends the pop that waits, and disposing drops what waits", async () => {
  const queue = queueOf();
  const popping = queue.pop();
  queue.close();
  expect(await popping).toBeUndefined();
  const full = queueOf();
  full.add(thing("a"));
  full[Symbol.dispose]();
  expect([full.length, full.tryPop(), full.isClosed]).toEqual([0, undefined, true]);
});

test("there is room until the limit of changes wait, and again once some were popped", async () => {
  const queue = queueOf({ capacity: 2 });
  queue.add(thing("a"));
  expect(queue.room(calm)).toBeUndefined();
  queue.add(thing("b"));
  const room = queue.room(calm);
  let isThere = false;
  void room?.then(() => (isThere = true));
  await Promise.resolve();
  expect(isThere).toBe(false);
  queue.tryPop();
  await room;
  expect(queue.room(calm)).toBeUndefined();
});

test("by default 2,000 changes may wait", () => {
  const queue = queueOf();
  for (let n = 0; n < 1999; n++) queue.add(thing(`k${n}`));
  expect(queue.room(calm)).toBeUndefined();
  queue.add(thing("last"));
  expect(queue.room(calm)).toBeInstanceOf(Promise);
});

test("waiting for room ends with the signal's reason, or when the queue is closed", async () => {
  const queue = queueOf({ capacity: 1 });
  queue.add(thing("a"));
  const stop = new AbortController();
  const reason = new Error("enough");
  const waiting = queue.room(stop.signal);
  stop.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  const other = queue.room(calm);
  queue.close();
  await other;
});

test("a capacity that is no number of at least 1 is refused by name", () => {
  for (const capacity of [0, -1, NaN]) expect(() => queueOf({ capacity })).toThrow(/capacity must be/);
});

test("objects are transformed before they wait, once for each state", () => {
  const queue = queueOf({ transform: ({ key, version }) => thing(key, version * 10) });
  queue.add(thing("a", 1));
  queue.delete(thing("b", 2));
  void queue.replace([thing("c", 3)], "7");
  queue.resync();
  expect(popAll(queue)).toEqual([["added a@10", "deleted b@20"], ["replaced-all c@30 = 7"], ["sync-all"]]);
});

test("a transform that throws keeps its object out, and all of a list", () => {
  const queue = queueOf({
    transform(object) {
      if (object.version === 13) throw new Error("unlucky");
      return object;
    },
  });
  expect(() => queue.add(thing("a", 13))).toThrow("unlucky");
  expect(() => queue.update(thing("a", 13))).toThrow("unlucky");
  expect(() => queue.replace([thing("a"), thing("b", 13)], "7")).toThrow("unlucky");
  expect([queue.length, queue.hasSynced]).toEqual([0, false]);
});

test("an object that the transform refuses is deleted all the same, without its last state", () => {
  const queue = queueOf({
    transform() {
      throw new Error("unlucky");
    },
  });
  queue.delete(thing("a", 13));
  const batch = queue.tryPop() as DeltaBatch<Thing>;
  expect(batch.deltas[0]).toEqual({
    type: "deleted",
    key: "a",
    last: undefined,
    finalStateUnknown: true,
  });
});
