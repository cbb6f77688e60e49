import { ManualClock } from "@workset/clock";
import { pollingListWatch, type ListWatch } from "@workset/informer";
import { expect, test } from "vitest";
import { reading, settle } from "./reading.ts";

interface Thing {
  readonly key: string;
  readonly version: string;
}

type Listing = (signal: AbortSignal) => Iterable<Thing> | PromiseLike<Iterable<Thing>>;

const meta = { keyOf: ({ key }: Thing): string => key, versionOf: ({ version }: Thing): string => version };
const { signal } = new AbortController();
const whole = { version: "", signal };
const clock = new ManualClock();

/** `key@version` of each object. */
function things(...named: string[]): Thing[] {
  return named.map((one) => {
    const [key, version] = one.split("@") as [string, string];
    return { key, version };
  });
}

function polled(list: Listing): ListWatch<Thing> {
  return pollingListWatch({ list, everyMs: 1000, meta, clock });
}

async function watched(source: ListWatch<Thing>, from: string, stop?: AbortSignal): Promise<string[]> {
  return reading(await source.watch({ version: from, bookmarks: true, signal: stop ?? signal }));
}

async function pass(ms: number): Promise<void> {
  await settle();
  clock.advance(ms);
  await settle();
}

test("differences from the last poll are sent, and then a bookmark", async () => {
  const stop = new AbortController();
  let world = things("a@1", "b@1");
  const source = polled(() => world);
  const { items, version } = await source.list(whole);
  expect(items).toEqual(world);
  const told = await watched(source, version, stop.signal);
  world = things("b@2", "c@1");
  await pass(999);
  expect(told).toEqual([]);
  await pass(1);
  expect(told).toEqual([
    "deleted a@1",
    "modified b@2",
    "added c@1",
    expect.stringMatching(/^bookmark .+\.5$/),
  ]);
  await pass(1000);
  expect(told).toHaveLength(4);
  stop.abort();
});

test("it is polled only while a watch is open, once for all watches, and no timer is left", async () => {
  let polls = 0;
  const source = polled(() => {
    polls++;
    return things(`a@${polls}`);
  });
  const { version } = await source.list(whole);
  await pass(5000);
  expect(polls).toBe(1);
  const [first, second] = [new AbortController(), new AbortController()];
  const told = [await watched(source, version, first.signal), await watched(source, version, second.signal)];
  await pass(1000);
  expect(polls).toBe(2);
  expect(told[0]).toEqual(told[1]);
  expect(told[0]?.[0]).toBe("modified a@2");
  first.abort();
  await pass(1000);
  expect(polls).toBe(3);
  second.abort();
  await pass(5000);
  expect([polls, clock.pendingTimers]).toEqual([3, 0]);
});

test("the next poll comes so long after the end of the last, and there is never more than one", async () => {
  const stop = new AbortController();
  const answers: ((answer: Thing[]) => void)[] = [];
  const source = polled(() => new Promise((resolve) => answers.push(resolve)));
  const listing = source.list(whole);
  await settle();
  answers[0]!([]);
  await watched(source, (await listing).version, stop.signal);
  await pass(1000);
  await pass(7000);
  expect(answers).toHaveLength(2);
  // A list asks for the present state, which the poll in progress cannot tell.
  const later = source.list(whole);
  await settle();
  expect(answers).toHaveLength(2);
  answers[1]!(things("a@1"));
  await settle();
  expect(answers).toHaveLength(3);
  answers[2]!(things("a@2"));
  expect((await later).items).toEqual(things("a@2"));
  await pass(999);
  expect(answers).toHaveLength(3);
  stop.abort();
});

test("those who list at one time share a poll", async () => {
  let polls = 0;
  const source = polled(() => things(`a@${++polls}`));
  const pages = await Promise.all([source.list(whole), source.list(whole), source.list(whole)]);
  expect(polls).toBe(1);
  expect(pages.map(({ items }) => items[0]?.version)).toEqual(["1", "1", "1"]);
});

test("a poll that fails rejects the lists that wait for it, and ends the watches with its error", async () => {
  let fails = false;
  const source = polled(() => {
    if (fails) throw new Error("unreachable");
    return things("a@1");
  });
  const { version } = await source.list(whole);
  const told = await watched(source, version);
  fails = true;
  await expect(source.list(whole)).rejects.toThrow("unreachable");
  expect(told).toEqual([]);
  await pass(1000);
  expect(told).toEqual(["error Error: unreachable", "end"]);
  expect(clock.pendingTimers).toBe(0);
  fails = false;
  const again = await watched(source, version);
  await pass(1000);
  expect(again).toEqual([]);
});

test("an aborted list rejects at once, and its poll is aborted when no other caller waits for it", async () => {
  const signals: AbortSignal[] = [];
  const source = polled((polling) => {
    signals.push(polling);
    return new Promise((_, reject) =>
      polling.addEventListener("abort", () => reject(polling.reason as Error)),
    );
  });
  const [first, second] = [new AbortController(), new AbortController()];
  const lists = [first, second].map((stop) => source.list({ version: "", signal: stop.signal }));
  await settle();
  const reason = new Error("enough");
  first.abort(reason);
  await expect(lists[0]).rejects.toBe(reason);
  expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
  second.abort(reason);
  await expect(lists[1]).rejects.toBe(reason);
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
});

test("a caller that comes after all others gave up gets a poll of its own", async () => {
  const answers: ((answer: Thing[]) => void)[] = [];
  const source = polled(() => new Promise((resolve) => answers.push(resolve)));
  const first = source.list(whole);
  await settle();
  const stop = new AbortController();
  const given = source.list({ version: "", signal: stop.signal });
  stop.abort();
  await expect(given).rejects.toBe(stop.signal.reason);
  const asked = source.list(whole);
  answers[0]!(things("a@1"));
  await first;
  await settle();
  answers[1]!(things("a@2"));
  expect((await asked).items).toEqual(things("a@2"));
});

test("what a poll answers after it was aborted goes nowhere", async () => {
  let answer: (things: Thing[]) => void = () => {};
  const source = polled(() => new Promise((resolve) => (answer = resolve)));
  const listing = source.list(whole);
  await settle();
  answer([]);
  const { version } = await listing;
  const stop = new AbortController();
  const given = source.list({ version: "", signal: stop.signal });
  await settle();
  stop.abort();
  await expect(given).rejects.toBe(stop.signal.reason);
  answer(things("a@1"));
  await settle();
  expect(await watched(source, version)).toEqual([]);
});

test("a time between polls that is none is refused by name", () => {
  for (const everyMs of [-1, NaN]) {
    expect(() => pollingListWatch({ list: () => [], everyMs, meta })).toThrow(/everyMs must/);
  }
});
