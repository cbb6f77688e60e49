import * as fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { DueHeap, type DueSlot } from "../src/index.ts";
import { collectGarbage } from "./collect-garbage.ts";

/** What a heap should hold: the same values in a plain array, sorted at each look. */
class SortedArray {
  readonly entries: { readonly value: number; readonly slot: DueSlot; dueAt: number; arrival: number }[] = [];
  #arrivals = 0;

  insert(value: number, slot: DueSlot, dueAt: number): void {
    this.entries.push({ value, slot, dueAt, arrival: this.#arrivals++ });
  }

  move(at: number, dueAt: number): void {
    Object.assign(this.entries[at]!, { dueAt, arrival: this.#arrivals++ });
  }

  remove(at: number): number {
    return this.entries.splice(at, 1)[0]!.value;
  }

  takeDue(now: number): number | undefined {
    const first = this.inOrder()[0];
    if (!first || first.dueAt > now) return undefined;
    return this.remove(this.entries.indexOf(first));
  }

  inOrder(): SortedArray["entries"] {
    return this.entries.toSorted((a, b) =>
      a.dueAt === b.dueAt ? a.arrival - b.arrival : a.dueAt < b.dueAt ? -1 : 1,
    );
  }
}

type Step =
  | { readonly do: "insert" | "takeDue"; readonly at: number }
  | { readonly do: "move"; readonly which: number; readonly at: number }
  | { readonly do: "remove"; readonly which: number }
  | { readonly do: "burst"; readonly size: number }
  | { readonly do: "clear" };

// Few instants, so that many values are due together.
const instant = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -3, max: 12 }) },
  { weight: 1, arbitrary: fc.constantFrom(Infinity, -Infinity, 0.1 + 0.2, 0.3) },
);
const which = fc.nat(10_000);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant("insert" as const), at: instant }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("takeDue" as const), at: instant }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("move" as const), which, at: instant }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("remove" as const), which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("burst" as const), size: fc.nat(150) }) },
  { weight: 1, arbitrary: fc.constant({ do: "clear" as const }) },
);

const emptied = [
  { by: "clear", empty: (heap: DueHeap<unknown>) => heap.clear() },
  { by: "taking", empty: (heap: DueHeap<unknown>) => void takeAll(heap, Infinity) },
];

describe("the due heap", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it("behaves like an array that is sorted at every look", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const heap = new DueHeap<number>();
        const model = new SortedArray();
        let values = 0;
        const insert = (dueAt: number): void => {
          const value = values++;
          model.insert(value, heap.insert(value, dueAt), dueAt);
        };
        for (const step of steps) {
          const size = model.entries.length;
          switch (step.do) {
            case "insert":
              insert(step.at);
              break;
            case "burst":
              for (let i = 0; i < step.size; i++) insert((i * 7) % 11);
              break;
            case "takeDue":
              expect(heap.takeDue(step.at)).toBe(model.takeDue(step.at));
              break;
            case "move":
              if (size === 0) break;
              heap.move(model.entries[step.which % size]!.slot, step.at);
              model.move(step.which % size, step.at);
              break;
            case "remove":
              if (size === 0) break;
              expect(heap.remove(model.entries[step.which % size]!.slot)).toBe(
                model.remove(step.which % size),
              );
              break;
            case "clear":
              heap.clear();
              model.entries.length = 0;
          }
          expectSame(heap, model);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("takes out values by due time and, within one instant, by arrival", () => {
    const heap = new DueHeap<string>();
    for (const [value, dueAt] of [
      ["c", 3],
      ["a", 1],
      ["b1", 2],
      ["b2", 2],
      ["d", Infinity],
    ] as const) {
      heap.insert(value, dueAt);
    }
    expect(takeAll(heap, 2)).toEqual(["a", "b1", "b2"]);
    expect(heap.nextDueAt).toBe(3);
    expect(takeAll(heap, Number.MAX_VALUE)).toEqual(["c"]);
    expect([heap.size, heap.nextDueAt, heap.inOrder()]).toEqual([1, Infinity, ["d"]]);
    expect(takeAll(heap, Infinity)).toEqual(["d"]);
  });

  it("makes a value that moves to an instant the last of that instant, even to its own", () => {
    const heap = new DueHeap<string>();
    const a = heap.insert("a", 1);
    heap.insert("b", 1);
    heap.insert("c", 2);
    heap.move(a, 1);
    expect(heap.inOrder()).toEqual(["b", "a", "c"]);
    heap.move(a, 2);
    expect(heap.inOrder()).toEqual(["b", "c", "a"]);
  });

  it("lists in order without changing anything", () => {
    const heap = new DueHeap<number>();
    for (let i = 0; i < 500; i++) heap.insert(i, (i * 31) % 17);
    const listed = heap.inOrder();
    expect(heap.inOrder()).toEqual(listed);
    expect(heap.size).toBe(500);
    expect(takeAll(heap, 17)).toEqual(listed);
  });

  it("uses a freed slot again before it takes a new one", () => {
    const heap = new DueHeap<number>();
    const slots = Array.from({ length: 1_000 }, (_, i) => heap.insert(i, i));
    const freed = slots.filter((_, i) => i % 3 === 0);
    for (const slot of freed) heap.remove(slot);
    const again = freed.map((_, i) => heap.insert(-1 - i, i));
    expect(new Set(again)).toEqual(new Set(freed));
    expect(new Set(slots).size).toBe(1_000);
    expect(Math.max(...again, ...slots)).toBe(999);
  });

  it("doubles its arrays as it grows, so that growing costs nothing that counts", () => {
    const lengths = float64Lengths();
    const heap = new DueHeap<number>();
    for (let i = 0; i < 300; i++) heap.insert(i, i);
    expect(lengths).toEqual([64, 64, 128, 128, 256, 256, 512, 512]);
  });

  it.each(emptied)("has small arrays and its first slot again once it was emptied by $by", ({ empty }) => {
    const heap = new DueHeap<number>();
    for (let i = 0; i < 1_000; i++) heap.insert(i, -i);
    const lengths = float64Lengths();
    empty(heap);
    expect(lengths).toEqual([64, 64]);
    expect([heap.size, heap.insert(7, 1), heap.insert(8, 0)]).toEqual([0, 0, 1]);
    expect(heap.inOrder()).toEqual([8, 7]);
  });

  it.each(emptied)("holds no value any more once it was emptied by $by", async ({ empty }) => {
    const heap = new DueHeap<object>();
    const values = filled(heap, 100);
    empty(heap);
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
    expect(values.filter((value) => value.deref() !== undefined)).toHaveLength(0);
    expect(heap.size).toBe(0);
  });
});

/** The lengths of all arrays of instants that are made from now on; a heap has two of them. */
function float64Lengths(): number[] {
  const lengths: number[] = [];
  const recording = class extends Float64Array {
    constructor(length: number) {
      super(length);
      lengths.push(length);
    }
  };
  vi.stubGlobal("Float64Array", recording);
  return lengths;
}

/** Inserts objects that only the heap references. */
function filled(heap: DueHeap<object>, count: number): WeakRef<object>[] {
  return Array.from({ length: count }, (_, i) => {
    const value = {};
    heap.insert(value, i);
    return new WeakRef(value);
  });
}

function expectSame(heap: DueHeap<number>, model: SortedArray): void {
  const expected = model.inOrder();
  expect(heap.size).toBe(expected.length);
  expect(heap.nextDueAt).toBe(expected[0]?.dueAt ?? Infinity);
  expect(heap.peek()).toBe(expected[0]?.value);
  expect(heap.inOrder()).toEqual(expected.map(({ value }) => value));
  for (const { slot, value, dueAt } of expected) {
    if (heap.valueOf(slot) !== value || heap.dueAt(slot) !== dueAt) {
      expect({ value: heap.valueOf(slot), dueAt: heap.dueAt(slot) }).toEqual({ value, dueAt });
    }
  }
}

function takeAll<T>(heap: DueHeap<T>, now: number): T[] {
  const taken: T[] = [];
  while (heap.size > 0 && heap.nextDueAt <= now) taken.push(heap.takeDue(now)!);
  return taken;
}
