import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { CachePlace } from "../cache-place.ts";
import { after, announce, del, delAndAnnounce, found, same, set, these } from "../cache-probe.ts";

/** Keys of which is known that there may be an object. */
export const announcing: Chapter<CachePlace> = {
  title: "Announcing",
  clauses: [
    {
      says: "A key that was announced is found to be, has no object, and leaves the version as it is.",
      async check(place) {
        same(await after(place, [undefined, announce("a")]), these(undefined, {}, ["a"]));
        same(await after(place, ["1", set("b", "1")]), these("1", { b: "1" }, ["a"]));
        same(await after(place, [undefined, announce("c")]), these("1", { b: "1" }, ["a", "c"]));
      },
    },
    {
      says: "An announced key whose object is saved is an object like any other, and announced no more.",
      async check(place) {
        same(await after(place, [undefined, announce("a")], ["1", set("a", "1")]), these("1", { a: "1" }));
        same(await after(place, ["2", set("a", "2")], ["3", del("a")]), these("3"));
      },
    },
    {
      says: "An announced key that is deleted is gone.",
      async check(place) {
        same(
          await after(place, [undefined, announce("a"), announce("b")], ["1", del("a")]),
          these("1", {}, ["b"]),
        );
      },
    },
    {
      says: "To announce a key that has an object, or is announced, changes nothing.",
      async check(place) {
        await after(place, ["1", set("a", "1")], [undefined, announce("a"), announce("b"), announce("b")]);
        same(await after(place, [undefined, announce("b")]), these("1", { a: "1" }, ["b"]));
      },
    },
    {
      says: "A delete that announces its key leaves that announced, whether or not it had an object.",
      async check(place) {
        await after(place, ["1", set("a", "1"), announce("b")]);
        same(
          await after(place, ["2", ...["a", "b", "c"].map(delAndAnnounce)]),
          these("2", {}, ["a", "b", "c"]),
        );
        same(await after(place, ["3", set("a", "3"), del("b")]), these("3", { a: "3" }, ["c"]));
      },
    },
    {
      says: "What was announced before a crash is announced after it.",
      needs: ["crashes"],
      async check(place) {
        await (await place.cache()).save([set("a", "1"), announce("b")], "1");
        await (await place.cache()).save([announce("c")], undefined);
        same(found(await place.kill()), these("1", { a: "1" }, ["b", "c"]));
      },
    },
    {
      says: "A key that is deleted and announced at once is known at every instant, wherever a crash cuts the save short.",
      needs: ["crashes"],
      async check(place) {
        const keys = Array.from({ length: 2500 }, (_, n) => `${n}`);
        const sets = keys.map((key) => set(key, "1"));
        const deletes = keys.map(delAndAnnounce);
        for (const turns of [1, 2, 3]) {
          await (await place.cache()).save(sets, "1");
          void (await place.cache()).save(deletes, "2").catch(() => {});
          for (let turn = 0; turn < turns; turn++) await place.settle();
          const { states, announced } = found(await place.kill());
          assert.equal(states.size + announced!.size, keys.length);
        }
      },
    },
    {
      says: "However many are announced, and wherever a crash cuts them short: objects and version stay.",
      needs: ["crashes"],
      async check(place) {
        const many = Array.from({ length: 4000 }, (_, n) => announce(`${n}`));
        await (await place.cache()).save([set("a", "1")], "1");
        for (const turns of [0, 1, 2, 3]) {
          void (await place.cache()).save(many, undefined).catch(() => {});
          for (let turn = 0; turn < turns; turn++) await place.settle();
          const { version, states } = found(await place.kill());
          same({ version, states }, these("1", { a: "1" }));
        }
        await (await place.cache()).save(many, undefined);
        assert.equal(found(await place.reopen()).announced?.size, 4000);
      },
    },
  ],
};
