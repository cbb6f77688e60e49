import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { QueuePlace } from "../queue-place.ts";
import type { QueueSubject } from "../queue-subject.ts";
import { endless, item, items, keysGot, resolved, waits } from "../steps.ts";

/** The loop in which most keys are handled. */
export const iteration: Chapter<QueuePlace> = {
  title: "Iteration",
  clauses: [
    {
      says: "A loop over the queue ends when it is shut down and nothing is ready.",
      async check(place) {
        const queue = await place.open();
        await queue.addAll(items("a", "b"));
        await queue.shutDown();
        assert.deepEqual(await resolved(place, handleAll(queue)), ["a", "b"]);
      },
    },
    {
      says: "Until the shutdown a loop waits for keys.",
      async check(place) {
        const queue = await place.open();
        const looping = handleAll(queue);
        await waits(place, looping);
        await queue.add(item("a"));
        await waits(place, looping);
        await queue.add(item("b"));
        await waits(place, looping);
        await queue.shutDown();
        assert.deepEqual(await resolved(place, looping), ["a", "b"]);
      },
    },
    {
      says: "Leaving the loop loses no key, and ends no lease.",
      async check(place) {
        const queue = await place.open();
        await queue.addAll(items("a", "b", "c"));
        for await (const _ of queue) break;
        await place.settle();
        assert.equal(await queue.add(item("a")), "rerun");
        assert.deepEqual(await keysGot(queue), ["b", "c"]);
      },
    },
    {
      says: "Several loops share the keys: each key goes to one of them.",
      async check(place) {
        const queue = await place.open();
        const loops = [handleAll(queue), handleAll(queue)];
        await queue.addAll(items("a", "b", "c", "d"));
        await waits(place, ...loops);
        await queue.shutDown();
        const handled = await resolved(place, Promise.all(loops));
        assert.deepEqual(handled.flat().toSorted(), ["a", "b", "c", "d"]);
      },
    },
  ],
};

async function handleAll(queue: QueueSubject): Promise<string[]> {
  const keys: string[] = [];
  for await (const lease of queue) {
    await using work = lease;
    keys.push(work.key);
    if (keys.length === endless) break;
  }
  return keys;
}
