import { expect, test } from "vitest";
import { kinds } from "./judged.ts";

const asked = { is: "asked", version: 9 } as const;

const counted = { is: "added", outcome: "waiting", dueAt: 0, counted: true } as const;

test("failures that were acknowledged before a crash are counted after it", () => {
  const before = [asked, counted, { ...counted, version: 2 }] as const;
  expect(kinds(...before, { is: "counted", instance: 2, failures: 1 })).toEqual(["uncounted"]);
  expect(kinds(...before, { is: "started", instance: 2, version: 2, failures: 1 })).toEqual(["uncounted"]);
  expect(kinds(...before, { is: "counted", instance: 2, failures: 2 })).toEqual([]);
  expect(kinds(...before, { is: "counted", instance: 2, failures: 3 })).toEqual([]);
});

test("a run that is tried again counts as a failure", () => {
  const retried = [{ is: "started" }, { is: "ended", how: "retry", ending: "waiting" }] as const;
  expect(kinds(asked, ...retried, { is: "counted", instance: 2, failures: 0 })).toEqual(["uncounted"]);
});

test("failures of the same instance are not asked for: their acknowledgement may have come after the count", () => {
  expect(kinds(asked, counted, { is: "started", failures: 0 })).toEqual([]);
});

test("what is forgotten is not asked for, whenever it is acknowledged", () => {
  const forgetting = { is: "forgetting", op: 3 } as const;
  const none = { is: "counted", instance: 2, failures: 0 } as const;
  expect(kinds(asked, counted, forgetting, none)).toEqual([]);
  expect(kinds(asked, forgetting, counted, none)).toEqual([]);
  expect(kinds(asked, forgetting, { ...counted, version: 4 }, none)).toEqual(["uncounted"]);
});
