import { isStoreError, StoreError } from "@workset/store";
import { expect, test } from "vitest";

test("the code of a store's error says what a caller can act on, and keeps its cause", () => {
  const cause = new Error("SQLITE_FULL");
  const error = new StoreError("full", "the disk is full: make room", { cause });
  expect([error.name, error.code, error.message]).toEqual([
    "StoreError",
    "full",
    "the disk is full: make room",
  ]);
  expect(error.cause).toBe(cause);
});

test("it is known by its name and code, whichever copy of the package made it", () => {
  const copy = Object.assign(new Error("closed"), { name: "StoreError", code: "closed" });
  expect([isStoreError(new StoreError("io", "")), isStoreError(copy)]).toEqual([true, true]);
});

test("nothing else is taken for it", () => {
  const others = [undefined, null, "StoreError", { name: "StoreError", code: "io" }, new Error("StoreError")];
  expect(others.map(isStoreError)).toEqual(others.map(() => false));
});
