import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import type { ObjectStoreHarness } from "../object-store-harness.ts";
import { finds, holds, object, openWith, tagged } from "../steps.ts";

const nameless = object("a", { version: 2, refusedBy: "key" });
const valueless = object("a", { version: 2, kind: "k", tags: ["y"], refusedBy: "index" });

/** What a key or an index function throws. */
export const refusing: Chapter<ObjectStoreHarness> = {
  title: "Refusing",
  clauses: [
    clause(
      "Setting an object that the key function refuses throws that error, and changes nothing.",
      async (harness) => {
        const store = openWith(harness, tagged("a", "x"));
        assert.throws(() => store.set(nameless), /the key function refuses/);
        assert.throws(() => store.get(nameless), /the key function refuses/);
        holds(store, "a@1");
        finds(store, "tag", "x", "a");
      },
    ),
    clause(
      "Setting an object that an index function refuses throws that error, and changes no index.",
      async (harness) => {
        const store = openWith(harness, tagged("a", "x"));
        assert.throws(() => store.set(valueless), /the index function refuses/);
        assert.throws(() => store.set({ ...valueless, key: "b" }), /the index function refuses/);
        holds(store, "a@1");
        finds(store, "tag", "x", "a");
        finds(store, "tag", "y");
        finds(store, "kind", "k");
      },
    ),
    clause("A replacement with one refused object changes nothing.", async (harness) => {
      const store = openWith(harness, tagged("a", "x"), tagged("b", "x"));
      for (const refused of [nameless, valueless]) {
        assert.throws(() => store.replace([tagged("c", "z"), refused, object("d")]), /function refuses/);
        holds(store, "a@1", "b@1");
        finds(store, "tag", "x", "a", "b");
        finds(store, "tag", "z");
      }
    }),
  ],
};
