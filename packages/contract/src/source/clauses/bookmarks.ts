import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import type { SourceHarness } from "../source-harness.ts";
import { listed, watching, watchingNow } from "../steps.ts";

/** How far a watch has come, and where one begins. */
export const bookmarks: Chapter<SourceHarness> = {
  title: "Bookmarks and initial events",
  clauses: [
    clause(
      "Bookmarks are told only to a watch that asked for them.",
      { needs: ["bookmarks"] },
      async (harness) => {
        const asked = await watchingNow(harness, { bookmarks: true });
        const other = await watchingNow(harness);
        await harness.put("a", 1);
        await harness.bookmark();
        await harness.settle();
        assert.equal(asked.told.at(-1), "bookmark");
        assert.deepEqual(other.told, ["added a=1"]);
      },
    ),
    clause(
      "A watch from a bookmark tells all that happened after it, and nothing that happened before.",
      { needs: ["bookmarks"] },
      async (harness) => {
        const watch = await watchingNow(harness, { bookmarks: true });
        await harness.put("a", 1);
        await harness.bookmark();
        await harness.settle();
        const from = watch.bookmarks.at(-1)!;
        await harness.put("b", 2);
        assert.deepEqual((await watching(harness, { from })).told, ["added b=2"]);
      },
    ),
    clause(
      "Of two bookmarks the later one is of the later state.",
      { needs: ["bookmarks"] },
      async (harness) => {
        const watch = await watchingNow(harness, { bookmarks: true });
        for (const name of ["a", "b", "c"]) {
          await harness.put(name, 1);
          await harness.bookmark();
          await harness.settle();
        }
        const left = await Promise.all(
          watch.bookmarks.map(async (from) => (await watching(harness, { from })).told.length),
        );
        assert.deepEqual(
          left,
          left.toSorted((a, b) => b - a),
        );
        assert.equal(left.at(-1), 0);
      },
    ),
    clause(
      "A watch that begins with what is there tells each object as added, once, and then that these were all.",
      { needs: ["initial-events"] },
      async (harness) => {
        await harness.put("a", 1);
        await harness.put("b", 2);
        const watch = await watching(harness, { from: "", bookmarks: true, initialEvents: true });
        assert.deepEqual(watch.told.toSorted(), ["added a=1", "added b=2", "end of list"]);
        assert.equal(watch.told.at(-1), "end of list");
      },
    ),
    clause(
      "After what was there the same watch tells what changes.",
      { needs: ["initial-events"] },
      async (harness) => {
        await harness.put("a", 1);
        const watch = await watching(harness, { from: "", bookmarks: true, initialEvents: true });
        await harness.put("a", 2);
        await harness.settle();
        assert.deepEqual(watch.told, ["added a=1", "end of list", "modified a=2"]);
      },
    ),
    clause(
      "The bookmark that ends what was there has a version from which a watch goes on.",
      { needs: ["initial-events"] },
      async (harness) => {
        await harness.put("a", 1);
        const watch = await watching(harness, { from: "", bookmarks: true, initialEvents: true });
        await harness.put("b", 2);
        const later = await watching(harness, { from: watch.bookmarks[0]! });
        assert.deepEqual(later.told, ["added b=2"]);
        assert.notEqual((await listed(harness)).version, "");
      },
    ),
    clause("That nothing was there is told as well.", { needs: ["initial-events"] }, async (harness) => {
      const watch = await watching(harness, { from: "", bookmarks: true, initialEvents: true });
      assert.deepEqual(watch.told, ["end of list"]);
    }),
  ],
};
