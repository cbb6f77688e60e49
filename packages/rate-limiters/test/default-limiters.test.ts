import { ManualClock } from "@workset/clock";
import {
  controllerRuntimeRateLimiter,
  defaultControllerRateLimiter,
  defaultItemBasedRateLimiter,
} from "@workset/rate-limiters";
import { describe, expect, it } from "vitest";
import { ask } from "./ask.ts";

describe("client-go's default for controllers", () => {
  it("doubles the wait of each key from 5 ms to 1000 s", () => {
    const waits = ask(defaultControllerRateLimiter({ clock: new ManualClock() }), "a", 20);
    expect(waits.slice(0, 4)).toEqual([5, 10, 20, 40]);
    expect(waits.slice(17)).toEqual([655_360, 1_000_000, 1_000_000]);
  });

  it("lets all keys together pass in a burst of 100, then 10 a second", () => {
    const clock = new ManualClock();
    const limiter = defaultControllerRateLimiter({ clock });
    const waits = Array.from({ length: 102 }, (_, i) => limiter.when(`key-${i}`));
    expect(waits.slice(98)).toEqual([5, 5, 100, 200]);
    clock.advance(10_200);
    expect(limiter.when("late")).toBe(5);
  });

  it("forgets keys, but not the tokens they took", () => {
    const limiter = defaultControllerRateLimiter({ clock: new ManualClock() });
    ask(limiter, "a", 100);
    expect(limiter.numRequeues("a")).toBe(100);
    limiter.forget("a");
    expect([limiter.numRequeues("a"), limiter.when("a")]).toEqual([0, 100]);
  });
});

describe("the defaults without a bucket", () => {
  it("double the wait of a single item from 1 ms to 1000 s in client-go", () => {
    const waits = ask(defaultItemBasedRateLimiter(), "a", 22);
    expect(waits.slice(0, 4)).toEqual([1, 2, 4, 8]);
    expect(waits.slice(19)).toEqual([524_288, 1_000_000, 1_000_000]);
  });

  it("double the wait of a key from 5 ms to 1000 s in controller-runtime", () => {
    const waits = ask(controllerRuntimeRateLimiter(), "a", 20);
    expect(waits.slice(0, 4)).toEqual([5, 10, 20, 40]);
    expect(waits.slice(17)).toEqual([655_360, 1_000_000, 1_000_000]);
  });

  it("let any number of keys go at once", () => {
    for (const limiter of [defaultItemBasedRateLimiter(), controllerRuntimeRateLimiter()]) {
      const first = limiter.when("key-0");
      for (let i = 1; i < 1000; i++) expect(limiter.when(`key-${i}`)).toBe(first);
    }
  });
});

it("every default takes the bound of its memory", () => {
  const clock = new ManualClock();
  for (const make of [
    defaultControllerRateLimiter,
    defaultItemBasedRateLimiter,
    controllerRuntimeRateLimiter,
  ]) {
    const limiter = make({ maxKeys: 1, clock });
    ["a", "b", "c"].forEach((key) => limiter.when(key));
    expect(["a", "b", "c"].map((key) => limiter.numRequeues(key))).toEqual([0, 1, 1]);
  }
});
