import { expect, test } from "vitest";
import { kinds } from "./judged.ts";

const asked = { is: "asked", version: 9 } as const;

test("a version that waits does not run before it is due", () => {
  const waiting = { is: "added", outcome: "waiting", dueAt: 100 } as const;
  expect(kinds(asked, waiting, { is: "started", wallAt: 97 })).toEqual(["early"]);
  expect(kinds(asked, waiting, { is: "started", wallAt: 98 })).toEqual([]);
});

test("an older version may run before the one that waits is due, and so may one that came to wait for less", () => {
  const waiting = { is: "added", version: 2, outcome: "waiting", dueAt: 100 } as const;
  expect(kinds(asked, waiting, { is: "started", version: 1, wallAt: 0 })).toEqual([]);
  expect(
    kinds(asked, { ...waiting, outcome: "coalesced" }, { is: "started", version: 2, wallAt: 0 }),
  ).toEqual([]);
  expect(
    kinds(asked, waiting, { is: "ending", how: "retry" }, { is: "started", version: 2, wallAt: 0 }),
  ).toEqual([]);
  // The acknowledgement of what was asked for before the retry may come after it.
  expect(
    kinds(asked, { is: "ending", how: "retry" }, waiting, { is: "started", version: 2, wallAt: 0 }),
  ).toEqual([]);
});
