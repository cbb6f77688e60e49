import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import type { SourceHarness } from "../source-harness.ts";
import { applied, listed, listing, saying, watching, watchingNow } from "../steps.ts";

/** What changes. */
export const watchingChapter: Chapter<SourceHarness> = {
  title: "Watching",
  clauses: [
    clause(
      "A watch tells a new object as added, a changed one as modified, and one that is gone as deleted.",
      async (harness) => {
        const watch = await watchingNow(harness);
        await harness.put("a", 1);
        await harness.put("a", 2);
        await harness.remove("a");
        await harness.settle();
        assert.deepEqual(watch.told, ["added a=1", "modified a=2", "deleted a=2"]);
      },
    ),
    clause("An object that was there before the watch is modified, not added.", async (harness) => {
      await harness.put("a", 1);
      const watch = await watchingNow(harness);
      await harness.put("a", 2);
      await harness.settle();
      assert.deepEqual(watch.told, ["modified a=2"]);
    }),
    clause("A watch from the version of a list repeats nothing that the list held.", async (harness) => {
      await harness.put("a", 1);
      await harness.put("b", 2);
      assert.deepEqual((await watchingNow(harness)).told, []);
    }),
    clause("What happens between a list and the watch from its version is told.", async (harness) => {
      await harness.put("a", 1);
      const { version } = await listed(harness);
      await harness.put("b", 2);
      await harness.remove("a");
      // Another list in between, of whomever, takes nothing away.
      await listed(harness);
      const { told } = await watching(harness, { from: version });
      assert.deepEqual(told.toSorted(), ["added b=2", "deleted a=1"]);
    }),
    clause("A list of nothing has a version to watch from as well.", async (harness) => {
      const { version } = await listed(harness);
      await harness.put("a", 1);
      await listed(harness);
      assert.deepEqual((await watching(harness, { from: version })).told, ["added a=1"]);
    }),
    clause("While nothing happens, nothing is told.", async (harness) => {
      await harness.put("a", 1);
      const watch = await watchingNow(harness);
      await harness.settle();
      await listed(harness);
      await harness.settle();
      assert.deepEqual(watch.told, []);
      assert.equal(watch.hasEnded, false);
    }),
    clause("Of one object, the states are told in the order in which it had them.", async (harness) => {
      const watch = await watchingNow(harness);
      for (const value of [1, 2, 3]) await harness.put("a", value);
      await harness.put("b", 1);
      await harness.remove("a");
      await harness.put("a", 4);
      await harness.settle();
      const ofA = watch.told.filter((event) => event.includes(" a="));
      assert.deepEqual(ofA, ["added a=1", "modified a=2", "modified a=3", "deleted a=3", "added a=4"]);
    }),
    clause("Every watch is told everything, however many there are.", async (harness) => {
      const first = await watchingNow(harness);
      await harness.put("a", 1);
      const second = await watchingNow(harness);
      await harness.put("b", 2);
      await harness.settle();
      assert.deepEqual(first.told, ["added a=1", "added b=2"]);
      assert.deepEqual(second.told, ["added b=2"]);
    }),
    clause("A list together with what is told after it is the list of later.", async (harness) => {
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
      assert.deepEqual(applied(saying(harness, page.items), watch.told), await listing(harness));
    }),
    clause("A watch whose reader is slow keeps what it has to tell, in order.", async (harness) => {
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
