import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import type { ObjectStoreHarness } from "../object-store-harness.ts";
import { finds, holds, keysOf, object, openWith, tagged } from "../steps.ts";

/** The objects as they were. */
export const snapshots: Chapter<ObjectStoreHarness> = {
  title: "Snapshots",
  clauses: [
    clause("A snapshot contains the objects as they were when it was taken.", async (harness) => {
      const store = openWith(harness, object("a"), object("b"), object("c"));
      const before = store.snapshot();
      holds(before, "a@1", "b@1", "c@1");
      store.set(object("a", { version: 2 }));
      store.set(object("a", { version: 3 }));
      store.delete("b");
      store.set(object("d"));
      holds(before, "a@1", "b@1", "c@1");
      holds(store, "a@3", "c@1", "d@1");
      assert.equal(before.has("d"), false);
      assert.equal(before.getByKey("d"), undefined);
      assert.equal(before.get(object("a", { version: 3 }))?.version, 1);
    }),
    clause("A snapshot finds objects by the values they had.", async (harness) => {
      const store = openWith(harness, tagged("a", "x"), tagged("b", "x", "y"), tagged("c", "y"));
      const before = store.snapshot();
      store.set(tagged("a", "y"));
      finds(before, "tag", "x", "a", "b");
      store.delete("b");
      store.set(tagged("d", "x", "z"));
      finds(before, "tag", "x", "a", "b");
      finds(before, "tag", "y", "b", "c");
      finds(before, "tag", "z");
      finds(store, "tag", "x", "d");
      assert.deepEqual(before.indexValues("tag").toSorted(), ["x", "y"]);
      assert.deepEqual(keysOf(before.alike("tag", tagged("new", "x", "y"))), ["a", "b", "c"]);
      const both = [
        { index: "tag", value: "x" },
        { index: "tag", value: "y" },
      ];
      assert.deepEqual(keysOf(before.byIndexes(...both)), ["b"]);
      assert.deepEqual(keysOf(before.byIndexes()), ["a", "b", "c"]);
      assert.deepEqual(before.valuesOf("tag", tagged("new", "w")), ["w"]);
      assert.throws(() => before.byIndex("colour", "x"), RangeError);
    }),
    clause("A replacement does not change snapshots.", async (harness) => {
      const store = openWith(harness, tagged("a", "x"), tagged("b", "x"));
      const before = store.snapshot();
      store.replace([tagged("b", "y"), tagged("c", "x")]);
      holds(before, "a@1", "b@1");
      finds(before, "tag", "x", "a", "b");
      finds(before, "tag", "y");
      store.replace([]);
      holds(before, "a@1", "b@1");
    }),
    clause(
      "Several snapshots have the states of their own times, in whatever order they are read.",
      async (harness) => {
        const store = openWith(harness, object("a", { version: 0, tags: ["v0"] }));
        const moments = [store.snapshot()];
        for (let version = 1; version < 6; version++) {
          store.set(object("a", { version, tags: [`v${version}`] }));
          if (version % 2 === 0) store.set(object(`b${version}`));
          moments.push(store.snapshot());
        }
        store.delete("a");
        store.delete("b2");
        const expected = ["a@0", "a@1", "a@2 b2@1", "a@3 b2@1", "a@4 b2@1 b4@1", "a@5 b2@1 b4@1"];
        for (let round = 0; round < 2; round++) {
          for (const at of [5, 0, 3, 1, 2, 4]) {
            holds(moments[at]!, ...expected[at]!.split(" "));
            for (let version = 0; version < 6; version++) {
              finds(moments[at]!, "tag", `v${version}`, ...(version === at ? ["a"] : []));
            }
          }
          store.replace([object("c", { tags: ["v0", "v1"] })]);
        }
      },
    ),
    clause(
      "A snapshot lacks objects that were added and deleted after it, and has those that were deleted and added.",
      async (harness) => {
        const store = openWith(harness, tagged("a", "x"));
        const before = store.snapshot();
        for (let round = 0; round < 2; round++) {
          store.set(tagged("b", "x"));
          holds(before, "a@1");
          store.delete("b");
          store.delete("a");
          holds(before, "a@1");
          store.set(object("a", { version: 2 }));
        }
        store.set(tagged("b", "x"));
        holds(before, "a@1");
        finds(before, "tag", "x", "a");
      },
    ),
    clause("A snapshot of a snapshot is the same.", async (harness) => {
      const store = openWith(harness, object("a"));
      const before = store.snapshot();
      store.set(object("a", { version: 2 }));
      holds(before.snapshot(), "a@1");
    }),
  ],
};
