import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import type { ObjectStoreHarness } from "../object-store-harness.ts";
import { finds, holds, keysOf, object, openWith, tagged } from "../steps.ts";

/** Objects by the values of an index. */
export const indexing: Chapter<ObjectStoreHarness> = {
  title: "Indexing",
  clauses: [
    clause("An object is found by each of its values, in each index.", async (harness) => {
      const store = openWith(harness, object("a", { kind: "k", tags: ["x", "y"] }), tagged("b", "y"));
      finds(store, "tag", "x", "a");
      finds(store, "tag", "y", "a", "b");
      finds(store, "kind", "k", "a");
      finds(store, "kind", "x");
    }),
    clause("An object that has a value twice is found once, and removed at once.", async (harness) => {
      const store = openWith(harness, tagged("a", "x", "x"), tagged("b", "x", "x", "x"));
      finds(store, "tag", "x", "a", "b");
      assert.deepEqual(keysOf(store.alike("tag", tagged("c", "x", "x"))), ["a", "b"]);
      store.set(tagged("a", "y"));
      finds(store, "tag", "x", "b");
      store.delete("b");
      finds(store, "tag", "x");
    }),
    clause("An object without values is in no index, but in the store.", async (harness) => {
      const store = openWith(harness, object("a"));
      assert.deepEqual(store.indexValues("tag"), []);
      assert.deepEqual(store.alike("tag", object("a")), []);
      holds(store, "a@1");
    }),
    clause("A changed object is found by its present values only.", async (harness) => {
      const store = openWith(harness, tagged("a", "x", "y"), tagged("b", "x"));
      store.set(tagged("a", "y", "z"));
      finds(store, "tag", "x", "b");
      finds(store, "tag", "y", "a");
      finds(store, "tag", "z", "a");
      store.set(object("a"));
      finds(store, "tag", "y");
    }),
    clause("An index returns the newest state, also when the values did not change.", async (harness) => {
      const store = openWith(harness, object("a", { tags: ["x"] }), object("a", { version: 2, tags: ["x"] }));
      assert.deepEqual(
        store.byIndex("tag", "x").map(({ version }) => version),
        [2],
      );
    }),
    clause("A deleted object is found by none of its values.", async (harness) => {
      const store = openWith(harness, tagged("a", "x", "y"), tagged("b", "x"));
      store.delete("a");
      finds(store, "tag", "x", "b");
      finds(store, "tag", "y");
    }),
    clause("A replacement replaces the indexes.", async (harness) => {
      const store = openWith(harness, tagged("a", "x"), tagged("b", "x"));
      store.replace([tagged("b", "y"), tagged("c", "x"), tagged("c", "y")]);
      finds(store, "tag", "x");
      finds(store, "tag", "y", "b", "c");
      store.delete("c");
      finds(store, "tag", "y", "b");
    }),
    clause("The values of an index are those of stored objects.", async (harness) => {
      const store = openWith(harness, tagged("a", "x", "y"), tagged("b", "y"));
      assert.deepEqual(store.indexValues("tag").toSorted(), ["x", "y"]);
      store.set(tagged("a", "z"));
      assert.deepEqual(store.indexValues("tag").toSorted(), ["y", "z"]);
      store.delete("b");
      assert.deepEqual(store.indexValues("tag"), ["z"]);
    }),
    clause("Many objects may share a value, and be added and removed.", async (harness) => {
      const store = harness.open();
      const keys = Array.from({ length: 150 }, (_, n) => `key-${String(n).padStart(3, "0")}`);
      for (const [n, key] of keys.entries()) {
        store.set(tagged(key, "all", `n${n % 7}`));
        finds(store, "tag", "all", ...keys.slice(0, n + 1));
      }
      for (const key of keys.filter((_, n) => n % 3 !== 0)) store.delete(key);
      const left = keys.filter((_, n) => n % 3 === 0);
      finds(store, "tag", "all", ...left);
      for (const [n, key] of left.entries()) {
        store.delete(key);
        finds(store, "tag", "all", ...left.slice(n + 1));
      }
      assert.deepEqual(store.indexValues("tag"), []);
    }),
    clause("The keys of a value are sorted as text.", async (harness) => {
      const store = harness.open();
      for (const key of ["b", "a10", "c", "a9", "B"]) store.set(tagged(key, "x"));
      assert.deepEqual(store.keysByIndex("tag", "x"), ["B", "a10", "a9", "b", "c"]);
    }),
    clause(
      "Alike are the objects that share a value with an object, each once, whether that object is stored or not.",
      async (harness) => {
        const store = openWith(harness, tagged("a", "x", "y"), tagged("b", "y"), tagged("c", "z"));
        assert.deepEqual(keysOf(store.alike("tag", tagged("new", "x", "y"))), ["a", "b"]);
        assert.deepEqual(keysOf(store.alike("tag", tagged("a", "z"))), ["c"]);
        assert.deepEqual(store.alike("tag", tagged("new", "w")), []);
      },
    ),
    clause("A lookup of several values returns the objects that have all of them.", async (harness) => {
      const store = openWith(
        harness,
        object("a", { kind: "k", tags: ["x", "y"] }),
        object("b", { kind: "k", tags: ["x"] }),
        object("c", { kind: "l", tags: ["x", "y"] }),
      );
      const x = { index: "tag", value: "x" };
      const y = { index: "tag", value: "y" };
      const k = { index: "kind", value: "k" };
      assert.deepEqual(keysOf(store.byIndexes(x)), ["a", "b", "c"]);
      assert.deepEqual(keysOf(store.byIndexes(x, y)), ["a", "c"]);
      assert.deepEqual(keysOf(store.byIndexes(k, x)), ["a", "b"]);
      assert.deepEqual(keysOf(store.byIndexes(x, k, y)), ["a"]);
      assert.deepEqual(store.byIndexes(x, { index: "kind", value: "none" }, y), []);
    }),
    clause("A lookup of no value returns all objects.", async (harness) => {
      const store = openWith(harness, tagged("a", "x"), object("b"));
      assert.deepEqual(keysOf(store.byIndexes()), ["a", "b"]);
    }),
    clause(
      "The store returns the index values of any object, whether it is stored or not.",
      async (harness) => {
        const store = openWith(harness, tagged("a", "x"));
        assert.deepEqual(store.valuesOf("tag", tagged("a", "y", "z")), ["y", "z"]);
        assert.deepEqual(store.valuesOf("kind", tagged("b", "y")), []);
      },
    ),
    clause("An index that does not exist is refused with a RangeError that names it.", async (harness) => {
      const store = harness.open();
      for (const name of ["colour", "constructor", "__proto__"]) {
        const refusal = (error: Error): boolean =>
          error instanceof RangeError && error.message.includes(name);
        assert.throws(() => store.byIndex(name, "x"), refusal);
        assert.throws(() => store.keysByIndex(name, "x"), refusal);
        assert.throws(
          () => store.byIndexes({ index: "tag", value: "x" }, { index: name, value: "x" }),
          refusal,
        );
        assert.throws(() => store.alike(name, object("a")), refusal);
        assert.throws(() => store.valuesOf(name, object("a")), refusal);
        assert.throws(() => store.indexValues(name), refusal);
      }
    }),
  ],
};
