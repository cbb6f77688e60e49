import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import { abortable, ManualClock, settlesWithin } from "../src/index.ts";

function listeners(signal: AbortSignal): number {
  return getEventListeners(signal, "abort").length;
}

describe("abortable", () => {
  test("gives what the promise gives, and leaves no listener", async () => {
    const { signal } = new AbortController();
    await expect(abortable(Promise.resolve(7), signal)).resolves.toBe(7);
    await expect(abortable(Promise.reject(new Error("no")), signal)).rejects.toThrow("no");
    expect(listeners(signal)).toBe(0);
  });

  test("rejects with the signal's reason as soon as it is aborted, and leaves no listener", async () => {
    const stop = new AbortController();
    const reason = new Error("enough");
    const waiting = abortable(new Promise(() => {}), stop.signal);
    stop.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    expect(listeners(stop.signal)).toBe(0);
  });

  test("rejects at once when the signal is aborted already", async () => {
    const reason = new Error("too late");
    const waiting = abortable(new Promise(() => {}), AbortSignal.abort(reason));
    await expect(waiting).rejects.toBe(reason);
  });

  test("a promise that rejects after the abort is no unhandled rejection", async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown): void => void unhandled.push(error);
    process.on("unhandledRejection", note);
    try {
      const late = Promise.withResolvers<void>();
      const before = abortable(late.promise, AbortSignal.abort(new Error("stopped")));
      await expect(before).rejects.toThrow("stopped");
      late.reject(new Error("late"));
      await new Promise((resolve) => void setImmediate(resolve));
      expect(unhandled).toEqual([]);
    } finally {
      process.off("unhandledRejection", note);
    }
  });

  test("without a signal it is the promise", async () => {
    await expect(abortable(Promise.resolve("as it is"))).resolves.toBe("as it is");
  });
});

describe("settlesWithin", () => {
  test("is true for a promise that settles in time, also when it rejects, and leaves no timer and no listener", async () => {
    const clock = new ManualClock();
    const { signal } = new AbortController();
    const options = { clock, limitMs: 100, signal };
    await expect(settlesWithin(Promise.resolve(), options)).resolves.toBe(true);
    await expect(settlesWithin(Promise.reject(new Error("no")), options)).resolves.toBe(true);
    expect([clock.pendingTimers, listeners(signal)]).toEqual([0, 0]);
  });

  test("is false when the limit has passed", async () => {
    const clock = new ManualClock();
    const settles = settlesWithin(new Promise(() => {}), { clock, limitMs: 100 });
    clock.advance(100);
    await expect(settles).resolves.toBe(false);
  });

  test("is false when the signal is aborted, and leaves no timer", async () => {
    const clock = new ManualClock();
    const stop = new AbortController();
    const settles = settlesWithin(new Promise(() => {}), { clock, limitMs: 100, signal: stop.signal });
    stop.abort();
    await expect(settles).resolves.toBe(false);
    expect(clock.pendingTimers).toBe(0);
    const aborted = settlesWithin(new Promise(() => {}), {
      clock,
      limitMs: 100,
      signal: AbortSignal.abort(),
    });
    await expect(aborted).resolves.toBe(false);
  });
});
