import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { StorePlace } from "../store-place.ts";
import { StoreProbe } from "../store-probe.ts";

/** Claims that are honoured no more. */
export const fencing: Chapter<StorePlace> = {
  title: "Fencing",
  clauses: [
    {
      says: "A claim ends once: whatever comes after is fenced.",
      async check(place) {
        const queue = await StoreProbe.open(place);
        await queue.add("a");
        const claim = await queue.takeOne();
        await queue.complete(claim);
        await isFenced(queue, claim);
        await queue.add("a");
        await isFenced(queue, claim);
        assert.deepEqual(await queue.takeKeys(), ["a"]);
      },
    },
    {
      says: "A claim is fenced when its key has been given to somebody else, who keeps it.",
      async check(place) {
        const queue = await StoreProbe.open(place);
        await queue.add("a", { payload: "1" });
        const old = await queue.takeOne();
        await queue.giveBack(old);
        const claim = await queue.takeOne();
        await isFenced(queue, old);
        assert.deepEqual(await queue.takeKeys(), []);
        assert.equal(await queue.add("a"), "rerun");
        await isFenced(queue, old);
        assert.equal(await queue.complete(claim), "rerun");
      },
    },
    {
      says: "A claim of a key that was given up is fenced.",
      async check(place) {
        const queue = await StoreProbe.open(place);
        await queue.add("a");
        const claim = await queue.takeOne();
        await queue.giveUp(claim);
        await isFenced(queue, claim);
        assert.equal((await queue.counts()).failed, 1);
      },
    },
    {
      says: "The token of one key ends no claim of another, or of a key that nobody knows.",
      async check(place) {
        const queue = await StoreProbe.open(place);
        await queue.addAll("a", "b");
        const [a, b] = await queue.takeEach("a", "b");
        await isFenced(queue, { key: "a", token: b.token });
        await isFenced(queue, { key: "b", token: a.token });
        await isFenced(queue, { key: "c", token: b.token });
        await isFenced(queue, { key: "a", token: a.token + 1000 });
        assert.equal((await queue.counts()).inHand, 2);
        assert.equal(await queue.complete(a), "done");
        assert.equal(await queue.complete(b), "done");
      },
    },
    {
      says: "Of two endings of one claim that nobody awaits, the first counts.",
      async check(place) {
        const queue = await StoreProbe.open(place);
        await queue.add("a");
        const claim = await queue.takeOne();
        assert.deepEqual(
          await Promise.all([queue.giveBack(claim), queue.complete(claim), queue.takeKeys()]),
          ["ready", "fenced", ["a"]],
        );
      },
    },
  ],
};

/** Tries every ending of a claim: none is honoured, and none leaves a trace. */
async function isFenced(queue: StoreProbe, claim: { key: string; token: number }): Promise<void> {
  const seen = async (): Promise<unknown> => {
    const { key } = claim;
    return [
      await queue.counts(),
      await queue.list("ready"),
      await queue.errors(key),
      await queue.failures(key),
    ];
  };
  const before = await seen();
  assert.equal(await queue.complete(claim), "fenced");
  assert.equal(await queue.retry(claim, 0), "fenced");
  assert.equal(await queue.giveBack(claim), "fenced");
  assert.equal(await queue.giveUp(claim), "fenced");
  assert.deepEqual(await seen(), before);
}
