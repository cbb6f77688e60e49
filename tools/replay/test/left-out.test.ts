import { expect, test } from "vitest";
import { emptyState, linesOf, replayedFiles } from "./recordings.ts";

/** How the replay of one trace ends. */
async function endOf(component: string, config: object, steps: readonly object[]): Promise<string> {
  const said = await replayedFiles({
    [`${component}.jsonl`]: linesOf({ id: "x", component, config, steps }),
  });
  if (said.status === 2) return said.complaints.join("\n");
  const line = said.report[0]!;
  if (line.includes(" 1 left out (")) return "left out";
  return line.includes(" 1 differ") ? `differs ${/step \d+/.exec(said.report[1]!)![0]}` : "agrees";
}

const ready = { ...emptyState, len: 1, queue: ["a"], dirty: ["a"] };
const twice = { ...ready, len: 2, queue: ["a", "a"] };
const add = { op: "add", args: { item: "a" }, result: null, state: ready };
const done = { op: "done", args: { item: "a" }, result: null, state: twice };
const misuse = { doneOfIdleItems: true };

test("where client-go queues a second copy of a ready key, the rest of the trace is left out", async () => {
  const afterwards = { op: "len", result: 2, state: twice };
  expect(await endOf("queue", misuse, [add, done, afterwards])).toBe("left out");
});

test("done of a key that is nowhere is compared like everything else", async () => {
  const nowhere = { op: "done", args: { item: "b" }, result: null, state: ready };
  expect(await endOf("queue", misuse, [add, nowhere])).toBe("agrees");
  expect(await endOf("queue", misuse, [add, { ...nowhere, state: twice }])).toBe("differs step 2");
});

test("a second copy is a difference in a trace that does not say it has such calls", async () => {
  expect(await endOf("queue", {}, [add, done])).toBe("differs step 2");
});

test("anything else that differs along with the second copy is a difference", async () => {
  const alsoShut = { ...done, state: { ...twice, shuttingDown: true } };
  expect(await endOf("queue", misuse, [add, alsoShut])).toBe("differs step 2");
  const thrice = { ...done, state: { ...twice, len: 3, queue: ["a", "a", "a"] } };
  expect(await endOf("queue", misuse, [add, thrice])).toBe("differs step 2");
  const uncounted = { ...done, state: { ...twice, len: 1 } };
  expect(await endOf("queue", misuse, [add, uncounted])).toBe("differs step 2");
});

test("a difference before the second copy is a difference", async () => {
  expect(await endOf("queue", misuse, [{ ...add, state: twice }, done])).toBe("differs step 1");
});

test("what comes after the second copy is still read, and refused when it is not in the format", async () => {
  expect(await endOf("queue", misuse, [add, done, { ...done, op: "peek" }])).toContain(
    'step 3: queue has no op "peek"',
  );
});

const idle = { len: 0, queue: [], processing: [], shuttingDown: false, nowMs: 0 };
const after = (item: string, ms: number): object => ({
  op: "addAfter",
  args: { item, ms },
  result: null,
  state: idle,
});
const due = (...queue: string[]): object => ({
  op: "clockStep",
  args: { ms: 10.125 },
  result: null,
  state: { ...idle, nowMs: 10.125, len: queue.length, queue },
});

test("where keys due at one instant went in another order, the rest of the trace is left out", async () => {
  const steps = [after("a", 5.5), after("b", 5.5), after("c", 8)];
  const afterwards = { op: "get", result: { item: "b", shutdown: false }, state: idle };
  expect(await endOf("delayingQueue", { ties: true }, [...steps, due("b", "a", "c"), afterwards])).toBe(
    "left out",
  );
  expect(await endOf("delayingQueue", { ties: true }, [...steps, due("a", "b", "c")])).toBe("agrees");
});

test("another order of keys that are due one after the other is a difference", async () => {
  const steps = [after("a", 5.5), after("b", 5.5), after("c", 8)];
  for (const order of [
    ["a", "c", "b"],
    ["c", "a", "b"],
    ["b", "a", "b"],
    ["b", "a"],
  ]) {
    expect(await endOf("delayingQueue", { ties: true }, [...steps, due(...order)])).toBe("differs step 4");
  }
});

test("anything else that differs along with such an order is a difference", async () => {
  const steps = [after("a", 5.5), after("b", 5.5), due("b", "a")];
  const alsoShut = {
    ...steps[2],
    state: { ...idle, nowMs: 10.125, len: 2, queue: ["b", "a"], shuttingDown: true },
  };
  expect(await endOf("delayingQueue", { ties: true }, steps)).toBe("left out");
  expect(await endOf("delayingQueue", { ties: true }, [...steps.slice(0, 2), alsoShut])).toBe(
    "differs step 3",
  );
});

test("another order of keys due at one instant is a difference in a trace which says that there are none", async () => {
  const steps = [after("a", 5.5), after("b", 5.5), due("b", "a")];
  expect(await endOf("delayingQueue", { ties: false }, steps)).toBe("differs step 3");
});

const fifo = {
  knownObjects: false,
  applyOnPop: false,
  emitDeltaTypeReplaced: true,
  transform: false,
  faults: true,
};
const thing = (name: string): object => ({ name, rv: "1" });
test("the half of a list that client-go's delta FIFO queues before it fails is left out", async () => {
  const replace = (...names: string[]): object => ({
    op: "replace",
    args: { list: [...names.map(thing), { name: "x", rv: "1", bad: true }], rv: "1" },
    result: { error: "keyError", cause: "bad object" },
    state: { queue: names, hasSynced: false },
  });
  expect(await endOf("deltaFIFO", fifo, [replace("a", "b")])).toBe("left out");
  const fails = { ...replace("a"), result: null };
  expect(await endOf("deltaFIFO", fifo, [fails])).toBe("differs step 1");
});
