import { describe, expect, test } from "vitest";
import { callSafely, nextTask, notify } from "../src/index.ts";

class Foreign {
  // oxlint-disable-next-line unicorn/no-thenable -- it is what is tested
  then(_: unknown, reject: (error: Error) => void): void {
    reject(new Error("foreign"));
  }
}

describe("callSafely", () => {
  test("gives what the function gives", () => {
    const errors: unknown[] = [];
    expect(
      callSafely(
        () => 7,
        (error) => errors.push(error),
      ),
    ).toBe(7);
    expect(errors).toEqual([]);
  });

  test("reports what the function throws or rejects with", async () => {
    const errors: unknown[] = [];
    const report = (error: unknown): void => void errors.push(error);
    const thrown = callSafely(() => {
      throw new Error("thrown");
    }, report);
    void callSafely(() => Promise.reject(new Error("rejected")), report);
    // A promise of another library is only known by its `then`.
    const foreign = new Foreign();
    void callSafely(() => foreign, report);
    await nextTask();
    expect(thrown).toBeUndefined();
    expect(errors.map((error) => (error as Error).message)).toEqual(["thrown", "foreign", "rejected"]);
  });

  test("an error listener that throws changes nothing", async () => {
    const fail = (): never => {
      throw new Error("no");
    };
    expect(callSafely(fail, fail)).toBeUndefined();
    void callSafely(() => Promise.reject(new Error("no")), fail);
    await nextTask();
  });
});

describe("notify", () => {
  test("calls the listener with the arguments, and does nothing without one", () => {
    const heard: unknown[] = [];
    notify((a: number, b: string) => heard.push([a, b]), 1, "b");
    notify(undefined, 1);
    expect(heard).toEqual([[1, "b"]]);
  });

  test("a listener that throws or rejects changes nothing", async () => {
    notify(() => {
      throw new Error("no");
    });
    notify(() => Promise.reject(new Error("no")));
    await nextTask();
  });
});
