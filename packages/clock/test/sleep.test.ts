import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { ManualClock, sleep, systemClock } from "../src/index.ts";

describe("sleep", () => {
  it("resolves when the time has passed, and not before", async () => {
    const clock = new ManualClock();
    let awake = false;
    const sleeping = sleep(clock, 100).then(() => (awake = true));
    clock.advance(99);
    await Promise.resolve();
    expect([awake, clock.pendingTimers]).toEqual([false, 1]);
    clock.advance(1);
    await sleeping;
    expect([awake, clock.pendingTimers]).toEqual([true, 0]);
  });

  it("sleeps on the system's clock too", async () => {
    const from = systemClock.now();
    await sleep(systemClock, 3);
    expect(systemClock.now() - from).toBeGreaterThanOrEqual(3);
  });

  it("rejects with the signal's reason as soon as it is aborted, and takes its timer back", async () => {
    const clock = new ManualClock();
    const stop = new AbortController();
    const sleeping = sleep(clock, 100, stop.signal);
    const reason = new Error("enough");
    stop.abort(reason);
    expect(clock.pendingTimers).toBe(0);
    await expect(sleeping).rejects.toBe(reason);
  });

  it("rejects at once when the signal is aborted already, without a timer or a listener", async () => {
    const clock = new ManualClock();
    const reason = new Error("too late");
    const signal = AbortSignal.abort(reason);
    const sleeping = sleep(clock, 100, signal);
    expect([clock.pendingTimers, getEventListeners(signal, "abort").length]).toEqual([0, 0]);
    await expect(sleeping).rejects.toBe(reason);
  });

  it("leaves no listener on the signal, however it ends", async () => {
    const clock = new ManualClock();
    const stop = new AbortController();
    const listeners = (): number => getEventListeners(stop.signal, "abort").length;
    const done = sleep(clock, 10, stop.signal);
    const aborted = sleep(clock, 20, stop.signal);
    expect(listeners()).toBe(2);
    clock.advance(10);
    await done;
    expect(listeners()).toBe(1);
    stop.abort();
    await expect(aborted).rejects.toThrow("aborted");
    expect(listeners()).toBe(0);
  });

  it("is awake for good once it woke: a later abort changes nothing", async () => {
    const clock = new ManualClock();
    const stop = new AbortController();
    const sleeping = sleep(clock, 10, stop.signal);
    clock.advance(10);
    stop.abort(new Error("late"));
    await expect(sleeping).resolves.toBeUndefined();
  });

  it("rejects a delay that is not a number, and listens to nothing", async () => {
    const stop = new AbortController();
    const sleeping = sleep(new ManualClock(), NaN, stop.signal);
    await expect(sleeping).rejects.toThrow("delayMs must be a number of milliseconds, but it is NaN");
    expect(getEventListeners(stop.signal, "abort")).toHaveLength(0);
  });
});
