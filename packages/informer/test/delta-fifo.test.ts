import { DeltaFIFO, type DeltaFIFOOptions } from "@workset/informer/client-go";
import { expect, test } from "vitest";
import { short, thing, thingMeta, type Thing } from "./things.ts";

const calm = new AbortController().signal;

function fifoOf(options: Partial<DeltaFIFOOptions<Thing>> = {}): DeltaFIFO<Thing> {
  return new DeltaFIFO({ meta: thingMeta, ...options });
}

function knowing(...things: Thing[]): { keys(): Iterable<string>; getByKey(key: string): Thing | undefined } {
  const known = new Map(things.map((one) => [one.key, one]));
  return { keys: () => known.keys(), getByKey: (key) => known.get(key) };
}

function popAll(fifo: DeltaFIFO<Thing>): (string[] | undefined)[] {
  const all: (string[] | undefined)[] = [];
  for (let batch = fifo.tryPop(); batch; batch = fifo.tryPop()) all.push(short(batch));
  return all;
}

test("all changes of a key are popped together, and keys in the order in which they first changed", () => {
  const fifo = fifoOf();
  fifo.add(thing("a", 1));
  fifo.add(thing("b", 2));
  fifo.update(thing("a", 3));
  fifo.delete(thing("a", 4));
  expect(fifo.keys()).toEqual(["a", "b"]);
  expect(fifo.length).toBe(4);
  expect(popAll(fifo)).toEqual([["added a@1", "updated a@3", "deleted a@4"], ["added b@2"]]);
  expect(fifo.length).toBe(0);
});

test("two deletions in a row are one: the one whose last state is certain", () => {
  const fifo = fifoOf();
  fifo.add(thing("a", 1));
  fifo.deleteUnseen("a", thing("a", 1));
  fifo.delete(thing("a", 2));
  fifo.deleteUnseen("a");
  expect(popAll(fifo)).toEqual([["added a@1", "deleted a@2"]]);
});

test("nothing else is made one", () => {
  const fifo = fifoOf();
  for (let n = 0; n < 3; n++) fifo.update(thing("a"));
  expect(popAll(fifo)).toEqual([["updated a@1", "updated a@1", "updated a@1"]]);
});

test("the deletion of a key that is neither queued nor known is dropped", () => {
  const fifo = fifoOf({ knownObjects: knowing(thing("a")) });
  fifo.delete(thing("b"));
  fifo.deleteUnseen("c");
  fifo.delete(thing("a", 2));
  expect(popAll(fifo)).toEqual([["deleted a@2"]]);
  const blind = fifoOf();
  blind.delete(thing("a"));
  expect(blind.length).toBe(0);
});

test("a list queues its objects, and the deletion of queued or known keys that it lacks", () => {
  const fifo = fifoOf({ knownObjects: knowing(thing("a"), thing("b")) });
  fifo.add(thing("c", 5));
  fifo.replace([thing("a", 2), thing("d", 4)], "9");
  expect(popAll(fifo)).toEqual([
    ["added c@5", "deleted c@5?"],
    ["replaced a@2"],
    ["replaced d@4"],
    ["deleted b@1?"],
    ["bookmark 9"],
  ]);
});

test("the objects of a list can be called by client-go's older name", () => {
  const fifo = fifoOf({ replaceAs: "sync" });
  fifo.replace([thing("a")], "1");
  expect(popAll(fifo)[0]).toEqual(["sync a@1"]);
});

test("a resync queues known objects of which nothing is queued", () => {
  const fifo = fifoOf({ knownObjects: knowing(thing("a"), thing("b")) });
  fifo.update(thing("a", 2));
  fifo.resync();
  expect(popAll(fifo)).toEqual([["updated a@2"], ["sync b@1"]]);
  const blind = fifoOf();
  blind.resync();
  expect(blind.length).toBe(0);
});

test("it has synced when the keys of the first list, and those it deleted, were popped", () => {
  const fifo = fifoOf({ knownObjects: knowing(thing("old")) });
  fifo.replace([thing("a")], "1");
  expect(fifo.hasSynced).toBe(false);
  expect(fifo.tryPop()?.isInInitialList).toBe(true);
  expect(fifo.hasSynced).toBe(false);
  expect(fifo.tryPop()?.isInInitialList).toBe(true);
  expect(fifo.hasSynced).toBe(true);
});

test("a key that is known and queued counts once among those that the first list deletes", () => {
  const fifo = fifoOf({ knownObjects: knowing(thing("old")) });
  fifo.resync();
  fifo.replace([], "1");
  expect(short(fifo.tryPop())).toEqual(["sync old@1", "deleted old@1?"]);
  expect(fifo.hasSynced).toBe(true);
});

test("a list keeps the last state that an earlier tombstone knew", () => {
  const fifo = fifoOf({ knownObjects: knowing(thing("a", 7)) });
  fifo.deleteUnseen("a", thing("a", 8));
  fifo.replace([], "1");
  expect(short(fifo.tryPop())).toEqual(["deleted a@8?"]);
});

test("it has synced at once when the first list is empty, or a change came before it", () => {
  const empty = fifoOf();
  empty.replace([], "1");
  const early = fifoOf();
  early.add(thing("a"));
  const dropped = fifoOf();
  dropped.delete(thing("a"));
  expect([empty, early, dropped].map(({ hasSynced }) => hasSynced)).toEqual([true, true, true]);
});

test("a version is handed over as a bookmark once nothing else waits", () => {
  const fifo = fifoOf();
  fifo.add(thing("a"));
  fifo.bookmark("1");
  fifo.bookmark("2");
  fifo.add(thing("b"));
  expect(fifo.length).toBe(3);
  expect(popAll(fifo)).toEqual([["added a@1"], ["added b@1"], ["bookmark 2"]]);
});

test("what was popped can be put back, unless newer changes of its key wait", () => {
  const fifo = fifoOf();
  fifo.add(thing("a"));
  fifo.add(thing("b"));
  const batch = fifo.tryPop()!;
  const deltas = batch.deltas as Parameters<typeof fifo.addIfNotPresent>[0];
  fifo.addIfNotPresent(deltas);
  expect(fifo.keys()).toEqual(["b", "a"]);
  fifo.addIfNotPresent(deltas);
  expect(fifo.length).toBe(2);
  expect(() => fifo.addIfNotPresent([])).toThrow(/deltas must not be empty/);
});

test("what waits can be looked at", () => {
  const fifo = fifoOf();
  fifo.add(thing("a", 1));
  fifo.update(thing("a", 2));
  expect(fifo.getByKey("a")?.map(({ type }) => type)).toEqual(["added", "updated"]);
  expect(fifo.get(thing("a"))).toEqual(fifo.getByKey("a"));
  expect(fifo.getByKey("b")).toBeUndefined();
  expect(fifo.list()).toEqual([{ type: "updated", key: "a", object: thing("a", 2) }]);
});

test("a list with an object that the transform refuses changes nothing", () => {
  const fifo = fifoOf({
    transform(object) {
      if (object.version === 13) throw new Error("unlucky");
      return { ...object, version: object.version * 10 };
    },
  });
  expect(() => fifo.replace([thing("a"), thing("b", 13)], "1")).toThrow("unlucky");
  expect([fifo.length, fifo.hasSynced]).toEqual([0, false]);
  fifo.add(thing("a"));
  fifo.delete(thing("a", 13));
  expect(popAll(fifo)).toEqual([["added a@10", "deleted a?"]]);
});

test("pop waits for a change or the end, and rejects when its signal is aborted", async () => {
  const fifo = fifoOf();
  const popping = fifo.pop();
  fifo.add(thing("a"));
  expect(short(await popping)).toEqual(["added a@1"]);
  const reason = new Error("enough");
  const stop = new AbortController();
  const aborted = fifo.pop(stop.signal);
  stop.abort(reason);
  await expect(aborted).rejects.toBe(reason);
  const last = fifo.pop();
  fifo.close();
  expect(await last).toBeUndefined();
  expect(fifo.isClosed).toBe(true);
});

test("room is bounded by the changes that wait, and there is always room in a closed queue", async () => {
  const fifo = fifoOf({ capacity: 2 });
  fifo.add(thing("a", 1));
  fifo.add(thing("a", 2));
  const room = fifo.room(calm);
  expect(room).toBeInstanceOf(Promise);
  fifo.tryPop();
  await room;
  fifo.add(thing("a", 1));
  fifo.add(thing("a", 2));
  fifo.close();
  expect(fifo.room(calm)).toBeUndefined();
  expect(() => fifoOf({ capacity: 0 })).toThrow(/capacity must be/);
});

test("disposing drops what waits", () => {
  const fifo = fifoOf();
  fifo.add(thing("a"));
  fifo.bookmark("1");
  fifo[Symbol.dispose]();
  expect([fifo.length, fifo.tryPop(), fifo.keys()]).toEqual([0, undefined, []]);
});

test("a bad object of the first list is skipped, and the queue syncs without it", () => {
  const skipped: (string | undefined)[] = [];
  const queue = new DeltaFIFO<Thing>({
    meta: thingMeta,
    transform(object) {
      if (object.version === 13) throw new Error("unlucky");
      return object;
    },
    onBadObject: (_, key) => void skipped.push(key),
  });
  queue.replace([thing("a"), thing("b", 13), thing("c")], "7");
  expect(skipped).toEqual(["b"]);
  queue.tryPop();
  expect(queue.hasSynced).toBe(false);
  queue.tryPop();
  expect(queue.hasSynced).toBe(true);
});
