import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import type { SourceHarness } from "../source-harness.ts";
import { listedVersion, refusal, watching, watchingNow } from "../steps.ts";

/** What versions say. */
export const versions: Chapter<SourceHarness> = {
  title: "Versions",
  clauses: [
    clause("An object that did not change keeps its version.", async (harness) => {
      await harness.put("a", 1);
      const before = await listedVersion(harness, "a");
      await harness.put("b", 2);
      assert.notEqual(before, undefined);
      assert.equal(await listedVersion(harness, "a"), before);
    }),
    clause("An object that changed has another version.", async (harness) => {
      await harness.put("a", 1);
      const before = await listedVersion(harness, "a");
      await harness.put("a", 2);
      assert.notEqual(await listedVersion(harness, "a"), before);
    }),
    clause("An object that went and came back has another version.", async (harness) => {
      await harness.put("a", 1);
      const before = await listedVersion(harness, "a");
      await harness.remove("a");
      await harness.put("b", 1);
      await harness.put("a", 1);
      assert.notEqual(await listedVersion(harness, "a"), before);
    }),
    clause("A change is told with the version that a list then shows.", async (harness) => {
      const watch = await watchingNow(harness);
      await harness.put("a", 1);
      await harness.settle();
      assert.deepEqual(watch.versions, [await listedVersion(harness, "a")]);
    }),
    clause(
      "A watch from the version of an object in an event goes on after that event.",
      { needs: ["object-versions"] },
      async (harness) => {
        const watch = await watchingNow(harness);
        await harness.put("a", 1);
        await harness.put("b", 2);
        await harness.remove("a");
        await harness.settle();
        const [first, , third] = watch.versions as [string, string, string];
        assert.deepEqual((await watching(harness, { from: first })).told, ["added b=2", "deleted a=1"]);
        assert.deepEqual((await watching(harness, { from: third })).told, []);
      },
    ),
    clause("A watch from a version that is no longer at hand is refused as expired.", async (harness) => {
      await harness.put("a", 1);
      assert.equal(await refusal(harness, await harness.oldVersion()), "expired");
    }),
    clause("After a refusal, a list and the watch from its version go on.", async (harness) => {
      await harness.put("a", 1);
      await refusal(harness, await harness.oldVersion());
      const watch = await watchingNow(harness);
      await harness.put("b", 2);
      await harness.settle();
      assert.deepEqual(watch.told, ["added b=2"]);
    }),
  ],
};
