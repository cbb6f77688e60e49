import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import type { ObjectStoreHarness } from "../object-store-harness.ts";
import { holds, object, openWith, tagged } from "../steps.ts";

/** Objects by key. */
export const holding: Chapter<ObjectStoreHarness> = {
  title: "Holding",
  clauses: [
    clause("An object that was set is found by its key.", async (harness) => {
      const store = harness.open();
      const a = object("a");
      store.set(a);
      assert.equal(store.getByKey("a"), a);
      assert.equal(store.has("a"), true);
    }),
    clause("An object that was never set is not found.", async (harness) => {
      const store = openWith(harness, object("a"));
      assert.equal(store.getByKey("b"), undefined);
      assert.equal(store.get(object("b")), undefined);
      assert.equal(store.has("b"), false);
    }),
    clause("An object replaces the one with its key.", async (harness) => {
      const store = openWith(harness, object("a"), object("b"), object("a", { version: 2 }));
      holds(store, "a@2", "b@1");
    }),
    clause("An object is found by any of its states.", async (harness) => {
      const a = object("a", { version: 2 });
      const store = openWith(harness, a);
      assert.equal(store.get(object("a", { version: 1 })), a);
    }),
    clause("A deleted object is gone, and the others stay.", async (harness) => {
      const store = openWith(harness, object("a"), object("b"), object("c"));
      assert.equal(store.delete("b"), true);
      assert.equal(store.has("b"), false);
      assert.equal(store.getByKey("b"), undefined);
      holds(store, "a@1", "c@1");
    }),
    clause("Deleting a key that does not exist changes nothing, and returns false.", async (harness) => {
      const store = openWith(harness, object("a"));
      assert.equal(store.delete("b"), false);
      assert.equal(store.delete("a"), true);
      assert.equal(store.delete("a"), false);
      assert.equal(store.size, 0);
    }),
    clause("Every object is listed once, and so is every key.", async (harness) => {
      const store = harness.open();
      holds(store);
      for (const key of ["b", "a", "c", "b"]) store.set(object(key));
      holds(store, "a@1", "b@1", "c@1");
    }),
    clause("Changing a returned list changes nothing in the store.", async (harness) => {
      const store = openWith(harness, tagged("a", "x"), tagged("b", "x"));
      const lists: unknown[][] = [
        store.list(),
        store.keys(),
        store.byIndex("tag", "x"),
        store.keysByIndex("tag", "x"),
        store.byIndexes({ index: "tag", value: "x" }),
        store.byIndexes(),
        store.alike("tag", tagged("a", "x")),
        store.valuesOf("tag", store.getByKey("a")!),
        store.indexValues("tag"),
      ];
      for (const list of lists) list.splice(0, Infinity, "changed");
      holds(store, "a@1", "b@1");
      assert.deepEqual(store.keysByIndex("tag", "x"), ["a", "b"]);
      assert.deepEqual(store.indexValues("tag"), ["x"]);
    }),
    clause("After a replacement the store has the given objects only.", async (harness) => {
      const store = openWith(harness, object("a"), object("b"));
      store.replace([object("b", { version: 2 }), object("c")]);
      holds(store, "b@2", "c@1");
      store.replace([]);
      holds(store);
    }),
    clause("Of several objects of one key in a replacement the last stays.", async (harness) => {
      const store = harness.open();
      store.replace([object("a"), object("b"), object("a", { version: 2 })]);
      holds(store, "a@2", "b@1");
    }),
    clause("A replacement accepts any iterable, also a list of the store itself.", async (harness) => {
      const store = openWith(harness, object("a"), object("b"));
      store.replace(new Set([object("c"), object("d")]).values());
      holds(store, "c@1", "d@1");
      store.replace(store.list());
      holds(store, "c@1", "d@1");
    }),
  ],
};
