import { expect, test } from "vitest";
import { emptyState, linesOf, queueTrace, replayedFiles } from "./recordings.ts";

const step = { op: "len", result: 0, state: emptyState };
const added = { op: "add", args: { item: "a" }, result: null, state: emptyState };
const waits = { op: "getWait", args: { waiter: "w" }, result: null, state: emptyState };
const good = linesOf(queueTrace("good", step));

const withState = (state: object): object =>
  queueTrace("x", step, { ...step, state: { ...emptyState, ...state } });

test.each<[when: string, trace: object, says: string]>([
  ["an op is unknown", queueTrace("x", step, { ...step, op: "peek" }), 'step 2: queue has no op "peek"'],
  ["an op is another component's", queueTrace("x", { ...added, op: "addAfter" }), 'has no op "addAfter"'],
  ["an op is called toString", queueTrace("x", { ...step, op: "toString" }), "has no op"],
  ["a step has no op", queueTrace("x", step, { result: 0, state: emptyState }), "step 2.op must be a string"],
  ["a step has no result", queueTrace("x", { op: "len", state: emptyState }), "step 1.result is missing"],
  ["a step has no state", queueTrace("x", { op: "len", result: 0 }), "step 1.state is missing"],
  ["a step is no object", { ...queueTrace("x"), steps: [step, 7] }, "step 2 must be an object"],
  [
    "a step has an unknown field",
    queueTrace("x", { ...step, took: 1 }),
    'step 1 has an unknown field "took"',
  ],
  ["a result has another type", queueTrace("x", { ...step, result: "0" }), "step 1 (len): result must be"],
  ["a call that returns nothing did", queueTrace("x", { ...added, result: 1 }), "result must be null"],
  ["an argument is missing", queueTrace("x", { ...added, args: {} }), "step 1 (add): args.item must be a"],
  ["all arguments are missing", queueTrace("x", { ...added, args: undefined }), "args.item must be a string"],
  ["an argument is unknown", queueTrace("x", { ...added, args: { item: "a", to: 1 } }), 'field "to"'],
  ["an argument has another type", queueTrace("x", { ...added, args: { item: 1 } }), "args.item must be a"],
  ["a field of the state is missing", withState({ dirty: undefined }), "step 2 (len): state.dirty must be"],
  ["a field of the state has another type", withState({ queue: "a" }), "state.queue must be an array"],
  ["a field of the state is unknown", withState({ depth: 1 }), 'state has an unknown field "depth"'],
  [
    "what returned was never started",
    queueTrace("x", { ...step, resolved: [{ drain: "d" }] }),
    "drain d, which",
  ],
  ["a pending call is started again", queueTrace("x", waits, waits), "step 2 (getWait): waiter w is pending"],
  ["there are no steps", queueTrace("x"), "has no steps"],
  ["there is no id", { ...queueTrace("x", step), id: undefined }, "id must be a string"],
  ["there is no config", { ...queueTrace("x", step), config: undefined }, "config must be an object"],
  ["the config has an unknown field", { ...queueTrace("x", step), config: { fifo: true } }, 'field "fifo"'],
  ["its component is not the file's", { ...queueTrace("x", step), component: "indexer" }, '"indexer"'],
  ["its id is taken", queueTrace("good", step), "there is another trace good"],
])("a trace is refused, and its file with it, when %s", async (_, trace, says) => {
  const said = await replayedFiles({ "queue.jsonl": good + linesOf(trace) });
  expect(said).toMatchObject({ status: 2, report: [] });
  expect(said.complaints[0]).toMatch(/queue\.jsonl:2: /);
  expect(said.complaints[0]).toContain(says);
});

const second = { ns: "1000000000", ms: 1000 };
const exponential = { type: "exponential", base: second, max: second };
const state = { nowMs: 0 };
const when = { op: "when", args: { item: "a" }, result: second, state };

test.each<[when: string, limiter: object, step: object, says: string]>([
  ["unknown", { type: "jitter" }, when, 'config.limiter.type names an unknown limiter "jitter"'],
  [
    "unknown within another",
    { type: "maxOf", of: [exponential, {}] },
    when,
    "config.limiter.of[1].type must",
  ],
  ["described with too much", { ...exponential, factor: 3 }, when, 'unknown field "factor"'],
  [
    "described with too little",
    { type: "bucket", qps: 1 },
    when,
    "config.limiter.burst must be a whole number",
  ],
  [
    "of two minds about a duration",
    { ...exponential, base: { ns: "5", ms: 5 } },
    when,
    "config.limiter.base must be the same in ns and in ms",
  ],
  [
    "said to answer half a nanosecond",
    exponential,
    { ...when, result: { ns: "0.5", ms: 0 } },
    "step 1 (when): result.ns must be a whole number",
  ],
  [
    "said to have background calls",
    exponential,
    { ...when, resolved: [{ drain: "d" }] },
    "step 1 (when): nothing can be resolved here",
  ],
  [
    "asked zero times",
    exponential,
    { ...when, op: "whenN", args: { item: "a", times: 0 } },
    "args.times must be a whole number of at least 1",
  ],
  [
    "on a clock that goes back",
    exponential,
    { op: "clockStep", args: { ms: -1 }, result: null, state },
    "args.ms must be a number that is not negative",
  ],
])("a trace of limiters is refused when a limiter is %s", async (_, limiter, step, says) => {
  const trace = { id: "x", component: "limiters", config: { limiter }, steps: [step] };
  const said = await replayedFiles({ "limiters.jsonl": linesOf(trace) });
  expect(said).toMatchObject({ status: 2, report: [] });
  expect(said.complaints[0]).toMatch(/limiters\.jsonl:1: /);
  expect(said.complaints[0]).toContain(says);
});
