import { classifyBy, httpClassOf, httpErrors, retryAfterMs } from "@workset/controller";
import { describe, expect, expectTypeOf, test } from "vitest";

class ApiError extends Error {
  readonly status: number;
  readonly headers: Headers;

  constructor(status: number, headers: Record<string, string> = {}) {
    super(`status ${status}`);
    this.status = status;
    this.headers = new Headers(headers);
  }
}

describe("a table of classes", () => {
  const classOf = (error: unknown): "conflict" | "throttled" | "gone" | undefined => {
    return error === "c" ? "conflict" : error === "t" ? "throttled" : error === "g" ? "gone" : undefined;
  };

  test("decides the outcome for each class of errors, and leaves other errors to the default", () => {
    const classify = classifyBy(classOf, {
      conflict: "retry",
      throttled: (error) => ({ next: "retry", cause: error, afterMs: 7 }),
      gone: "done",
    });
    expect(classify("c")).toEqual({ next: "retry", cause: "c" });
    expect(classify("t")).toEqual({ next: "retry", cause: "t", afterMs: 7 });
    expect(classify("g")).toEqual({ next: "done" });
    expect(classify("?")).toBeUndefined();
  });

  test("a class that is missing, or does not exist, does not compile", () => {
    // @ts-expect-error: "gone" has no line.
    classifyBy(classOf, { conflict: "retry", throttled: "retry" });
    // @ts-expect-error: there is no class "lost".
    classifyBy(classOf, { conflict: "retry", throttled: "retry", gone: "done", lost: "done" });
    expectTypeOf(classifyBy(classOf, { conflict: "retry", throttled: "retry", gone: "done" })).toBeFunction();
  });

  test("a class named like a property of every object is an ordinary class", () => {
    const classify = classifyBy((): "toString" => "toString", { toString: "give-up" });
    expect(classify("x")).toEqual({ next: "give-up", cause: "x" });
    expect(classifyBy((): never => "constructor" as never, {})("x")).toBeUndefined();
  });
});

describe("errors of an HTTP API", () => {
  test.each([
    [404, "done"],
    [409, "retry"],
    [410, "retry"],
    [401, "retry"],
    [403, "retry"],
    [400, "give-up"],
    [422, "give-up"],
    [429, "retry"],
    [500, "retry"],
    [503, "retry"],
  ])("a status of %d is %s", (status, then) => {
    expect(httpErrors(new ApiError(status))?.next).toBe(then);
  });

  test("the status may be called `status`, `statusCode` or `code`", () => {
    expect(httpClassOf({ statusCode: 409 })).toBe("conflict");
    expect(httpClassOf({ code: 409 })).toBe("conflict");
    expect(httpClassOf({ code: "ENOENT", statusCode: 404 })).toBe("not-found");
    expect(httpClassOf({ code: "ENOENT" })).toBeUndefined();
    expect(httpClassOf("broken")).toBeUndefined();
    expect(httpClassOf({ status: 302 })).toBeUndefined();
  });

  test("the wait that the server asks for is kept", () => {
    const error = new ApiError(429, { "Retry-After": "7" });
    expect(httpErrors(error)).toEqual({ next: "retry", cause: error, afterMs: 7000 });
    expect(retryAfterMs({ headers: { "retry-after": 3 } })).toBe(3000);
    expect(retryAfterMs({ headers: { "retry-after": "soon" } })).toBeUndefined();
    expect(retryAfterMs({ headers: null })).toBeUndefined();
    expect(retryAfterMs(undefined)).toBeUndefined();
    expect(httpErrors(new ApiError(429))).not.toHaveProperty("afterMs");
  });
});
