import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import { Waiters } from "../src/index.ts";

describe("Waiters", () => {
  test("a wake resolves every wait that has begun, and none that begins later", async () => {
    const waiters = new Waiters();
    const first = Promise.all([waiters.wait(), waiters.wait()]);
    expect(waiters.size).toBe(2);
    waiters.wake();
    await first;
    const later = waiters.wait();
    expect(waiters.size).toBe(1);
    waiters.wake();
    await later;
  });

  test("an aborted wait rejects with the reason and waits no more", async () => {
    const waiters = new Waiters();
    const stop = new AbortController();
    const waiting = waiters.wait(stop.signal);
    const reason = new Error("enough");
    stop.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    await expect(waiters.wait(stop.signal)).rejects.toBe(reason);
    expect(waiters.size).toBe(0);
  });

  test("a woken wait leaves no listener", async () => {
    const waiters = new Waiters();
    const { signal } = new AbortController();
    const waiting = waiters.wait(signal);
    waiters.wake();
    await waiting;
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
  });
});
