import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import type { SourceHarness } from "../source-harness.ts";
import { calm, listed, listing } from "../steps.ts";

/** What there is. */
export const listingChapter: Chapter<SourceHarness> = {
  title: "Listing",
  clauses: [
    clause("A list holds every object there is, once, in its newest state.", async (harness) => {
      await harness.put("a", 1);
      await harness.put("b", 2);
      await harness.put("a", 3);
      assert.deepEqual(await listing(harness), ["a=3", "b=2"]);
    }),
    clause("What is gone is in no list.", async (harness) => {
      await harness.put("a", 1);
      await harness.put("b", 2);
      await harness.remove("a");
      assert.deepEqual(await listing(harness), ["b=2"]);
    }),
    clause("A source with nothing in it lists nothing, at a version all the same.", async (harness) => {
      const { items, version } = await listed(harness);
      assert.deepEqual(items, []);
      assert.notEqual(version, "");
    }),
    clause("A list that may not be older than a version holds what was there then.", async (harness) => {
      await harness.put("a", 1);
      const { version } = await listed(harness);
      const { items } = await harness.source.list({ version, signal: calm() });
      assert.deepEqual(
        items.map((object) => harness.read(object).name),
        ["a"],
      );
    }),
    clause(
      "A list that can not be answered rejects, and the next one is answered.",
      { needs: ["fails"] },
      async (harness) => {
        await harness.put("a", 1);
        await harness.failNextList();
        await assert.rejects(harness.source.list({ version: "", signal: calm() }));
        assert.deepEqual(await listing(harness), ["a=1"]);
      },
    ),
  ],
};
