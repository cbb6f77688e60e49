import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import type { ObjectStoreHarness } from "../object-store-harness.ts";
import type { StoredObject } from "../object-store-subject.ts";
import { finds, holds, object, openRestoring, tagged } from "../steps.ts";

/** An entry to restore, and how often its object was decoded. */
function entry(one: StoredObject): { readonly entry: [string, () => StoredObject]; decoded: number } {
  const counting = {
    entry: [
      one.key,
      () => {
        counting.decoded++;
        return { ...one };
      },
    ] as [string, () => StoredObject],
    decoded: 0,
  };
  return counting;
}

/** Objects that come back from where they were saved. */
export const restoring: Chapter<ObjectStoreHarness> = {
  title: "Restoring",
  clauses: [
    clause("Restoring replaces all objects.", { needs: ["restores"] }, async (harness) => {
      const store = openRestoring(harness, tagged("a", "x"), tagged("b", "x"));
      const before = store.snapshot();
      store.restore([entry(tagged("b", "y")).entry, entry(tagged("c", "x")).entry]);
      holds(store, "b@1", "c@1");
      finds(store, "tag", "x", "c");
      finds(store, "tag", "y", "b");
      holds(before, "a@1", "b@1");
      finds(before, "tag", "x", "a", "b");
    }),
    clause(
      "A restored object is decoded once, when it is first read.",
      { needs: ["restores"] },
      async (harness) => {
        const store = openRestoring(harness);
        const [a, b] = [entry(tagged("a", "x")), entry(tagged("b", "x"))];
        store.restore([a.entry, b.entry]);
        assert.equal(store.size, 2);
        assert.deepEqual(store.keys().toSorted(), ["a", "b"]);
        assert.equal(store.has("a"), true);
        const taken = store.snapshot();
        assert.deepEqual([a.decoded, b.decoded], [0, 0]);
        assert.equal(store.getByKey("a"), store.getByKey("a"));
        assert.deepEqual([a.decoded, b.decoded], [1, 0]);
        holds(store, "a@1", "b@1");
        finds(store, "tag", "x", "a", "b");
        holds(taken, "a@1", "b@1");
        assert.deepEqual([a.decoded, b.decoded], [1, 1]);
      },
    ),
    clause(
      "A restored object that is changed or deleted is found as any other.",
      { needs: ["restores"] },
      async (harness) => {
        for (const asked of [false, true]) {
          const store = openRestoring(harness);
          store.restore(["a", "b", "c", "d"].map((key) => entry(tagged(key, "x", "y")).entry));
          if (asked) finds(store, "tag", "x", "a", "b", "c", "d");
          const taken = store.snapshot();
          store.set(tagged("a", "y"));
          store.delete("b");
          store.set(tagged("e", "x"));
          finds(store, "tag", "x", "c", "d", "e");
          finds(store, "tag", "y", "a", "c", "d");
          finds(taken, "tag", "x", "a", "b", "c", "d");
        }
      },
    ),
    clause(
      "An object that cannot be decoded throws for its reader only, and is decoded again at the next read.",
      { needs: ["restores"] },
      async (harness) => {
        const store = openRestoring(harness);
        let broken = true;
        const decode = (): StoredObject => {
          if (broken) throw new Error("not readable");
          return tagged("a", "x");
        };
        store.restore([["a", decode], entry(tagged("b", "x")).entry]);
        assert.throws(() => store.getByKey("a"), /not readable/);
        assert.throws(() => store.byIndex("tag", "x"), /not readable/);
        assert.equal(store.getByKey("b")?.key, "b");
        store.set(tagged("c", "x"));
        broken = false;
        holds(store, "a@1", "b@1", "c@1");
        finds(store, "tag", "x", "a", "b", "c");
      },
    ),
    clause(
      "After a restoration, setting an object that an index function refuses throws, and changes nothing.",
      { needs: ["restores"] },
      async (harness) => {
        const store = openRestoring(harness);
        store.restore([entry(tagged("a", "x")).entry]);
        assert.throws(() => store.set(object("a", { version: 2, refusedBy: "index" })), /index function/);
        holds(store, "a@1");
        finds(store, "tag", "x", "a");
      },
    ),
    clause(
      "An index can be added after a restoration.",
      { needs: ["restores", "adds-indexes"] },
      async (harness) => {
        const store = openRestoring(harness);
        const a = entry(object("a"));
        store.restore([a.entry]);
        (store as typeof store & { addIndexers(indexes: object): unknown }).addIndexers({
          first: ({ key }: StoredObject) => [key.slice(0, 1)],
        });
        store.set(object("ab"));
        finds(store, "first", "a", "a", "ab");
      },
    ),
  ],
};
