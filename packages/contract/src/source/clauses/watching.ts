import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import type { SourceHarness } from "../source-harness.ts";
import { applied, listed, listing, inShort, watching, watchingNow } from "../steps.ts";

/** Watches. */
export const watchingChapter: Chapter<SourceHarness> = {
  title: "Watching",
  clauses: [
    clause(
      "A watch sends a new object as added, a changed one as modified, and a removed one as deleted.",
      async (harness) => {
        const watch = await watchingNow(harness);
        await harness.put("a", 1);
        await harness.put("a", 2);
        await harness.remove("a");
        await harness.settle();
        assert.deepEqual(watch.sent, ["added a=1", "modified a=2", "deleted a=2"]);
      },
    ),
    clause(
      "A change of an object that existed before the watch is sent as modified, not as added.",
      async (harness) => {
        await harness.put("a", 1);
        const watch = await watchingNow(harness);
        await harness.put("a", 2);
        await harness.settle();
        assert.deepEqual(watch.sent, ["modified a=2"]);
      },
    ),
    clause("A watch from the version of a list repeats nothing of the list.", async (harness) => {
      await harness.put("a", 1);
      await harness.put("b", 2);
      assert.deepEqual((await watchingNow(harness)).sent, []);
    }),
    clause(
      "A watch from the version of a list sends changes made before the watch was opened.",
      async (harness) => {
        await harness.put("a", 1);
        const { version } = await listed(harness);
        await harness.put("b", 2);
        await harness.remove("a");
        // Another list in between changes nothing.
        await listed(harness);
        const { sent } = await watching(harness, { from: version });
        assert.deepEqual(sent.toSorted(), ["added b=2", "deleted a=1"]);
      },
    ),
    clause("An empty list has a version to watch from.", async (harness) => {
      const { version } = await listed(harness);
      await harness.put("a", 1);
      await listed(harness);
      assert.deepEqual((await watching(harness, { from: version })).sent, ["added a=1"]);
    }),
    clause("Without changes a watch sends nothing.", async (harness) => {
      await harness.put("a", 1);
      const watch = await watchingNow(harness);
      await harness.settle();
      await listed(harness);
      await harness.settle();
      assert.deepEqual(watch.sent, []);
      assert.equal(watch.hasEnded, false);
    }),
    clause("The states of one object are sent in their order.", async (harness) => {
      const watch = await watchingNow(harness);
      for (const value of [1, 2, 3]) await harness.put("a", value);
      await harness.put("b", 1);
      await harness.remove("a");
      await harness.put("a", 4);
      await harness.settle();
      const ofA = watch.sent.filter((event) => event.includes(" a="));
      assert.deepEqual(ofA, ["added a=1", "modified a=2", "modified a=3", "deleted a=3", "added a=4"]);
    }),
    clause("Every change is sent to every watch.", async (harness) => {
      const first = await watchingNow(harness);
      await harness.put("a", 1);
      const second = await watchingNow(harness);
      await harness.put("b", 2);
      await harness.settle();
      assert.deepEqual(first.sent, ["added a=1", "added b=2"]);
      assert.deepEqual(second.sent, ["added b=2"]);
    }),
    clause("A list with the events after it applied equals a later list.", async (harness) => {
      await harness.put("a", 1);
      await harness.put("b", 2);
      const page = await listed(harness);
      const watch = await watching(harness, { from: page.version });
      await harness.put("c", 3);
      await harness.remove("a");
      await harness.put("b", 4);
      await harness.put("a", 5);
      await harness.remove("c");
      await harness.settle();
      assert.deepEqual(applied(inShort(harness, page.items), watch.sent), await listing(harness));
    }),
    clause("A watch keeps unread events, in order, for a slow reader.", async (harness) => {
      const { version } = await listed(harness);
      const stop = new AbortController();
      const watch = await harness.source.watch({ version, bookmarks: false, signal: stop.signal });
      for (const value of [1, 2, 3]) await harness.put("a", value);
      await harness.settle();
      const values: number[] = [];
      for await (const event of watch) {
        if ("object" in event) values.push(harness.read(event.object).value);
        if (values.length === 3) break;
      }
      assert.deepEqual(values, [1, 2, 3]);
    }),
  ],
};
