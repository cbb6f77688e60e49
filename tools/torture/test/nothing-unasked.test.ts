import { expect, test } from "vitest";
import { kinds } from "./judged.ts";

test("a run that was not asked for is a fault", () => {
  expect(kinds({ is: "started" })).toEqual(["unasked"]);
  expect(kinds({ is: "asked" }, { is: "started", version: 2 })).toEqual(["unasked"]);
});

test("a run with a payload that is none of ours is a fault", () => {
  expect(kinds({ is: "asked" }, { is: "started", version: 0 })).toEqual(["unasked"]);
});

test("a run of what was cancelled is a fault", () => {
  const cancel = [
    { is: "cancelling", op: 2 },
    { is: "cancelled", op: 2 },
  ] as const;
  const waiting = { is: "added", outcome: "waiting", dueAt: 0 } as const;
  expect(kinds({ is: "asked" }, waiting, ...cancel, { is: "started" })).toEqual(["unasked"]);
  // What was asked for since may have made it ready.
  expect(
    kinds({ is: "asked" }, waiting, ...cancel, { is: "asked", version: 3 }, { is: "started", version: 3 }),
  ).toEqual([]);
});

test("a key in the failed set that was not given up is a fault", () => {
  expect(kinds({ is: "found-failed" })).toEqual(["unasked"]);
  expect(kinds({ is: "ending", how: "give-up" }, { is: "found-failed" })).toEqual([]);
  expect(kinds({ is: "ending", how: "give-up", version: 2 }, { is: "found-failed" })).toEqual(["unasked"]);
});
