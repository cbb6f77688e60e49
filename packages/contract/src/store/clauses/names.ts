import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import type { StoreHarness } from "../store-harness.ts";
import { storeClause, keysOf, StoreProbe } from "../store-probe.ts";

const words = ["__proto__", "constructor", "toString", "hasOwnProperty", "prototype", "undefined", "null"];
const marks = [
  "",
  " ",
  "\n",
  "'",
  '"',
  "`",
  "\\",
  "%",
  "_",
  "a'; drop table keys; --",
  "default/web",
  "{}",
  "💡",
];

/** Names and payloads are data: whatever their text, it means nothing else. */
export const names: Chapter<StoreHarness> = {
  title: "Names",
  clauses: [
    clause("A key may be a word that means something to a language.", async (harness) => {
      await live(harness, words);
    }),
    clause(
      "A key may be empty, and may hold quotes, blanks, the character zero, and signs of any kind.",
      async (harness) => {
        await live(harness, [...marks, "\0", "a\0", "a\0b"]);
      },
    ),
    clause(
      "Texts that look alike are different keys, and numbers keep no order of their own.",
      async (harness) => {
        await live(harness, ["a", "A", "a ", "\u00e9", "e\u0301", "10", "9", "010", "1e1", "10.0"]);
      },
    ),
    clause("A key may be very long.", async (harness) => {
      const long = "x".repeat(100_000);
      await live(harness, [`${long}1`, `${long}2`]);
    }),
    storeClause("A payload comes out as it went in; none is not the same as an empty one.", async (queue) => {
      const payloads = [null, ...words, ...marks, "a\0b", "1", "x".repeat(100_000)];
      for (const [n, payload] of payloads.entries()) await queue.add(`${n}`, { payload });
      const claims = await queue.take();
      assert.deepEqual(
        claims.map(({ payload }) => payload),
        payloads,
      );
    }),
    clause("Queues of one store know nothing of each other, whatever their names.", async (harness) => {
      const queues: StoreProbe[] = [];
      for (const name of [...words, ...marks, "queue", "Queue"]) {
        queues.push(await StoreProbe.open(harness, { name }));
      }
      for (const queue of queues) {
        assert.equal(await queue.add("a", { payload: queue.name }), "added");
        assert.equal(await queue.fail("b", 10), "waiting");
      }
      for (const queue of queues) {
        const claims = await queue.take();
        assert.deepEqual(
          claims.map(({ payload }) => payload),
          [queue.name],
        );
        assert.equal(await queue.failures("b"), 1);
        assert.equal(await queue.giveUp(claims[0]!), "failed");
      }
      await queues[0]!.purge();
      await queues[0]!.close();
      for (const queue of queues.slice(1)) assert.deepEqual(keysOf(await queue.list("failed")), ["a"]);
    }),
  ],
};

/** Takes keys through a whole life, all of them together. */
async function live(harness: StoreHarness, keys: readonly string[]): Promise<void> {
  const queue = await StoreProbe.open(harness);
  for (const key of keys) {
    assert.equal(await queue.failures(key), 0);
    assert.equal(await queue.cancel(key), false);
    assert.equal(await queue.fail(key, 10), "waiting");
    assert.equal(await queue.add(key), "added");
    assert.equal(await queue.add(key), "coalesced");
  }
  assert.deepEqual(keysOf(await queue.list("ready")), keys);
  for (const key of keys) {
    assert.equal((await queue.find(key))?.key, key);
    const claim = await queue.takeOne();
    assert.ok(claim.key === key, "the key that comes out is not the one that went in");
    assert.equal(await queue.giveUp(claim), "waiting");
    assert.equal(await queue.failures(key), 0);
    assert.equal(await queue.cancel(key), true);
  }
  await queue.reopen();
  assert.deepEqual(await queue.counts(), { ready: 0, processing: 0, rerun: 0, waiting: 0, failed: 0 });
}
