import { getEventListeners } from "node:events";
import { describe, expect, it, onTestFinished } from "vitest";
import { WorkQueue } from "../src/index.ts";
import { isSettled } from "./is-settled.ts";

const listenersOf = (signal: AbortSignal): number => getEventListeners(signal, "abort").length;

describe("a get with a signal", () => {
  it("leaves neither a getter nor a listener when it is aborted, and takes no key", async () => {
    const queue = new WorkQueue();
    const stop = new AbortController();
    const got = queue.get(stop.signal);
    expect([queue.stats().getters, listenersOf(stop.signal)]).toEqual([1, 1]);
    const reason = new Error("enough");
    stop.abort(reason);
    expect([queue.stats().getters, listenersOf(stop.signal)]).toEqual([0, 0]);
    await expect(got).rejects.toBe(reason);
    expect(queue.add("a")).toBe("added");
    expect(queue.stateOf("a")).toBe("ready");
  });

  it("leaves no listener when it gets a key, at once or later, nor when the queue shuts down", async () => {
    const queue = new WorkQueue();
    const { signal } = new AbortController();
    queue.add("ready");
    await queue.get(signal);
    expect(listenersOf(signal)).toBe(0);
    const later = queue.get(signal);
    const never = queue.get(signal);
    expect(listenersOf(signal)).toBe(2);
    queue.add("later");
    expect(listenersOf(signal)).toBe(1);
    queue.shutDown();
    expect(listenersOf(signal)).toBe(0);
    expect([(await later)?.key, await never, await queue.get(signal)]).toEqual([
      "later",
      undefined,
      undefined,
    ]);
    expect(listenersOf(signal)).toBe(0);
  });

  it("rejects when the signal is aborted already, even though a key is ready, which stays", async () => {
    const queue = new WorkQueue();
    queue.add("a");
    const signal = AbortSignal.abort(new Error("too late"));
    await expect(queue.get(signal)).rejects.toThrow("too late");
    await expect(queue.getBatch(2, { signal })).rejects.toThrow("too late");
    expect([queue.stateOf("a"), listenersOf(signal)]).toEqual(["ready", 0]);
  });

  it("keeps the key that it was given when the signal is aborted in the same breath", async () => {
    const queue = new WorkQueue();
    const stop = new AbortController();
    const got = queue.get(stop.signal);
    queue.add("a");
    stop.abort();
    expect((await got)?.key).toBe("a");
  });

  it("loses no key that is added by another listener for the same abort", async () => {
    const queue = new WorkQueue();
    const stop = new AbortController();
    stop.signal.addEventListener("abort", () => queue.add("a"));
    const got = queue.get(stop.signal);
    stop.signal.addEventListener("abort", () => queue.add("b"));
    stop.abort();
    expect((await got)?.key).toBe("a");
    expect(queue.list().map(({ key, state }) => `${key} ${state}`)).toEqual(["b ready", "a processing"]);
  });

  it("may share its signal with a thousand others without a warning", async () => {
    const warnings: Error[] = [];
    const warned = (warning: Error): void => void warnings.push(warning);
    process.on("warning", warned);
    onTestFinished(() => void process.off("warning", warned));

    const queue = new WorkQueue();
    const stop = new AbortController();
    for (let i = 0; i < 1_000; i++) {
      const got = queue.get(stop.signal);
      queue.add(`k${i}`);
      (await got)!.done();
    }
    expect(listenersOf(stop.signal)).toBe(0);

    const waiting = Array.from({ length: 1_000 }, () => queue.get(stop.signal));
    const ends = Promise.allSettled(waiting);
    expect(queue.stats().getters).toBe(1_000);
    stop.abort();
    expect((await ends).every(({ status }) => status === "rejected")).toBe(true);
    expect([queue.stats().getters, listenersOf(stop.signal)]).toEqual([0, 0]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(warnings).toEqual([]);
  });
});

describe("a drain with a signal", () => {
  it("leaves no listener when it is drained, aborted or overtaken by a shutdown", async () => {
    for (const [ended, end] of [
      ["drained", (queue: WorkQueue) => queue.done("a")],
      ["aborted", (_: WorkQueue, stop: AbortController) => stop.abort()],
      ["shut-down", (queue: WorkQueue) => queue[Symbol.dispose]()],
    ] as const) {
      const queue = new WorkQueue();
      const stop = new AbortController();
      queue.add("a");
      queue.tryGet();
      const draining = queue.shutDownWithDrain({ signal: stop.signal });
      expect([await isSettled(draining), listenersOf(stop.signal)]).toEqual([false, 1]);
      end(queue, stop);
      expect(await draining).toEqual({
        ended,
        ready: 0,
        processing: ended === "drained" ? 0 : 1,
        waiting: 0,
      });
      expect(listenersOf(stop.signal)).toBe(0);
    }
  });

  it("leaves no listener when there is nothing to wait for", async () => {
    const { signal } = new AbortController();
    expect((await new WorkQueue().shutDownWithDrain({ signal })).ended).toBe("drained");
    expect(listenersOf(signal)).toBe(0);
  });
});
