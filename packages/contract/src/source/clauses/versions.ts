import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import type { SourceHarness } from "../source-harness.ts";
import { listedVersion, refusal, watching, watchingNow } from "../steps.ts";

/** Versions. */
export const versions: Chapter<SourceHarness> = {
  title: "Versions",
  clauses: [
    clause("An object that does not change keeps its version.", async (harness) => {
      await harness.put("a", 1);
      const before = await listedVersion(harness, "a");
      await harness.put("b", 2);
      assert.notEqual(before, undefined);
      assert.equal(await listedVersion(harness, "a"), before);
    }),
    clause("An object that changes gets another version.", async (harness) => {
      await harness.put("a", 1);
      const before = await listedVersion(harness, "a");
      await harness.put("a", 2);
      assert.notEqual(await listedVersion(harness, "a"), before);
    }),
    clause("An object that is removed and added again has another version.", async (harness) => {
      await harness.put("a", 1);
      const before = await listedVersion(harness, "a");
      await harness.remove("a");
      await harness.put("b", 1);
      await harness.put("a", 1);
      assert.notEqual(await listedVersion(harness, "a"), before);
    }),
    clause("An event has the object with the version that a list shows afterwards.", async (harness) => {
      const watch = await watchingNow(harness);
      await harness.put("a", 1);
      await harness.settle();
      assert.deepEqual(watch.versions, [await listedVersion(harness, "a")]);
    }),
    clause(
      "A watch from the version of an object in an event sends what follows that event.",
      { needs: ["object-versions"] },
      async (harness) => {
        const watch = await watchingNow(harness);
        await harness.put("a", 1);
        await harness.put("b", 2);
        await harness.remove("a");
        await harness.settle();
        const [first, , third] = watch.versions as [string, string, string];
        assert.deepEqual((await watching(harness, { from: first })).sent, ["added b=2", "deleted a=1"]);
        assert.deepEqual((await watching(harness, { from: third })).sent, []);
      },
    ),
    clause("A watch from a version that is no longer available is refused as expired.", async (harness) => {
      await harness.put("a", 1);
      assert.equal(await refusal(harness, await harness.oldVersion()), "expired");
    }),
    clause("After a refusal, a list and a watch from its version succeed.", async (harness) => {
      await harness.put("a", 1);
      await refusal(harness, await harness.oldVersion());
      const watch = await watchingNow(harness);
      await harness.put("b", 2);
      await harness.settle();
      assert.deepEqual(watch.sent, ["added b=2"]);
    }),
  ],
};
