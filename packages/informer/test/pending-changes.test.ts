import { describe, expect, test } from "vitest";
import { initialChanges, resyncChanges } from "../src/handlers/change-list.ts";
import { PendingChanges } from "../src/handlers/pending-changes.ts";
import type { ObjectChange } from "../src/index.ts";
import { collectGarbage } from "./collect-garbage.ts";

const keyOf = (object: string): string => object[0]!;
const add = (object: string): ObjectChange<string> => ({
  type: "added",
  key: keyOf(object),
  object,
  isInInitialList: false,
});
const update = (before: string, object: string): ObjectChange<string> => ({
  type: "updated",
  key: keyOf(object),
  before,
  object,
  cause: "changed",
});
const remove = (last: string): ObjectChange<string> => ({
  type: "deleted",
  key: keyOf(last),
  last,
  finalStateUnknown: false,
});

/** All that waits, in words. */
function taken(waiting: PendingChanges<string>): string[] {
  const calls: string[] = [];
  for (let call = waiting.take(); call; call = waiting.take()) {
    if (call.type === "deleted") calls.push(`delete ${call.last}`);
    else calls.push(call.type === "added" ? `add ${call.object}` : `${call.before}→${call.object}`);
  }
  return calls;
}

/** Calls that are merged when the last of them comes. */
function coalesced(notifyShortLived: boolean, ...calls: ObjectChange<string>[]): PendingChanges<string> {
  const waiting = new PendingChanges<string>(notifyShortLived);
  for (const call of calls.slice(0, -1)) waiting.push(call);
  waiting.coalesce();
  waiting.push(calls.at(-1)!);
  return waiting;
}

describe("Calls that are merged", () => {
  test.each<[string, ObjectChange<string>[], string[]]>([
    ["an add and its updates", [add("a1"), update("a1", "a2"), update("a2", "a3")], ["add a3"]],
    ["updates", [update("a1", "a2"), add("b1"), update("a2", "a3")], ["a1→a3", "add b1"]],
    ["an update and a delete", [update("a1", "a2"), remove("a3")], ["delete a3"]],
    ["an add and a delete", [add("a1"), add("b1"), remove("a2")], ["add b1"]],
    ["a delete and an add", [remove("a1"), add("a2"), update("a2", "a3")], ["delete a1", "add a3"]],
    ["a delete, an add and a delete", [remove("a1"), add("a2"), remove("a3")], ["delete a1"]],
  ])("%s tell what all of them told", (_, calls, expected) => {
    for (const at of [calls.length, 1]) {
      const waiting = coalesced(false, ...calls.slice(0, at));
      for (const call of calls.slice(at)) waiting.push(call);
      expect(waiting.length).toBe(expected.length);
      expect(taken(waiting)).toEqual(expected);
      expect([waiting.length, waiting.taken]).toEqual([0, waiting.end]);
    }
  });

  test("deliver the deletion of an object that was added while pending, where an earlier process may have delivered it", () => {
    expect(taken(coalesced(true, add("a1"), remove("a2")))).toEqual(["delete a2"]);
  });

  test("are never merged across many calls that stand between them", () => {
    const waiting = coalesced(false, update("a1", "a2"), update("a2", "a3"));
    waiting.pushList(resyncChanges(["a3"], keyOf));
    waiting.push(update("a3", "a4"));
    expect(taken(waiting)).toEqual(["a1→a3", "a3→a3", "a3→a4"]);
  });
});

test("many calls take no room of their own before their turn", () => {
  const waiting = new PendingChanges<string>(false);
  waiting.pushList(initialChanges(["a1", "b1", "c1"], keyOf));
  waiting.pushList(initialChanges<string>([], keyOf));
  waiting.push(update("a1", "a2"));
  expect([waiting.length, waiting.stored]).toEqual([4, 1]);
  expect(taken(waiting)).toEqual(["add a1", "add b1", "add c1", "a1→a2"]);
  expect([waiting.length, waiting.stored]).toEqual([0, 0]);
});

test("however many come and go, positions count on and nothing is lost", () => {
  const waiting = new PendingChanges<string>(false);
  for (let n = 0; n < 5000; n++) waiting.push(add(`x${n}`));
  for (let n = 0; n < 4000; n++) expect(waiting.take()).toMatchObject({ object: `x${n}` });
  waiting.push(add("last"));
  expect([waiting.length, waiting.taken, waiting.end]).toEqual([1001, 4000, 5001]);
  waiting.clear();
  expect([waiting.length, waiting.taken, waiting.end, waiting.take()]).toEqual([0, 5001, 5001, undefined]);
});

describe("A line that is merged and never empty takes no more memory with time", () => {
  const used = (): number => {
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };

  test("where objects come and go", () => {
    const waiting = coalesced(false, update("a1", "a2"), remove("b1"));
    const before = used();
    for (let n = 0; n < 500_000; n++) {
      waiting.push(add("b2"));
      waiting.push(remove("b2"));
      waiting.push(add("c1"));
      waiting.push(remove("c1"));
      if (n === 100) for (const call of [add("d1"), remove("e1"), add("e2")]) waiting.push(call);
    }
    expect(used() - before).toBeLessThan(2_000_000);
    waiting.push(update("a2", "a3"));
    waiting.push(add("b3"));
    waiting.push(update("d1", "d2"));
    waiting.push(remove("e2"));
    waiting.push(remove("e3"));
    expect(waiting.length).toBe(5);
    expect(taken(waiting)).toEqual(["a1→a3", "delete b1", "add d2", "delete e3", "add b3"]);
    expect([waiting.length, waiting.taken]).toEqual([0, waiting.end]);
  });

  test("where its head goes on", () => {
    const waiting = new PendingChanges<string>(false);
    waiting.push(add("first"));
    waiting.coalesce();
    const before = used();
    for (let n = 0; n < 200_000; n++) {
      waiting.push(add(`the key ${n}`));
      expect(waiting.take()).toBeDefined();
    }
    expect(used() - before).toBeLessThan(2_000_000);
    expect(taken(waiting)).toEqual(["add the key 199999"]);
  });
});
