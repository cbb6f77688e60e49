import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { StoreHarness } from "../store-harness.ts";
import { storeClause, keysOf } from "../store-probe.ts";

/** Keys that are handed out. */
export const taking: Chapter<StoreHarness> = {
  title: "Taking",
  clauses: [
    storeClause("A take hands out as many keys as it may, or as are ready.", async (queue) => {
      await queue.addAll("a", "b", "c");
      assert.deepEqual(keysOf(await queue.take(2)), ["a", "b"]);
      assert.deepEqual(keysOf(await queue.take(2)), ["c"]);
    }),
    storeClause(
      "A take of a queue where nothing is ready resolves at once, with nothing.",
      async (queue, harness) => {
        await queue.add("waiting", { afterMs: 10 });
        let taken: unknown;
        void queue.take(1).then((claims) => (taken = claims));
        await harness.settle();
        assert.deepEqual(taken, []);
      },
    ),
    storeClause("A processing key is not handed out again.", async (queue) => {
      await queue.addAll("a", "b");
      await queue.takeOne();
      assert.deepEqual(await queue.takeKeys(), ["b"]);
      await queue.addAll("a", "b");
      assert.deepEqual(await queue.takeKeys(), []);
    }),
    storeClause("Several takers at once never get the same key, and together get all.", async (queue) => {
      const keys = Array.from({ length: 20 }, (_, n) => `key ${n}`);
      await Promise.all(keys.map((key) => queue.add(key)));
      const taken = await Promise.all(keys.map((_, n) => queue.take((n % 3) + 1)));
      assert.deepEqual(keysOf(taken.flat()), keys);
    }),
    storeClause(
      "A claim carries the key's payload, its priority, and the time since which the key is wanted.",
      async (queue) => {
        const addedAt = queue.now;
        await queue.add("a", { payload: "{}", priority: 3 });
        queue.pass(5);
        const { token, ...claim } = await queue.takeOne();
        assert.equal(typeof token, "number");
        assert.deepEqual(claim, { key: "a", payload: "{}", priority: 3, failures: 0, crashes: 0, addedAt });
      },
    ),
    storeClause("A token is greater than every earlier token of any owner.", async (queue) => {
      await queue.addAll("a", "b", "c");
      const claims = await queue.take();
      for (const claim of claims.toReversed()) await queue.giveBack(claim);
      claims.push(...(await queue.take()));
      await queue.complete(claims.at(-1)!);
      await queue.add("a");
      await queue.add("d");
      claims.push(...(await queue.take()));
      const tokens = claims.map(({ token }) => token);
      assert.deepEqual(
        tokens,
        [...new Set(tokens)].toSorted((a, b) => a - b),
      );
    }),
  ],
};
