import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import type { ObjectStoreHarness } from "../object-store-harness.ts";
import { finds, tagged } from "../steps.ts";

const words = ["__proto__", "constructor", "toString", "hasOwnProperty", "undefined", "null"];
const marks = [
  "",
  " ",
  "\n",
  "'",
  '"',
  "\\",
  "%",
  "a'; drop table objects; --",
  "ns/name",
  "a/b/c",
  "\0",
  "💡",
];
const twins = ["a", "A", "a ", "\u00e9", "e\u0301", "10", "9", "010", "1e1"];
const all = [...words, ...marks, ...twins];

/** Keys and values are data: whatever their text, they mean nothing else. */
export const names: Chapter<ObjectStoreHarness> = {
  title: "Names",
  clauses: [
    clause("Any text is a key, and texts that look alike are different keys.", async (harness) => {
      const store = harness.open();
      for (const key of all) {
        assert.equal(store.has(key), false);
        assert.equal(store.getByKey(key), undefined);
        store.set(tagged(key));
        assert.equal(store.getByKey(key)?.key, key);
      }
      assert.deepEqual(store.keys().toSorted(), all.toSorted());
      for (const key of all) assert.equal(store.delete(key), true);
      assert.equal(store.size, 0);
    }),
    clause("Any text is an index value, and texts that look alike are different values.", async (harness) => {
      const store = harness.open();
      for (const [n, value] of all.entries()) {
        finds(store, "tag", value);
        store.set(tagged(`key-${n}`, value));
      }
      for (const [n, value] of all.entries()) finds(store, "tag", value, `key-${n}`);
      assert.deepEqual(store.indexValues("tag").toSorted(), all.toSorted());
    }),
  ],
};
