import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import type { QueueHarness } from "../queue-harness.ts";
import { queueClause, delayClause, item, keysGot, next, openRateLimited } from "../steps.ts";
import type { QueueSubject } from "../queue-subject.ts";

const words = ["__proto__", "constructor", "toString", "hasOwnProperty", "prototype", "undefined", "null"];
const marks = ["", " ", "\n", "'", '"', "`", "\\", "%", "a'; drop table keys; --", "default/web", "{}", "💡"];

/** A key is data: whatever its text, it means nothing else. */
export const names: Chapter<QueueHarness> = {
  title: "Names",
  clauses: [
    clause("A key may be a word with a meaning in JavaScript, such as `__proto__`.", async (harness) => {
      await live(harness, words);
    }),
    clause("A key may be empty, and may hold quotes, blanks and any other characters.", async (harness) => {
      await live(harness, marks);
    }),
    clause("A key may hold the character NUL.", async (harness) => {
      await live(harness, ["\0", "a\0", "a\0b", "a"]);
    }),
    queueClause("A key with a lone surrogate comes out as it went in, or is refused.", async (queue) => {
      for (const key of ["\ud83d", "\udca1", "a\ud83d"]) {
        if (await isRefused(queue, key)) continue;
        assert.equal((await next(queue)).key, key);
        assert.equal(await queue.has(key), true);
      }
      assert.equal(await queue.length, 0);
    }),
    clause("A key may be very long.", async (harness) => {
      const long = "x".repeat(1_000_000);
      await live(harness, [`${long}1`, `${long}2`]);
    }),
    clause("Keys that look alike are different keys, and numeric keys are not sorted.", async (harness) => {
      await live(harness, ["a", "A", "a ", "\u00e9", "e\u0301", "10", "9", "010", "1e1", "10.0"]);
    }),
    delayClause("A key with any text can wait.", { needs: ["delays"] }, async (queue, harness) => {
      const keys = [...words, ...marks];
      for (const key of keys) {
        assert.equal(await queue.cancel(key), false);
        assert.equal(await queue.addAfter(item(key), 100), "waiting");
        assert.equal(await queue.stateOf(key), "waiting");
      }
      await harness.advance(100);
      assert.deepEqual(await keysGot(queue), keys);
    }),
    clause(
      "The limiter keeps keys with any text apart.",
      { needs: ["delays", "rate-limits"] },
      async (harness) => {
        const queue = await openRateLimited(harness, 10);
        for (const key of [...words, ...marks]) {
          assert.equal(await queue.numRequeues(key), 0);
          await queue.addRateLimited(item(key));
          assert.equal(await queue.numRequeues(key), 1);
        }
      },
    ),
  ],
};

async function isRefused(queue: QueueSubject, key: string): Promise<boolean> {
  try {
    await queue.add(item(key));
    return false;
  } catch {
    return true;
  }
}

/** Takes keys through a whole life, all of them together. */
async function live(harness: QueueHarness, keys: readonly string[]): Promise<void> {
  const queue = await harness.open();
  for (const key of keys) {
    assert.equal(await queue.has(key), false);
    assert.equal(await queue.add(item(key)), "added");
    assert.equal(await queue.add(item(key)), "coalesced");
  }
  for (const key of keys) {
    const lease = await next(queue);
    assert.ok(
      lease.key === key && lease.item.key === key,
      "the key that comes out is not the one that went in",
    );
    assert.equal(await queue.stateOf(key), "processing");
    await lease.done();
    assert.equal(await queue.has(key), false);
  }
}
