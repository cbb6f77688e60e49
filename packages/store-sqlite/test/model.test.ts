import { makeStoreHarness, ModelStore, type StoreHarness } from "@workset/contract";
import type { AddRequest, Claim, Combine, Failing } from "@workset/store";
import { expect, test } from "vitest";
import { SqliteHarness } from "./sqlite-harness.ts";

const seed = 20_261_121;
const lives = 25;
const steps = 80;

test(`In random lives it does what the model does (seed ${seed})`, async () => {
  const upTo = numbers(seed);
  for (let life = 0; life < lives; life++) {
    const lifeSeed = upTo(2 ** 31);
    const said = await live(new SqliteHarness(), lifeSeed);
    expect(said, `the life with seed ${lifeSeed}`).toEqual(await live(await modelHarness(), lifeSeed));
  }
});

/** A harness of the model: its keys are handed from one store to the next, as a file would be. */
function modelHarness(): Promise<StoreHarness> {
  let last: ModelStore | undefined;
  return makeStoreHarness({
    open: () => (last = new ModelStore(last?.queues)),
    settle: async () => {},
    crash: (store) => store.crash(),
  });
}

const combine: Combine = (waiting, added) => {
  if (added?.includes("!")) throw new RangeError(`${waiting} and ${added} do not combine`);
  return `${waiting}${added}`.slice(-12);
};

/** Lets a store live through verbs that a seed chooses, closings and crashes among them; answers all that it said. */
async function live(harness: StoreHarness, lifeSeed: number): Promise<unknown[]> {
  await using _ = harness as StoreHarness & AsyncDisposable;
  const upTo = numbers(lifeSeed);
  const one = <T>(...choices: readonly T[]): T => choices[upTo(choices.length)]!;
  const key = (): string => one("a", "b", "c", "d", "e");
  const said: unknown[] = [];
  const joined: number[] = [];
  const claims: Claim[] = [];
  let now = 1000;
  let nextDueAt = Infinity;
  let heldUp = false;
  let store = await harness.store();
  const open = async () => {
    const observer = {
      joined: (priorities: readonly number[]) => void joined.push(...priorities),
      nextDueAt: (at: number) => void (nextDueAt = at),
      heldUp: (now: boolean) => void (heldUp = now),
    };
    const opened = await store.open({ queue: "queue", now, maxCrashes: 3, combine, observer });
    said.push(opened.recovery);
    return opened;
  };
  let queue = await open();

  const request = (): AddRequest => ({
    key: key(),
    payload: one("1", "2", "3", "4", "5", "!"),
    priority: one(0, 0, 0, 1, -1),
    ...one({}, {}, { due: now + upTo(30) - 5 }, { due: (failures: number) => failures * 5 }),
    merge: one(true, false),
    replace: one(true, false, false),
    keepBackoff: one(true, false),
    again: one(true, false, false),
    combine,
  });
  const ended = async (end: (claim: Claim) => Promise<unknown>): Promise<unknown> =>
    claims.length === 0 ? "none" : end(one(...claims.slice(-3)));
  const failing = (): Failing =>
    one({ name: "Error", message: "x" }, { name: "TypeError", message: "y", stack: "z" });
  const add = (): Promise<unknown> => queue.add(request(), now);
  const verbs: readonly (() => Promise<unknown>)[] = [
    add,
    add,
    add,
    async () => {
      const taken = await queue.take(upTo(3), now);
      claims.push(...taken);
      // Tokens only have to grow.
      return taken.map((claim) => ({ ...claim, token: 0 }));
    },
    () => ended((claim) => queue.complete(claim, now)),
    () => ended((claim) => queue.retry(claim, (failures) => failures * 7, now)),
    () => ended((claim) => queue.giveBack(claim, now)),
    () => ended((claim) => queue.giveUp(claim, failing(), now)),
    () => queue.forget(key()),
    () => queue.cancel(key(), now),
    () => queue.postpone(key(), now + upTo(30), now),
    () => queue.replay(one({}, { key: "a" }, { search: "x" }, { failedBefore: now - 10 }), now),
    () => queue.purge(one({ key: "b" }, { search: "y" }, { failedBefore: now - 20 })),
    async () => {
      await queue.close(now);
      queue = await open();
    },
    async () => {
      store = await one(
        () => harness.reopen(),
        () => harness.kill(),
      )();
      queue = await open();
    },
  ];

  for (let step = 0; step < steps; step++) {
    now += upTo(8) - 1;
    said.push(await one(...verbs)().catch(String));
    said.push(await queue.counts(now), joined.splice(0), nextDueAt, heldUp);
    for (const state of ["ready", "processing", "waiting", "failed"] as const) {
      const { keys } = await queue.list({ state, limit: 100 }, now);
      said.push(state, keys);
    }
  }
  for (const each of ["a", "b", "c", "d", "e"])
    said.push(await queue.errors(each), await queue.failures(each));
  return said;
}

/** Whole numbers from zero up to `below`, the same for the same seed. */
function numbers(from: number): (below: number) => number {
  let state = from;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
