import * as fc from "fast-check";
import { EventQueue, type Delta, type DeltaBatch, type DeltaQueue } from "@workset/informer";
import { DeltaFIFO } from "@workset/informer/client-go";
import { describe, expect, test } from "vitest";
import { thing, thingMeta, type Thing } from "./things.ts";

type Step =
  | { readonly do: "set" | "drop-set" | "delete" | "drop-delete"; readonly key: string }
  | { readonly do: "list" | "resync" | "bookmark" | "pop" };

const key = fc.constantFrom("a", "b", "c", "d");
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constantFrom("set" as const, "delete" as const), key }),
  fc.record({ do: fc.constantFrom("drop-set" as const, "drop-delete" as const), key }),
  fc.record({ do: fc.constantFrom("list" as const, "resync" as const, "bookmark" as const) }),
  fc.record({ do: fc.constant("pop" as const) }),
  fc.record({ do: fc.constant("pop" as const) }),
);

/** What applies what it pops, as a cache does, and checks what it is told against what it was told before. */
class Consumer {
  readonly cache = new Map<string, Thing>();
  readonly newest = new Map<string, number>();
  version = 0;

  apply({ deltas }: DeltaBatch<Thing>): void {
    if (deltas.length > 1) this.#checkTogether(deltas);
    for (const delta of deltas) {
      if (delta.type === "replaced-all") this.#replace(delta.objects);
      else if (delta.type === "bookmark") this.#come(delta.version);
      else if ("key" in delta) this.#change(delta);
      if (delta.type === "replaced-all") this.#come(delta.version);
    }
  }

  #checkTogether(deltas: DeltaBatch<Thing>["deltas"]): void {
    expect(deltas.every((delta) => "key" in delta)).toBe(true);
  }

  #replace(objects: ReadonlyMap<string, Thing>): void {
    this.cache.clear();
    for (const object of objects.values()) this.#set(object);
  }

  #change(delta: Delta<Thing>): void {
    if (delta.type !== "deleted") this.#set(delta.object);
    else {
      // Of the changes that were not told, a deletion may know a newer state, never an older one.
      const { last } = delta;
      if (last) expect(last.version).toBeGreaterThanOrEqual(this.newest.get(delta.key) ?? 0);
      this.cache.delete(delta.key);
    }
  }

  #set(object: Thing): void {
    expect(object.version).toBeGreaterThanOrEqual(this.newest.get(object.key) ?? 0);
    this.newest.set(object.key, object.version);
    this.cache.set(object.key, object);
  }

  #come(version: string): void {
    expect(Number(version)).toBeGreaterThanOrEqual(this.version);
    this.version = Number(version);
  }
}

/** The source: what there is, and what of it was told. */
class World {
  readonly things = new Map<string, Thing>();
  readonly #queue: DeltaQueue<Thing>;
  #version = 0;

  constructor(queue: DeltaQueue<Thing>) {
    this.#queue = queue;
  }

  set(name: string, isTold: boolean): void {
    const isNew = !this.things.has(name);
    const object = thing(name, ++this.#version);
    this.things.set(name, object);
    if (isTold && isNew) this.#queue.add(object);
    else if (isTold) this.#queue.update(object);
  }

  delete(name: string, isTold: boolean): void {
    if (!this.things.delete(name)) return;
    const last = thing(name, ++this.#version);
    if (isTold) this.#queue.delete(last);
  }

  list(): void {
    void this.#queue.replace([...this.things.values()], String(this.#version));
  }

  bookmark(): void {
    this.#queue.bookmark(String(this.#version));
  }
}

interface Made {
  readonly queue: DeltaQueue<Thing>;
  readonly consumer: Consumer;
}

const makers: Record<string, () => Made> = {
  "an event queue": () => ({ queue: new EventQueue({ meta: thingMeta }), consumer: new Consumer() }),
  "a delta FIFO": () => {
    const consumer = new Consumer();
    const knownObjects = {
      keys: () => [...consumer.cache.keys()],
      getByKey: (name: string) => consumer.cache.get(name),
    };
    return { queue: new DeltaFIFO({ meta: thingMeta, knownObjects }), consumer };
  },
};

/** Pops once; what the queue says of its first filling must fit what it hands over. */
function popOnce({ queue, consumer }: Made): boolean {
  const hadSynced = queue.hasSynced;
  const length = queue.length;
  const batch = queue.tryPop();
  expect(batch === undefined).toBe(length === 0);
  if (!batch) return false;
  expect(batch.isInInitialList).toBe(!hadSynced);
  expect(queue.length).toBe(length - batch.deltas.length);
  const keys = batch.deltas.flatMap((delta) => ("key" in delta ? delta.key : []));
  const isOfOneKey = new Set(keys).size <= 1;
  const isOfManyKeys = new Set(keys).size === keys.length;
  expect(isOfOneKey || isOfManyKeys).toBe(true);
  consumer.apply(batch);
  return true;
}

describe.each(Object.entries(makers))("A cache that applies what %s hands over", (_, make) => {
  test("has what the source has, and never received an older state after a newer one", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const made = make();
        const { queue, consumer } = made;
        const world = new World(queue);
        for (const one of steps) {
          if (one.do === "set" || one.do === "drop-set") world.set(one.key, one.do === "set");
          else if (one.do === "delete" || one.do === "drop-delete")
            world.delete(one.key, one.do === "delete");
          else if (one.do === "list") world.list();
          else if (one.do === "bookmark") world.bookmark();
          else if (one.do === "resync") queue.resync();
          else popOnce(made);
        }
        // What was not told shows in the next list.
        world.list();
        while (popOnce(made));
        expect(consumer.cache).toEqual(world.things);
        expect(queue.hasSynced).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test("learns that the first list is complete exactly when it has it", () => {
    fc.assert(
      fc.property(fc.array(key, { maxLength: 6 }), fc.array(key, { maxLength: 6 }), (before, after) => {
        const made = make();
        const { queue, consumer } = made;
        const world = new World(queue);
        for (const name of before) world.set(name, false);
        world.list();
        const first = new Set(world.things.keys());
        for (const name of after) world.set(name, true);
        while (!queue.hasSynced) {
          expect([...first].every((name) => consumer.cache.has(name))).toBe(first.size === 0);
          popOnce(made);
        }
        expect([...first].every((name) => consumer.cache.has(name))).toBe(true);
      }),
    );
  });
});
