import { describe, expect, test } from "vitest";
import { seededRandom } from "../src/keys.ts";
import { BinaryHeap } from "../src/raw/binary-heap.ts";
import { KeyedHeap } from "../src/raw/keyed-heap.ts";
import { OneMap } from "../src/raw/one-map.ts";
import { TwoSets } from "../src/raw/two-sets.ts";

// A limit that cuts corners is no limit: what is written by hand has to be right as well.

function twoSets(): { add(key: string): void; get(): string | undefined; done(key: string): void } {
  return new TwoSets();
}

function oneMap(): ReturnType<typeof twoSets> {
  const queue = new OneMap();
  const processing = new Map<string, NonNullable<ReturnType<OneMap["get"]>>>();
  return {
    add: (key) => queue.add(key),
    get() {
      const entry = queue.get();
      if (entry) processing.set(entry.key, entry);
      return entry?.key;
    },
    done: (key) => queue.done(processing.get(key)!),
  };
}

describe.each([
  ["two sets", twoSets],
  ["one map", oneMap],
])("%s", (_, open) => {
  test("hand out each key once, in order of arrival", () => {
    const queue = open();
    for (const key of ["a", "b", "a", "c", "b"]) queue.add(key);
    expect([queue.get(), queue.get(), queue.get(), queue.get()]).toEqual(["a", "b", "c", undefined]);
  });

  test("hand out a key that changed while processing once more when it is done, and not before", () => {
    const queue = open();
    queue.add("a");
    queue.add("b");
    expect(queue.get()).toBe("a");
    queue.add("a");
    queue.add("a");
    expect([queue.get(), queue.get()]).toEqual(["b", undefined]);
    queue.done("a");
    expect([queue.get(), queue.get()]).toEqual(["a", undefined]);
  });

  test("forget a key that is done: the next add is a new one", () => {
    const queue = open();
    queue.add("a");
    queue.done(queue.get()!);
    expect(queue.get()).toBeUndefined();
    queue.add("a");
    expect(queue.get()).toBe("a");
  });

  test("keep the order while they grow, shrink and wrap around", () => {
    const queue = open();
    let [added, got] = [0, 0];
    for (const [adds, gets] of [
      [20, 10],
      [100, 60],
      [300, 350],
    ] as const) {
      for (let i = 0; i < adds; i++) queue.add(`key-${added++}`);
      for (let i = 0; i < gets; i++) {
        expect(queue.get()).toBe(`key-${got}`);
        queue.done(`key-${got++}`);
      }
    }
    expect(queue.get()).toBeUndefined();
  });
});

test.each([
  ["the keyed heap", new KeyedHeap(1000)],
  ["the binary heap", new BinaryHeap()],
])("%s gives what is due first, first, and nothing before its time (seed 7)", (_, heap) => {
  const random = seededRandom(7);
  const dueAt = new Map(Array.from({ length: 1000 }, (_, i) => [`key-${i}`, random()]));
  for (const [key, at] of dueAt) heap.insert(key, at);
  const inOrder = [...dueAt].toSorted(([, a], [, b]) => a - b);
  for (const [key, at] of inOrder) {
    expect(heap.takeDue(at - 1e-12)).toBeUndefined();
    expect(heap.takeDue(at)).toBe(key);
  }
  expect(heap.takeDue(Infinity)).toBeUndefined();
});

test("the keyed heap keeps each key once, for the earliest of its instants", () => {
  const heap = new KeyedHeap(3);
  heap.insert("a", 30);
  heap.insert("b", 20);
  heap.insert("a", 10);
  heap.insert("b", 40);
  expect([heap.takeDue(10), heap.takeDue(20), heap.takeDue(50)]).toEqual(["a", "b", undefined]);
});
