import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { StoreHarness } from "../store-harness.ts";
import { storeClause, StoreProbe } from "../store-probe.ts";

/** Claims that are honoured no more. */
export const fencing: Chapter<StoreHarness> = {
  title: "Fencing",
  clauses: [
    storeClause("A claim ends once: whatever comes after is fenced.", async (queue) => {
      await queue.add("a");
      const claim = await queue.takeOne();
      await queue.complete(claim);
      await isFenced(queue, claim);
      await queue.add("a");
      await isFenced(queue, claim);
      assert.deepEqual(await queue.takeKeys(), ["a"]);
    }),
    storeClause(
      "A claim is fenced when its key was handed out again; the newer claim stays valid.",
      async (queue) => {
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
    ),
    storeClause("A claim of a key that was given up is fenced.", async (queue) => {
      await queue.add("a");
      const claim = await queue.takeOne();
      await queue.giveUp(claim);
      await isFenced(queue, claim);
      assert.equal((await queue.counts()).failed, 1);
    }),
    storeClause(
      "The token of one key releases no claim of another key, or of a key that the queue does not know.",
      async (queue) => {
        await queue.addAll("a", "b");
        const [a, b] = await queue.takeEach("a", "b");
        await isFenced(queue, { key: "a", token: b.token });
        await isFenced(queue, { key: "b", token: a.token });
        await isFenced(queue, { key: "c", token: b.token });
        await isFenced(queue, { key: "a", token: a.token + 1000 });
        assert.equal((await queue.counts()).processing, 2);
        assert.equal(await queue.complete(a), "done");
        assert.equal(await queue.complete(b), "done");
      },
    ),
    storeClause("Of two releases of one claim that no caller awaits, the first counts.", async (queue) => {
      await queue.add("a");
      const claim = await queue.takeOne();
      assert.deepEqual(await Promise.all([queue.giveBack(claim), queue.complete(claim), queue.takeKeys()]), [
        "ready",
        "fenced",
        ["a"],
      ]);
    }),
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
