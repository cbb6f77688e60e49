import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import type { CacheHarness } from "../cache-harness.ts";
import { after, intend, del, delAndIntend, found, same, set, these } from "../cache-probe.ts";

/** Keys that handlers may have received, and whose objects are not saved yet. */
export const intents: Chapter<CacheHarness> = {
  title: "Intents",
  clauses: [
    clause(
      "An intent is found again, without an object, and leaves the version as it is.",
      async (harness) => {
        same(await after(harness, [undefined, intend("a")]), these(undefined, {}, ["a"]));
        same(await after(harness, ["1", set("b", "1")]), these("1", { b: "1" }, ["a"]));
        same(await after(harness, [undefined, intend("c")]), these("1", { b: "1" }, ["a", "c"]));
      },
    ),
    clause(
      "A key with an intent whose object is saved is an object like any other, without an intent.",
      async (harness) => {
        same(await after(harness, [undefined, intend("a")], ["1", set("a", "1")]), these("1", { a: "1" }));
        same(await after(harness, ["2", set("a", "2")], ["3", del("a")]), these("3"));
      },
    ),
    clause("A key with an intent that is deleted is gone.", async (harness) => {
      same(
        await after(harness, [undefined, intend("a"), intend("b")], ["1", del("a")]),
        these("1", {}, ["b"]),
      );
    }),
    clause("An intent for a key that has an object, or an intent, changes nothing.", async (harness) => {
      await after(harness, ["1", set("a", "1")], [undefined, intend("a"), intend("b"), intend("b")]);
      same(await after(harness, [undefined, intend("b")]), these("1", { a: "1" }, ["b"]));
    }),
    clause(
      "A delete that keeps the intent leaves one for its key, whether or not it had an object.",
      async (harness) => {
        await after(harness, ["1", set("a", "1"), intend("b")]);
        same(
          await after(harness, ["2", ...["a", "b", "c"].map(delAndIntend)]),
          these("2", {}, ["a", "b", "c"]),
        );
        same(await after(harness, ["3", set("a", "3"), del("b")]), these("3", { a: "3" }, ["c"]));
      },
    ),
    clause("An intent saved before a crash is found after it.", { needs: ["crashes"] }, async (harness) => {
      await (await harness.cache()).save([set("a", "1"), intend("b")], "1");
      await (await harness.cache()).save([intend("c")], undefined);
      same(found(await harness.kill()), these("1", { a: "1" }, ["b", "c"]));
    }),
    clause(
      "A key that is deleted and keeps its intent is known at every instant, wherever a crash cuts the save short.",
      { needs: ["crashes"] },
      async (harness) => {
        const keys = Array.from({ length: 2500 }, (_, n) => `${n}`);
        const sets = keys.map((key) => set(key, "1"));
        const deletes = keys.map(delAndIntend);
        for (const turns of [1, 2, 3]) {
          await (await harness.cache()).save(sets, "1");
          void (await harness.cache()).save(deletes, "2").catch(() => {});
          for (let turn = 0; turn < turns; turn++) await harness.settle();
          const { states, intents } = found(await harness.kill());
          assert.equal(states.size + intents!.size, keys.length);
        }
      },
    ),
    clause(
      "However many intents are saved, and wherever a crash cuts them short: objects and version stay.",
      { needs: ["crashes"] },
      async (harness) => {
        const many = Array.from({ length: 4000 }, (_, n) => intend(`${n}`));
        await (await harness.cache()).save([set("a", "1")], "1");
        for (const turns of [0, 1, 2, 3]) {
          void (await harness.cache()).save(many, undefined).catch(() => {});
          for (let turn = 0; turn < turns; turn++) await harness.settle();
          const { version, states } = found(await harness.kill());
          same({ version, states }, these("1", { a: "1" }));
        }
        await (await harness.cache()).save(many, undefined);
        assert.equal(found(await harness.reopen()).intents?.size, 4000);
      },
    ),
  ],
};
