import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import type { CacheHarness } from "../cache-harness.ts";
import { after, del, found, item, same, set, these } from "../cache-probe.ts";

/** What is found of what was saved. */
export const finding: Chapter<CacheHarness> = {
  title: "Saving and finding",
  clauses: [
    clause("A cache to which nothing was saved has no version and no objects.", async (harness) => {
      same(found(await harness.cache()), these(undefined));
      same(found(await harness.reopen()), these(undefined));
    }),
    clause(
      "What was saved is found when the cache is opened again: the version, and each object under its key.",
      async (harness) => {
        same(await after(harness, ["7", set("a", "1"), set("b", "2")]), these("7", { a: "1", b: "2" }));
      },
    ),
    clause("It is found again however often the cache is opened.", async (harness) => {
      await after(harness, ["7", set("a", "1")]);
      same(found(await harness.reopen()), these("7", { a: "1" }));
      same(found(await harness.reopen()), these("7", { a: "1" }));
    }),
    clause("Of an object that was saved more than once the last state is found.", async (harness) => {
      await after(harness, ["1", set("a", "1"), set("b", "1")], ["2", set("a", "2")]);
      same(await after(harness, ["3", set("b", "3")]), these("3", { a: "2", b: "3" }));
    }),
    clause("An object that was deleted is not found.", async (harness) => {
      await after(harness, ["1", set("a", "1"), set("b", "1"), set("c", "1")], ["2", del("a")]);
      same(await after(harness, ["3", del("c")]), these("3", { b: "1" }));
    }),
    clause("To delete what is not there saves the version, and nothing else changes.", async (harness) => {
      same(await after(harness, ["1", set("a", "1")], ["2", del("b")]), these("2", { a: "1" }));
    }),
    clause("The changes of one save act in their order.", async (harness) => {
      const found = await after(harness, [
        "1",
        set("a", "1"),
        del("a"),
        set("b", "1"),
        set("b", "2"),
        set("c", "1"),
        del("c"),
        set("c", "3"),
      ]);
      same(found, these("1", { b: "2", c: "3" }));
    }),
    clause("A save without changes saves the version alone.", async (harness) => {
      same(await after(harness, ["1", set("a", "1")], ["2"]), these("2", { a: "1" }));
      same(await after(harness, ["3"]), these("3", { a: "1" }));
    }),
    clause("The version that was saved last is found, whatever order its text suggests.", async (harness) => {
      for (const version of ["10", "9", "", "0", "b", "a", "01", "x".repeat(10_000), "9007199254740993"]) {
        same(await after(harness, [version]), these(version));
      }
    }),
    clause("A save may carry very many changes.", async (harness) => {
      const keys = Array.from({ length: 3000 }, (_, n) => `key-${n}`);
      const cache = await harness.cache();
      await cache.save(
        keys.map((key) => set(key, "1")),
        "1",
      );
      const half = keys.map((key, n) => (n % 2 === 0 ? set(key, "2") : del(key)));
      await cache.save([...half, set("last", "2")], "2");
      const expected = keys.filter((_, n) => n % 2 === 0).map((key): [string, string] => [key, "2"]);
      same(found(await harness.reopen()), { version: "2", states: new Map([...expected, ["last", "2"]]) });
    }),
    clause("Load returns what was there at that time, whatever is saved afterwards.", async (harness) => {
      const cache = await harness.cache();
      await cache.save([set("a", "1"), set("b", "1"), set("c", "1")], "1");
      const next = await harness.reopen();
      const objects = new Map(next.load().objects);
      await next.save([set("a", "2"), del("b"), set("d", "2")], "2");
      const now = Array.from(objects, ([key, object]) => [key, object().state]);
      assert.deepEqual(
        now.toSorted(([a], [b]) => (a! < b! ? -1 : 1)),
        [
          ["a", "1"],
          ["b", "1"],
          ["c", "1"],
        ],
      );
    }),
    clause(
      "An object that was loaded may be asked for in any order and more than once, and is the same each time.",
      async (harness) => {
        const cache = await harness.cache();
        await cache.save([set("a", "1"), set("b", "2"), set("c", "3")], "1");
        const objects = [...(await harness.reopen()).load().objects].toReversed();
        for (const [key, object] of [...objects, ...objects]) {
          assert.deepEqual(object(), item(key, object().state));
          assert.equal(object(), object(), "it is decoded anew each time");
        }
        assert.deepEqual(objects.map(([, object]) => object().state).toSorted(), ["1", "2", "3"]);
      },
    ),
  ],
};
