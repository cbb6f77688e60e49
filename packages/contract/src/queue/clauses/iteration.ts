import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { QueueHarness } from "../queue-harness.ts";
import { queueClause, endless, item, items, keysGot, resolved, waits } from "../steps.ts";
import type { QueueSubject } from "../queue-subject.ts";

/** The loop in which most keys are handled. */
export const iteration: Chapter<QueueHarness> = {
  title: "Iteration",
  clauses: [
    queueClause(
      "A loop over the queue ends when it is shut down and nothing is ready.",
      async (queue, harness) => {
        await queue.addAll(items("a", "b"));
        await queue.shutDown();
        assert.deepEqual(await resolved(harness, handleAll(queue)), ["a", "b"]);
      },
    ),
    queueClause("Until the shutdown a loop waits for keys.", async (queue, harness) => {
      const looping = handleAll(queue);
      await waits(harness, looping);
      await queue.add(item("a"));
      await waits(harness, looping);
      await queue.add(item("b"));
      await waits(harness, looping);
      await queue.shutDown();
      assert.deepEqual(await resolved(harness, looping), ["a", "b"]);
    }),
    queueClause("Leaving the loop loses no key, and ends no lease.", async (queue, harness) => {
      await queue.addAll(items("a", "b", "c"));
      for await (const _ of queue) break;
      await harness.settle();
      assert.equal(await queue.add(item("a")), "rerun");
      assert.deepEqual(await keysGot(queue), ["b", "c"]);
    }),
    queueClause("Several loops share the keys: each key goes to one of them.", async (queue, harness) => {
      const loops = [handleAll(queue), handleAll(queue)];
      await queue.addAll(items("a", "b", "c", "d"));
      await waits(harness, ...loops);
      await queue.shutDown();
      const handled = await resolved(harness, Promise.all(loops));
      assert.deepEqual(handled.flat().toSorted(), ["a", "b", "c", "d"]);
    }),
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
