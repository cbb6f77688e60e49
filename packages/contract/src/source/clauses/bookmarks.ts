import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import type { SourceHarness } from "../source-harness.ts";
import { listed, watching, watchingNow } from "../steps.ts";

/** Bookmarks, and watches that begin with the existing objects. */
export const bookmarks: Chapter<SourceHarness> = {
  title: "Bookmarks and initial events",
  clauses: [
    clause(
      "Bookmarks are sent only to a watch that asked for them.",
      { needs: ["bookmarks"] },
      async (harness) => {
        const asked = await watchingNow(harness, { bookmarks: true });
        const other = await watchingNow(harness);
        await harness.put("a", 1);
        await harness.bookmark();
        await harness.settle();
        assert.equal(asked.sent.at(-1), "bookmark");
        assert.deepEqual(other.sent, ["added a=1"]);
      },
    ),
    clause(
      "A watch from a bookmark sends every change after it, and none before it.",
      { needs: ["bookmarks"] },
      async (harness) => {
        const watch = await watchingNow(harness, { bookmarks: true });
        await harness.put("a", 1);
        await harness.bookmark();
        await harness.settle();
        const from = watch.bookmarks.at(-1)!;
        await harness.put("b", 2);
        assert.deepEqual((await watching(harness, { from })).sent, ["added b=2"]);
      },
    ),
    clause("The later of two bookmarks has the later version.", { needs: ["bookmarks"] }, async (harness) => {
      const watch = await watchingNow(harness, { bookmarks: true });
      for (const name of ["a", "b", "c"]) {
        await harness.put(name, 1);
        await harness.bookmark();
        await harness.settle();
      }
      const left = await Promise.all(
        watch.bookmarks.map(async (from) => (await watching(harness, { from })).sent.length),
      );
      assert.deepEqual(
        left,
        left.toSorted((a, b) => b - a),
      );
      assert.equal(left.at(-1), 0);
    }),
    clause(
      "A watch with initial events sends each existing object once, as added, and then the end of the initial events.",
      { needs: ["initial-events"] },
      async (harness) => {
        await harness.put("a", 1);
        await harness.put("b", 2);
        const watch = await watching(harness, { from: "", bookmarks: true, initialEvents: true });
        assert.deepEqual(watch.sent.toSorted(), ["added a=1", "added b=2", "end of list"]);
        assert.equal(watch.sent.at(-1), "end of list");
      },
    ),
    clause(
      "After the initial events the same watch sends changes.",
      { needs: ["initial-events"] },
      async (harness) => {
        await harness.put("a", 1);
        const watch = await watching(harness, { from: "", bookmarks: true, initialEvents: true });
        await harness.put("a", 2);
        await harness.settle();
        assert.deepEqual(watch.sent, ["added a=1", "end of list", "modified a=2"]);
      },
    ),
    clause(
      "The bookmark that ends the initial events has a version to watch from.",
      { needs: ["initial-events"] },
      async (harness) => {
        await harness.put("a", 1);
        const watch = await watching(harness, { from: "", bookmarks: true, initialEvents: true });
        await harness.put("b", 2);
        const later = await watching(harness, { from: watch.bookmarks[0]! });
        assert.deepEqual(later.sent, ["added b=2"]);
        assert.notEqual((await listed(harness)).version, "");
      },
    ),
    clause(
      "The end of the initial events is sent also when no object exists.",
      { needs: ["initial-events"] },
      async (harness) => {
        const watch = await watching(harness, { from: "", bookmarks: true, initialEvents: true });
        assert.deepEqual(watch.sent, ["end of list"]);
      },
    ),
  ],
};
