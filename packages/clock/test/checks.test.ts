import { describe, expect, test } from "vitest";
import {
  checkedChoice,
  checkedCount,
  checkedDelay,
  checkedDuration,
  checkedFunction,
  checkedNumber,
  required,
  requiredMethods,
  shown,
} from "../src/index.ts";

class Engine {
  readonly cylinders = 4;
}

describe("shown", () => {
  test.each([
    ["3", '"3"'],
    [3, "3"],
    [-0.5, "-0.5"],
    [NaN, "NaN"],
    [10n, "10n"],
    [undefined, "undefined"],
    [null, "null"],
    [true, "true"],
    [Symbol("s"), "Symbol(s)"],
    ['say "hi"\n', String.raw`"say \"hi\"\n"`],
    [[1, 2], "an array"],
    [{ password: "secret" }, "an object"],
    [Object.create(null), "an object"],
    [{ constructor: 7 }, "an object"],
    [new Map(), "a Map"],
    [new Engine(), "an Engine"],
    [() => 1, "a function"],
  ])("case %#", (value, text) => {
    expect(shown(value)).toBe(text);
  });

  test("a long text is cut", () => {
    expect(shown("x".repeat(10_000_000))).toBe(`"${"x".repeat(100)}…"`);
  });

  test("an object that cannot be looked at is shown all the same", () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    const throwing = new Proxy(
      {},
      {
        get: () => {
          throw new Error("no");
        },
      },
    );
    expect(shown(throwing)).toBe("an object");
    revoke();
    expect(shown(proxy)).toBe("an object");
  });
});

describe("option checks", () => {
  test("what is right comes back as it was given", () => {
    const queue = { get: () => 1 };
    expect(required("name", "", "give it")).toBe("");
    expect(requiredMethods("queue", queue, ["get"], "give one")).toBe(queue);
    expect(checkedNumber("n", -1.5)).toBe(-1.5);
    expect(checkedCount("n", 0)).toBe(0);
    expect(checkedDelay("delayMs", -Infinity)).toBe(-Infinity);
    expect(checkedDuration("waitMs", 0)).toBe(0);
    expect(checkedChoice("how", "b", ["a", "b"])).toBe("b");
    expect(checkedFunction("call", Math.max)).toBe(Math.max);
  });

  const wrong: readonly [call: () => unknown, type: ErrorConstructor, message: string][] = [
    [() => required("name", undefined, "give one"), TypeError, "name is required: give one"],
    [() => required("name", null, "give one"), TypeError, "name is required: give one"],
    [
      () => requiredMethods("queue", "jobs" as never, ["get"], "give one"),
      TypeError,
      'queue must be an object, but it is "jobs": give one',
    ],
    [
      () =>
        requiredMethods(
          "limiter",
          { when: 1, after: () => 1, forget: undefined },
          ["when", "after", "forget"],
          "see RateLimiter",
        ),
      TypeError,
      "limiter must have the method when, forget, but it is missing: see RateLimiter",
    ],
    [() => checkedNumber("n", NaN), RangeError, "n must be a number, but it is NaN"],
    [() => checkedNumber("n", "1" as never), RangeError, 'n must be a number, but it is "1"'],
    [() => checkedNumber("n", 0, { above: 0 }), RangeError, "n must be a number, above 0, but it is 0"],
    [() => checkedNumber("n", 2, { atMost: 1 }), RangeError, "n must be a number, at most 1, but it is 2"],
    [
      () => checkedNumber("n", 2, { atLeast: 0, atMost: 1 }),
      RangeError,
      "n must be a number, from 0 to 1, but it is 2",
    ],
    [
      () => checkedCount("n", "3" as never, { atLeast: 1 }),
      RangeError,
      'n must be a whole number of at least 1, but it is "3"',
    ],
    [
      () => checkedCount("n", 1.5, { atLeast: 0, atMost: 9 }),
      RangeError,
      "n must be a whole number from 0 to 9, but it is 1.5",
    ],
    [() => checkedCount("n", -1), RangeError, "n must be a whole number of at least 0, but it is -1"],
    [
      () => checkedDelay("delayMs", NaN),
      RangeError,
      "delayMs must be a number of milliseconds, but it is NaN",
    ],
    [
      () => checkedDuration("waitMs", -1),
      RangeError,
      "waitMs must be a number of milliseconds, at least 0, but it is -1",
    ],
    [
      () => checkedChoice<string>("how", "c", ["a", "b"]),
      RangeError,
      'how must be "a" or "b", but it is "c"',
    ],
    [
      () => checkedChoice("how", 1 as never, ["a", "b", "c"]),
      RangeError,
      'how must be "a", "b" or "c", but it is 1',
    ],
    [() => checkedFunction("call", "x"), TypeError, 'call must be a function, but it is "x"'],
  ];

  test.each(wrong)("case %#", (call, type, message) => {
    expect(call).toThrow(type);
    expect(call).toThrow(message);
  });
});
