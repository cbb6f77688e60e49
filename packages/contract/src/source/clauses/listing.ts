import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import type { SourceHarness } from "../source-harness.ts";
import { calm, listed, listing } from "../steps.ts";

/** Lists. */
export const listingChapter: Chapter<SourceHarness> = {
  title: "Listing",
  clauses: [
    clause("A list contains every object once, in its newest state.", async (harness) => {
      await harness.put("a", 1);
      await harness.put("b", 2);
      await harness.put("a", 3);
      assert.deepEqual(await listing(harness), ["a=3", "b=2"]);
    }),
    clause("A removed object is in no later list.", async (harness) => {
      await harness.put("a", 1);
      await harness.put("b", 2);
      await harness.remove("a");
      assert.deepEqual(await listing(harness), ["b=2"]);
    }),
    clause("The list of an empty source has no objects, and a version.", async (harness) => {
      const { items, version } = await listed(harness);
      assert.deepEqual(items, []);
      assert.notEqual(version, "");
    }),
    clause(
      "A list that must not be older than a version contains the objects of that version.",
      async (harness) => {
        await harness.put("a", 1);
        const { version } = await listed(harness);
        const { items } = await harness.source.list({ version, signal: calm() });
        assert.deepEqual(
          items.map((object) => harness.read(object).name),
          ["a"],
        );
      },
    ),
    clause("A list that fails rejects, and the next one succeeds.", { needs: ["fails"] }, async (harness) => {
      await harness.put("a", 1);
      await harness.failNextList();
      await assert.rejects(harness.source.list({ version: "", signal: calm() }));
      assert.deepEqual(await listing(harness), ["a=1"]);
    }),
  ],
};
