import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { ObjectStorePlace } from "../object-store-place.ts";
import { holds, object, openWith, tagged } from "../steps.ts";

/** Objects by key. */
export const holding: Chapter<ObjectStorePlace> = {
  title: "Holding",
  clauses: [
    {
      says: "An object that is set is there under its key.",
      async check(place) {
        const store = place.open();
        const a = object("a");
        store.set(a);
        assert.equal(store.getByKey("a"), a);
        assert.equal(store.has("a"), true);
      },
    },
    {
      says: "An object that was never set is not there.",
      async check(place) {
        const store = openWith(place, object("a"));
        assert.equal(store.getByKey("b"), undefined);
        assert.equal(store.get(object("b")), undefined);
        assert.equal(store.has("b"), false);
      },
    },
    {
      says: "An object takes the place of the one that has its key.",
      async check(place) {
        const store = openWith(place, object("a"), object("b"), object("a", { version: 2 }));
        holds(store, "a@2", "b@1");
      },
    },
    {
      says: "An object is found by any state of it.",
      async check(place) {
        const a = object("a", { version: 2 });
        const store = openWith(place, a);
        assert.equal(store.get(object("a", { version: 1 })), a);
      },
    },
    {
      says: "An object that is deleted is gone, and the others stay.",
      async check(place) {
        const store = openWith(place, object("a"), object("b"), object("c"));
        assert.equal(store.delete("b"), true);
        assert.equal(store.has("b"), false);
        assert.equal(store.getByKey("b"), undefined);
        holds(store, "a@1", "c@1");
      },
    },
    {
      says: "Deleting what is not there changes nothing, and is told apart.",
      async check(place) {
        const store = openWith(place, object("a"));
        assert.equal(store.delete("b"), false);
        assert.equal(store.delete("a"), true);
        assert.equal(store.delete("a"), false);
        assert.equal(store.size, 0);
      },
    },
    {
      says: "All objects are listed, each once, and so are all keys.",
      async check(place) {
        const store = place.open();
        holds(store);
        for (const key of ["b", "a", "c", "b"]) store.set(object(key));
        holds(store, "a@1", "b@1", "c@1");
      },
    },
    {
      says: "A list is the reader's own: changing it changes nothing.",
      async check(place) {
        const store = openWith(place, tagged("a", "x"), tagged("b", "x"));
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
      },
    },
    {
      says: "Replacing leaves what is given, and nothing else.",
      async check(place) {
        const store = openWith(place, object("a"), object("b"));
        store.replace([object("b", { version: 2 }), object("c")]);
        holds(store, "b@2", "c@1");
        store.replace([]);
        holds(store);
      },
    },
    {
      says: "Of several objects of one key in a replacement the last stays.",
      async check(place) {
        const store = place.open();
        store.replace([object("a"), object("b"), object("a", { version: 2 })]);
        holds(store, "a@2", "b@1");
      },
    },
    {
      says: "What replaces may be anything that can be walked once, what the store itself lists included.",
      async check(place) {
        const store = openWith(place, object("a"), object("b"));
        store.replace(new Set([object("c"), object("d")]).values());
        holds(store, "c@1", "d@1");
        store.replace(store.list());
        holds(store, "c@1", "d@1");
      },
    },
  ],
};
