import { describe, expect, it } from "vitest";
import { WorkQueue } from "../src/index.ts";
import { BareStop } from "./bare-stop.ts";
import { growth } from "./growth.ts";

/** Between the growth of what is linear, 1, and of what is quadratic, 4. */
const steep = 2.5;

const keysOf = (many: number): string[] => Array.from({ length: many }, (_, i) => `ns-${i % 97}/name-${i}`);

function takeAll(queue: WorkQueue): number {
  let taken = 0;
  for (let lease = queue.tryGet(); lease; lease = queue.tryGet()) {
    lease.done();
    taken++;
  }
  return taken;
}

describe("the cost of a key does not grow with", () => {
  it("the ready keys", async () => {
    const grown = await growth((many) => {
      const queue = new WorkQueue();
      queue.addAll(keysOf(many));
      expect(takeAll(queue)).toBe(many);
    });
    expect(grown).toBeLessThan(steep);
  });

  it("the keys before it when it is raised", async () => {
    const grown = await growth((many) => {
      const queue = new WorkQueue();
      const keys = keysOf(many);
      queue.addAll(keys);
      keys.toReversed().forEach((key, i) => queue.add(key, { priority: 1 + (i % 2) }));
      expect(takeAll(queue)).toBe(many);
    });
    expect(grown).toBeLessThan(steep);
  });

  it("the processed keys", async () => {
    const grown = await growth((many) => {
      const queue = new WorkQueue();
      const keys = keysOf(many);
      queue.addAll(keys);
      const leases = keys.map(() => queue.tryGet()!);
      queue.addAll(keys);
      for (let i = 0; i < many; i += 2) leases[i]!.done();
      for (let i = many - 1; i > 0; i -= 2) leases[i]!.done();
      expect(queue.stats()).toMatchObject({ ready: many, processing: 0 });
    });
    expect(grown).toBeLessThan(steep);
  });

  it("the priorities that were in use once", async () => {
    const grown = await growth((many) => {
      const queue = new WorkQueue();
      for (let priority = 0; priority > -many; priority--) {
        queue.add("k", { priority });
        queue.tryGet()!.done();
      }
      expect(queue.stats()).toMatchObject({ ready: 0, done: many });
    });
    expect(grown).toBeLessThan(steep);
  });

  it("the getters that gave up", async () => {
    const grown = await growth(async (many) => {
      const queue = new WorkQueue();
      const stops = Array.from({ length: many }, () => new BareStop());
      const gets = Promise.allSettled(stops.map(({ signal }) => queue.get(signal)));
      const last = queue.get();
      for (let i = 0; i < many; i += 2) stops[i]!.abort();
      for (let i = many - 1; i > 0; i -= 2) stops[i]!.abort();
      expect(queue.stats().getters).toBe(1);
      queue.addAll(keysOf(many));
      expect([(await last)?.key, queue.length]).toEqual(["ns-0/name-0", many - 1]);
      expect((await gets).every(({ status }) => status === "rejected")).toBe(true);
    });
    expect(grown).toBeLessThan(steep);
  });
});
