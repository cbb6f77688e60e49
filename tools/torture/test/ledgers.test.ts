import { expect, test } from "vitest";
import type { JournalEvent } from "../src/event.ts";
import { Ledgers, type Kept } from "../src/informer/ledgers.ts";

/** What both handlers wrote down: `"a3"` that an object is of a version, `"-a4"` that it is gone, `"-a"` that its deletion was missed. */
function told(instance: number, ...what: readonly string[]): JournalEvent[] {
  return what.flatMap((text) => {
    const [, gone, key, version] = /^(-?)([a-z])(\d*)$/.exec(text)!;
    const verb = gone === "-" ? "delete" : "set";
    const known = version !== "" && { version: Number(version) };
    return ["quick", "slow"].map((handler) => ({
      is: "told" as const,
      instance,
      handler,
      key: key!,
      verb,
      ...known,
    }));
  });
}

/** The faults that are found in these events. */
function faults(
  events: readonly JournalEvent[],
  look: (ledgers: Ledgers, report: (kind: string, key: string) => void) => void,
): string[] {
  const found = new Set<string>();
  const report = (kind: string, key: string): void => void found.add(`${kind} ${key}`);
  const ledgers = new Ledgers();
  for (const event of events) ledgers.see(event, report);
  look(ledgers, report);
  return [...found];
}

const versions = (objects: Record<string, number>): Map<string, number> => new Map(Object.entries(objects));

function kept(version: number | undefined, objects: Record<string, number>, ...intents: string[]): Kept {
  return { version, objects: versions(objects), intents: new Set(intents) };
}

test("a file that has the objects of its version, all of them settled, is as it should be", () => {
  const events = told(1, "a1", "b2", "-b3", "c4");
  const world = versions({ a: 1, b: 2 });
  expect(
    faults(events, (ledgers, report) => ledgers.keeps(kept(2, { a: 1, b: 2 }, "c"), world, report)),
  ).toEqual([]);
});

test("a file whose objects are not those of its version is ahead", () => {
  const look = (ledgers: Ledgers, report: Parameters<Ledgers["keeps"]>[2]): void =>
    ledgers.keeps(kept(2, { a: 3, c: 2 }), versions({ a: 1, b: 2, c: 2 }), report);
  expect(faults(told(1, "a3", "c2"), look)).toEqual(["ahead a", "ahead b"]);
});

test("a file with an object that a handler has not settled is ahead, whether or not it claims a version", () => {
  const [quick] = told(1, "a2");
  const look = (ledgers: Ledgers, report: Parameters<Ledgers["keeps"]>[2]): void =>
    ledgers.keeps(kept(undefined, { a: 2 }), versions({}), report);
  expect(faults([...told(1, "a1"), quick!], look)).toEqual(["ahead a"]);
  expect(faults(told(1, "a1", "a2"), look)).toEqual([]);
});

test("a file that does not know of an object on which a handler acted will miss its delete", () => {
  const look = (ledgers: Ledgers, report: Parameters<Ledgers["keeps"]>[2]): void =>
    ledgers.keeps(kept(undefined, {}), versions({}), report);
  expect(faults(told(1, "a1"), look)).toEqual(["missed a"]);
  expect(faults(told(1, "a1", "-a2"), look)).toEqual([]);
  expect(faults(told(1, "a1", "-a"), look)).toEqual([]);
});

test("when idle, a delete that was never delivered is missed, and so is a last state", () => {
  const look = (ledgers: Ledgers, report: Parameters<Ledgers["atRest"]>[1]): void =>
    ledgers.atRest(versions({ b: 5, c: 6 }), report);
  expect(faults(told(1, "a1", "b4", "c6", "-c7"), look)).toEqual(["missed a", "missed b", "missed c"]);
  expect(faults(told(1, "a1", "-a2", "b4", "b5", "c6"), look)).toEqual([]);
});

test("an older state after a newer one is stale within an instance, and not in the next", () => {
  const look = (): void => {};
  expect(faults(told(1, "a2", "a1"), look)).toEqual(["stale a"]);
  expect(faults([...told(1, "a2"), ...told(2, "a1")], look)).toEqual([]);
});
