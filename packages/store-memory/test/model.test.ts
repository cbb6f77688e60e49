import { expect, test } from "vitest";
import { ModelStore } from "@workset/contract";
import type { AddRequest, Claim, Combine, QueueStore, Store } from "@workset/store";
import { MemoryStore } from "@workset/store-memory";
import { numbers } from "./numbers.ts";

const seed = 1_121_2026;

const combine: Combine = (waiting, added) => {
  if (added?.includes("!")) throw new RangeError(`${waiting} and ${added} do not combine`);
  return `${waiting}${added}`.slice(-12);
};

test(`In random lives it does what the model does (seed ${seed})`, async () => {
  const upTo = numbers(seed);
  for (let life = 0; life < 150; life++) {
    const lifeSeed = upTo(2 ** 31);
    const said = await live(new MemoryStore(), lifeSeed);
    expect(said, `the life with seed ${lifeSeed}`).toEqual(await live(new ModelStore(), lifeSeed));
  }
});

/** Lets a store live through a hundred verbs that the seed chooses, closings and crashes among them; all that it said. */
async function live(first: Store & { crash(): void }, seed: number): Promise<unknown[]> {
  const upTo = numbers(seed);
  const one = <T>(...choices: readonly T[]): T => choices[upTo(choices.length)]!;
  const said: unknown[] = [];
  const claims: Claim[] = [];
  let store = first;
  let now = 1000;
  let told: unknown[] = [];
  const observer = {
    joined: (priorities: readonly number[]) => void told.push({ joined: [...priorities] }),
    nextDueAt: (at: number) => void told.push({ nextDueAt: at }),
    heldUp: (held: boolean) => void told.push({ heldUp: held }),
  };
  const open = async (): Promise<QueueStore> => {
    const opened = await store.open({ queue: "queue", now, maxCrashes: 3, combine, observer });
    said.push(opened.recovery);
    return opened;
  };
  let queue = await open();

  const request = (): AddRequest => ({
    key: one("a", "b", "c", "d"),
    payload: one("1", "2", "3", "4", "5", "!"),
    priority: one(0, 0, 0, 1, -1),
    ...one({}, {}, { due: now + upTo(30) - 5 }, { due: (failures: number) => failures * 5 }),
    merge: one(true, false),
    replace: one(true, false, false),
    keepBackoff: one(true, false),
    again: one(true, false, false),
    combine,
  });
  const verbs: (() => Promise<unknown>)[] = [
    () => queue.add(request(), now),
    () => queue.add(request(), now),
    () => queue.add(request(), now),
    async () => {
      const taken = await queue.take(upTo(3), now);
      claims.push(...taken);
      return taken;
    },
    () => end((claim) => queue.complete(claim, now)),
    () => end((claim) => queue.retry(claim, (failures) => failures * 7, now)),
    () => end((claim) => queue.giveBack(claim, now)),
    () => end((claim) => queue.giveUp(claim, { name: "Error", message: one("x", "y") }, now)),
    () => queue.forget(one("a", "b", "c", "d")),
    () => queue.cancel(one("a", "b", "c", "d"), now),
    () => queue.postpone(one("a", "b", "c", "d"), now + upTo(30), now),
    () => queue.replay(one({}, { key: "a" }, { search: "x" }, { failedBefore: now - 10 }), now),
    () => queue.purge(one({ key: "b" }, { search: "y" }, { failedBefore: now - 20 })),
    async () => {
      await queue.close(now);
      queue = await open();
    },
    async () => {
      store.crash();
      if (store instanceof ModelStore) store = new ModelStore(store.queues);
      queue = await open();
    },
  ];
  async function end(how: (claim: Claim) => Promise<unknown>): Promise<unknown> {
    return claims.length === 0 ? undefined : how(one(...claims.slice(-2)));
  }

  for (let step = 0; step < 100; step++) {
    now += upTo(8) - 1;
    said.push(await one(...verbs)().catch(String), told, await queue.counts(now));
    told = [];
  }
  for (const state of ["ready", "processing", "waiting", "failed"] as const) {
    said.push(await queue.list({ state, limit: 100 }, now));
  }
  for (const key of ["a", "b", "c", "d"]) said.push(await queue.errors(key), await queue.failures(key));
  return said;
}
