import { expect, test } from "vitest";
import { kinds, run } from "./judged.ts";

const asked = { is: "asked", version: 9 } as const;

test("two runs of a key one after another are no fault", () => {
  expect(kinds(asked, ...run(), ...run({ run: 2, version: 2 }))).toEqual([]);
});

test("two runs of a key at once are a fault, in one process and in two", () => {
  const first = { is: "started" } as const;
  expect(kinds(asked, first, { is: "started", run: 2 })).toEqual(["concurrent"]);
  expect(kinds(asked, first, { is: "started", run: 2, instance: 2 })).toEqual(["concurrent"]);
});

test("a third run at once is as many faults as there are runs beside it", () => {
  const [one, two, three] = [1, 2, 3].map((run) => ({ is: "started", run }) as const);
  expect(kinds(asked, one!, two!, three!)).toEqual(["concurrent", "concurrent", "concurrent"]);
});

test("runs of two keys at once are no fault", () => {
  const other = { key: "b", version: 1 };
  expect(
    kinds(asked, { ...asked, ...other }, { is: "started" }, { is: "started", run: 2, ...other }),
  ).toEqual([]);
});

test("the end of one of two runs leaves the other", () => {
  const two = [{ is: "started" }, { is: "started", run: 2 }, { is: "ending", run: 2 }] as const;
  expect(kinds(asked, ...two, { is: "started", run: 3 })).toEqual(["concurrent", "concurrent"]);
});

test("the runs of a process end with it, and those of another do not", () => {
  const first = { is: "started" } as const;
  const next = { is: "started", instance: 2, run: 2 } as const;
  expect(kinds(asked, first, { is: "killing" }, next)).toEqual([]);
  expect(kinds(asked, first, { is: "dead" }, next)).toEqual([]);
  expect(kinds(asked, first, { is: "killing", instance: 7 }, next)).toEqual(["concurrent"]);
});

test("what a process begins between its signal and its end is over with it", () => {
  expect(kinds(asked, { is: "killing" }, { is: "started" }, { is: "started", instance: 2, run: 2 })).toEqual(
    [],
  );
});
