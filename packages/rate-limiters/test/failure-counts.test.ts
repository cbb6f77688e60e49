import { exponential, fastSlow } from "@workset/rate-limiters";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

const limitersWith = (maxKeys: number) => [
  exponential({ maxKeys }),
  fastSlow({ fastMs: 1, slowMs: 2, maxFastAttempts: 3, maxKeys }),
];

describe("the memory of failing keys", () => {
  it("holds every key as long as no more than maxKeys fail", () => {
    for (const limiter of limitersWith(100)) {
      for (let round = 1; round <= 5; round++) {
        for (let i = 0; i < 100; i++) limiter.when(`key-${i}`);
        for (let i = 0; i < 100; i++) expect(limiter.numRequeues(`key-${i}`)).toBe(round);
      }
    }
  });

  it("forgets first what failed longest ago, once more than maxKeys fail", () => {
    for (const limiter of limitersWith(10)) {
      for (let i = 0; i < 21; i++) limiter.when(`key-${i}`);
      expect(limiter.numRequeues("key-0")).toBe(0);
      expect(limiter.numRequeues("key-20")).toBe(1);
    }
  });

  it("keeps a key that continues to fail, however many others come and go", () => {
    for (const limiter of limitersWith(10)) {
      for (let i = 0; i < 1000; i++) {
        limiter.when("steady");
        limiter.when(`passing-${i}`);
      }
      expect(limiter.numRequeues("steady")).toBe(1000);
    }
  });

  it("never holds more than twice maxKeys, and always the maxKeys that failed last", () => {
    const key = fc.integer({ min: 0, max: 30 }).map(String);
    const verb = fc.constantFrom("when" as const, "when" as const, "when" as const, "forget" as const);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.array(fc.tuple(verb, key), { maxLength: 200 }),
        (maxKeys, calls) => {
          const limiter = exponential({ maxKeys });
          // All that ever failed and was not forgotten, the one that failed last at the end.
          const failing = new Map<string, number>();
          for (const [verb, key] of calls) {
            const before = verb === "when" ? limiter.numRequeues(key) : 0;
            limiter[verb](key);
            failing.delete(key);
            if (verb === "when") failing.set(key, before + 1);

            const remembered = [...failing.keys()].filter((key) => limiter.numRequeues(key) > 0);
            expect(remembered.length).toBeLessThanOrEqual(2 * maxKeys);
            for (const [key, count] of [...failing].slice(-maxKeys)) {
              expect(limiter.numRequeues(key)).toBe(count);
            }
            if (verb === "forget") expect(limiter.numRequeues(key)).toBe(0);
          }
        },
      ),
    );
  });
});
