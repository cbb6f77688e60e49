import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { leases, WorkQueue } from "../src/index.ts";
import { isSettled } from "./is-settled.ts";

describe("async iteration", () => {
  it("ends a lease with the block that uses it, also when the block throws", async () => {
    const queue = new WorkQueue();
    queue.addAll(["a", "b", "c"]);
    queue.shutDown();
    const seen: string[] = [];
    for await (const work of queue) {
      try {
        using _ = work;
        expect(queue.stateOf(work.key)).toBe("processing");
        seen.push(work.item);
        if (work.item === "b") throw new Error("cannot do b");
      } catch (error) {
        expect(error).toEqual(new Error("cannot do b"));
      }
      expect(queue.has(work.key)).toBe(false);
    }
    expect(seen).toEqual(["a", "b", "c"]);
    expect(queue.stats()).toMatchObject({ ready: 0, processing: 0, done: 3 });
  });

  it("runs a key again that changed while its block worked on it, before the loop of a closed queue ends", async () => {
    const queue = new WorkQueue();
    queue.add("a");
    let runs = 0;
    for await (const work of queue) {
      using _ = work;
      if (++runs === 1) queue.add("a");
      queue.shutDown();
    }
    expect(runs).toBe(2);
  });
});

describe("leases with a signal", () => {
  it("throws the signal's reason out of a loop that waits, and leaves nothing behind", async () => {
    const queue = new WorkQueue();
    const stop = new AbortController();
    queue.add("a");
    const seen: string[] = [];
    const loop = (async () => {
      for await (const work of leases(queue, stop.signal)) {
        using _ = work;
        seen.push(work.item);
      }
    })();
    expect(await isSettled(loop)).toBe(false);
    const reason = new Error("enough");
    stop.abort(reason);
    await expect(loop).rejects.toBe(reason);
    expect(seen).toEqual(["a"]);
    expect(queue.stats()).toMatchObject({ getters: 0, processing: 0 });
    expect(getEventListeners(stop.signal, "abort")).toHaveLength(0);
  });

  it("throws before it takes a key when the signal is aborted between two turns", async () => {
    const queue = new WorkQueue();
    const stop = new AbortController();
    queue.addAll(["a", "b"]);
    const loop = (async () => {
      for await (const work of leases(queue, stop.signal)) {
        using _ = work;
        stop.abort(new Error("enough"));
      }
    })();
    await expect(loop).rejects.toThrow("enough");
    expect(queue.list().map(({ key, state }) => `${key} ${state}`)).toEqual(["b ready"]);
  });
});
