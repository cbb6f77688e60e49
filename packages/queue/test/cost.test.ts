import { describe, expect, it } from "vitest";
import { WorkQueue } from "../src/index.ts";

// Each takes well below a second where the cost is what it should be, and minutes where it is quadratic.
const timeout = 10_000;

describe("a work queue with a hundred thousand of", { timeout }, () => {
  const many = 100_000;
  const keys = Array.from({ length: many }, (_, i) => `ns-${i % 97}/name-${i}`);

  it("keys takes them in, and gives them out, one as quickly as another", () => {
    const queue = new WorkQueue();
    queue.addAll(keys);
    let at = 0;
    for (let lease = queue.tryGet(); lease; lease = queue.tryGet()) {
      expect(lease.key === keys[at++]).toBe(true);
      lease.done();
    }
    expect(at).toBe(many);
  });

  it("keys raises them from wherever they stand", () => {
    const queue = new WorkQueue();
    queue.addAll(keys);
    for (let i = many - 1; i >= 0; i--) queue.add(keys[i]!, { priority: 1 + (i % 2) });
    expect(queue.tryGet()?.key).toBe(keys[many - 1]);
    expect(queue.length).toBe(many - 1);
  });

  it("keys in hand takes them back in any order", () => {
    const queue = new WorkQueue();
    queue.addAll(keys);
    const leases = keys.map(() => queue.tryGet()!);
    queue.addAll(keys);
    for (let i = 0; i < many; i += 2) leases[i]!.done();
    for (let i = many - 1; i > 0; i -= 2) leases[i]!.done();
    expect(queue.stats()).toMatchObject({ ready: many, inHand: 0, rerun: 0 });
  });

  it("getters that gave up serves the one that did not as if it were alone", async () => {
    const queue = new WorkQueue();
    const stops = keys.map(() => new AbortController());
    const gets = stops.map(({ signal }) => queue.get(signal));
    const last = queue.get();
    const ends = Promise.allSettled(gets);
    for (let i = 0; i < many; i += 2) stops[i]!.abort();
    for (let i = many - 1; i > 0; i -= 2) stops[i]!.abort();
    expect(queue.stats().getters).toBe(1);
    queue.addAll(keys);
    expect((await last)?.key).toBe(keys[0]);
    expect(new Set((await ends).map(({ status }) => status))).toEqual(new Set(["rejected"]));
  });
});
