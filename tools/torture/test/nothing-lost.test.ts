import { expect, test } from "vitest";
import { kinds, run } from "./judged.ts";

const added = { is: "added", version: 5 } as const;
const waiting = { ...added, outcome: "waiting", dueAt: 100 } as const;
const drained = { is: "drained", instance: 9 } as const;
const asked = { is: "asked", version: 9 } as const;

test("an acknowledged version that a handler worked on is not lost", () => {
  expect(kinds(asked, added, ...run({ version: 5 }), drained)).toEqual([]);
});

test("an acknowledged version that no handler saw is lost, and is reported once", () => {
  expect(kinds(asked, added, drained, drained)).toEqual(["lost"]);
});

test("nothing is owed before everything is idle", () => {
  expect(kinds(asked, added)).toEqual([]);
});

test("a newer version stands for an older one", () => {
  expect(kinds(asked, added, ...run({ version: 7 }), drained)).toEqual([]);
});

test("an older version does not stand for a newer one", () => {
  expect(kinds(asked, ...run({ version: 4 }), added, drained)).toEqual(["lost"]);
});

test("another key does not stand for this one", () => {
  expect(kinds(asked, { ...asked, key: "b" }, added, ...run({ key: "b", version: 5 }), drained)).toEqual([
    "lost",
  ]);
});

test("a run that was killed before its handler came to its end counts for nothing", () => {
  const journal = [asked, added, { is: "started", version: 5 }, { is: "killing" }, { is: "dead" }] as const;
  expect(kinds(...journal, drained)).toEqual(["lost"]);
  expect(kinds(...journal, ...run({ instance: 2, run: 2, version: 5 }), drained)).toEqual([]);
});

test("a run that was given back counts for nothing", () => {
  const givenBack = { version: 5, how: "give-back", ending: "ready" } as const;
  const journal = [asked, added, { is: "started", version: 5 }, { is: "ending", ...givenBack }] as const;
  expect(kinds(...journal, { is: "ended", ...givenBack }, drained)).toEqual(["lost"]);
});

test("a version that is tried again is owed until it is worked on", () => {
  const retried = { version: 5, how: "retry", ending: "waiting" } as const;
  const failing = [
    { is: "started", version: 5 },
    { is: "ending", ...retried },
    { is: "ended", ...retried },
  ] as const;
  expect(kinds(asked, added, ...failing, drained)).toEqual(["lost"]);
  expect(kinds(asked, added, ...failing, ...run({ run: 2, version: 5 }), drained)).toEqual([]);
});

test("a cancel excuses what waited, and nothing that was asked for after it", () => {
  const cancel = [
    { is: "cancelling", op: 6 },
    { is: "cancelled", op: 6 },
  ] as const;
  expect(kinds(asked, waiting, ...cancel, drained)).toEqual([]);
  expect(kinds(asked, waiting, ...cancel, { ...waiting, version: 7 }, drained)).toEqual(["lost"]);
});

test("a cancel that is answered before the add it took back excuses it as well", () => {
  expect(kinds(asked, { is: "cancelling", op: 6 }, { is: "cancelled", op: 6 }, waiting, drained)).toEqual([]);
});

test("a cancel that took nothing excuses nothing", () => {
  const cancel = [
    { is: "cancelling", op: 6 },
    { is: "cancelled", op: 6, taken: false },
  ] as const;
  expect(kinds(asked, waiting, ...cancel, drained)).toEqual(["lost"]);
});

test("a cancel does not excuse what was ready", () => {
  expect(kinds(asked, added, { is: "cancelling", op: 6 }, { is: "cancelled", op: 6 }, drained)).toEqual([
    "lost",
  ]);
});

test("a cancel whose answer was lost with its process excuses what waited", () => {
  const cancel = { is: "cancelling", op: 6 } as const;
  expect(kinds(asked, waiting, cancel, { is: "dead" }, drained)).toEqual([]);
  expect(kinds(asked, waiting, cancel, { is: "dead", instance: 2 }, drained)).toEqual(["lost"]);
});

test("what is found in the failed set is not lost", () => {
  expect(
    kinds({ is: "opened", quarantined: ["a"] }, asked, added, { is: "found-failed", version: 5 }, drained),
  ).toEqual([]);
});

test("what was given up is lost when it is not in the failed set", () => {
  const givenUp = { version: 5, how: "give-up", ending: "failed" } as const;
  const journal = [
    { is: "started", version: 5 },
    { is: "ending", ...givenUp },
    { is: "ended", ...givenUp },
  ] as const;
  expect(kinds(asked, added, ...journal, drained)).toEqual(["lost"]);
  expect(kinds(asked, added, ...journal, { is: "found-failed", version: 5 }, drained)).toEqual([]);
});

test("what was given up and asked for since may be in the failed set or not", () => {
  const givenUp = { version: 5, how: "give-up", ending: "failed" } as const;
  const journal = [
    { is: "started", version: 5 },
    { is: "ending", ...givenUp },
    { is: "ended", ...givenUp },
  ] as const;
  expect(kinds(asked, added, ...journal, { ...asked, version: 11 }, drained)).toEqual([]);
  const found = { is: "found-failed", version: 5 } as const;
  expect(kinds(asked, added, ...journal, { ...asked, version: 11 }, found, drained)).toEqual([]);
});
