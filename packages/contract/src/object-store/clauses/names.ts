import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { ObjectStorePlace } from "../object-store-place.ts";
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
export const names: Chapter<ObjectStorePlace> = {
  title: "Names",
  clauses: [
    {
      says: "A key may be any text, and texts that look alike are different keys.",
      async check(place) {
        const store = place.open();
        for (const key of all) {
          assert.equal(store.has(key), false);
          assert.equal(store.getByKey(key), undefined);
          store.set(tagged(key));
          assert.equal(store.getByKey(key)?.key, key);
        }
        assert.deepEqual(store.keys().toSorted(), all.toSorted());
        for (const key of all) assert.equal(store.delete(key), true);
        assert.equal(store.size, 0);
      },
    },
    {
      says: "A value of an index may be any text, and texts that look alike are different values.",
      async check(place) {
        const store = place.open();
        for (const [n, value] of all.entries()) {
          finds(store, "tag", value);
          store.set(tagged(`key-${n}`, value));
        }
        for (const [n, value] of all.entries()) finds(store, "tag", value, `key-${n}`);
        assert.deepEqual(store.indexValues("tag").toSorted(), all.toSorted());
      },
    },
  ],
};
