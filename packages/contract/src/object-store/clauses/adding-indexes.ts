import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import type { ObjectStoreHarness } from "../object-store-harness.ts";
import type { StoredObject } from "../object-store-subject.ts";
import { finds, object, openIndexing, tagged } from "../steps.ts";

const first = ({ key }: StoredObject): string[] => [key.slice(0, 1)];
const parity = ({ version }: StoredObject): string[] => [version % 2 === 0 ? "even" : "odd"];

const picky = ({ version }: StoredObject): string[] => {
  if (version === 2) throw new Error("no even numbers");
  return [];
};

/** Indexes that come later than the objects. */
export const addingIndexes: Chapter<ObjectStoreHarness> = {
  title: "Adding indexes",
  clauses: [
    clause(
      "An added index finds the objects that are stored already, and later ones.",
      { needs: ["adds-indexes"] },
      async (harness) => {
        const store = openIndexing(harness, object("aa"), object("ab"), object("b"));
        store.addIndexers({ first, parity });
        finds(store, "first", "a", "aa", "ab");
        finds(store, "parity", "odd", "aa", "ab", "b");
        store.set(object("ac", { version: 2 }));
        store.delete("aa");
        finds(store, "first", "a", "ab", "ac");
        finds(store, "parity", "even", "ac");
      },
    ),
    clause(
      "Adding indexes of which one name exists throws a RangeError that names it, and adds none.",
      { needs: ["adds-indexes"] },
      async (harness) => {
        const store = openIndexing(harness, tagged("a", "x"));
        assert.throws(
          () => store.addIndexers({ first, tag: first }),
          (error: Error) => error instanceof RangeError && error.message.includes('"tag"'),
        );
        assert.throws(() => store.byIndex("first", "a"), RangeError);
        finds(store, "tag", "x", "a");
      },
    ),
    clause(
      "Adding an index whose function refuses a stored object throws that error, and adds none.",
      { needs: ["adds-indexes"] },
      async (harness) => {
        const store = openIndexing(harness, object("a"), object("b", { version: 2 }));
        assert.throws(() => store.addIndexers({ first, picky }), /no even numbers/);
        assert.throws(() => store.byIndex("first", "a"), RangeError);
        assert.throws(() => store.byIndex("picky", "a"), RangeError);
        store.set(object("c", { version: 2 }));
      },
    ),
    clause(
      "An index may have a name with a meaning in JavaScript.",
      { needs: ["adds-indexes"] },
      async (harness) => {
        const store = openIndexing(harness, object("a"));
        store.addIndexers({ constructor: first, toString: parity });
        finds(store, "constructor", "a", "a");
        finds(store, "toString", "odd", "a");
      },
    ),
  ],
};
