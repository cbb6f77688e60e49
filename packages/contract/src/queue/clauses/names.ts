import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { QueuePlace } from "../queue-place.ts";
import type { QueueSubject } from "../queue-subject.ts";
import { item, keysGot, next, openDelayed, openRateLimited } from "../steps.ts";

const words = ["__proto__", "constructor", "toString", "hasOwnProperty", "prototype", "undefined", "null"];
const marks = ["", " ", "\n", "'", '"', "`", "\\", "%", "a'; drop table keys; --", "default/web", "{}", "💡"];

/** A key is data: whatever its text, it means nothing else. */
export const names: Chapter<QueuePlace> = {
  title: "Names",
  clauses: [
    {
      says: "A key may be a word that means something to the language.",
      async check(place) {
        await live(place, words);
      },
    },
    {
      says: "A key may be empty, and may hold quotes, blanks and signs of any kind.",
      async check(place) {
        await live(place, marks);
      },
    },
    {
      says: "A key may hold the character zero.",
      async check(place) {
        await live(place, ["\0", "a\0", "a\0b", "a"]);
      },
    },
    {
      says: "A key that holds half of a surrogate pair comes out as it went in, or is refused.",
      async check(place) {
        const queue = await place.open();
        for (const key of ["\ud83d", "\udca1", "a\ud83d"]) {
          if (await isRefused(queue, key)) continue;
          assert.equal((await next(queue)).key, key);
          assert.equal(await queue.has(key), true);
        }
        assert.equal(await queue.length, 0);
      },
    },
    {
      says: "A key may be very long.",
      async check(place) {
        const long = "x".repeat(1_000_000);
        await live(place, [`${long}1`, `${long}2`]);
      },
    },
    {
      says: "Texts that look alike are different keys, and numbers keep no order of their own.",
      async check(place) {
        await live(place, ["a", "A", "a ", "\u00e9", "e\u0301", "10", "9", "010", "1e1", "10.0"]);
      },
    },
    {
      says: "Whatever its text, a key can wait.",
      needs: ["delays"],
      async check(place) {
        const queue = await openDelayed(place);
        const keys = [...words, ...marks];
        for (const key of keys) {
          assert.equal(await queue.cancel(key), false);
          assert.equal(await queue.addAfter(item(key), 100), "waiting");
          assert.equal(await queue.stateOf(key), "waiting");
        }
        await place.advance(100);
        assert.deepEqual(await keysGot(queue), keys);
      },
    },
    {
      says: "Whatever its text, the limiter knows a key from all others.",
      needs: ["delays", "rate-limits"],
      async check(place) {
        const queue = await openRateLimited(place, 10);
        for (const key of [...words, ...marks]) {
          assert.equal(await queue.numRequeues(key), 0);
          await queue.addRateLimited(item(key));
          assert.equal(await queue.numRequeues(key), 1);
        }
      },
    },
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
async function live(place: QueuePlace, keys: readonly string[]): Promise<void> {
  const queue = await place.open();
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
    assert.equal(await queue.stateOf(key), "in-hand");
    await lease.done();
    assert.equal(await queue.has(key), false);
  }
}
