import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import type { CacheHarness } from "../cache-harness.ts";
import { after, announce, del, delAndAnnounce, found, same, set, these } from "../cache-probe.ts";

/** Keys of which is known that there may be an object. */
export const announcing: Chapter<CacheHarness> = {
  title: "Announcing",
  clauses: [
    clause(
      "A key that was announced is found to be, has no object, and leaves the version as it is.",
      async (harness) => {
        same(await after(harness, [undefined, announce("a")]), these(undefined, {}, ["a"]));
        same(await after(harness, ["1", set("b", "1")]), these("1", { b: "1" }, ["a"]));
        same(await after(harness, [undefined, announce("c")]), these("1", { b: "1" }, ["a", "c"]));
      },
    ),
    clause(
      "An announced key whose object is saved is an object like any other, and announced no more.",
      async (harness) => {
        same(await after(harness, [undefined, announce("a")], ["1", set("a", "1")]), these("1", { a: "1" }));
        same(await after(harness, ["2", set("a", "2")], ["3", del("a")]), these("3"));
      },
    ),
    clause("An announced key that is deleted is gone.", async (harness) => {
      same(
        await after(harness, [undefined, announce("a"), announce("b")], ["1", del("a")]),
        these("1", {}, ["b"]),
      );
    }),
    clause("To announce a key that has an object, or is announced, changes nothing.", async (harness) => {
      await after(harness, ["1", set("a", "1")], [undefined, announce("a"), announce("b"), announce("b")]);
      same(await after(harness, [undefined, announce("b")]), these("1", { a: "1" }, ["b"]));
    }),
    clause(
      "A delete that announces its key leaves that announced, whether or not it had an object.",
      async (harness) => {
        await after(harness, ["1", set("a", "1"), announce("b")]);
        same(
          await after(harness, ["2", ...["a", "b", "c"].map(delAndAnnounce)]),
          these("2", {}, ["a", "b", "c"]),
        );
        same(await after(harness, ["3", set("a", "3"), del("b")]), these("3", { a: "3" }, ["c"]));
      },
    ),
    clause(
      "What was announced before a crash is announced after it.",
      { needs: ["crashes"] },
      async (harness) => {
        await (await harness.cache()).save([set("a", "1"), announce("b")], "1");
        await (await harness.cache()).save([announce("c")], undefined);
        same(found(await harness.kill()), these("1", { a: "1" }, ["b", "c"]));
      },
    ),
    clause(
      "A key that is deleted and announced at once is known at every instant, wherever a crash cuts the save short.",
      { needs: ["crashes"] },
      async (harness) => {
        const keys = Array.from({ length: 2500 }, (_, n) => `${n}`);
        const sets = keys.map((key) => set(key, "1"));
        const deletes = keys.map(delAndAnnounce);
        for (const turns of [1, 2, 3]) {
          await (await harness.cache()).save(sets, "1");
          void (await harness.cache()).save(deletes, "2").catch(() => {});
          for (let turn = 0; turn < turns; turn++) await harness.settle();
          const { states, announced } = found(await harness.kill());
          assert.equal(states.size + announced!.size, keys.length);
        }
      },
    ),
    clause(
      "However many are announced, and wherever a crash cuts them short: objects and version stay.",
      { needs: ["crashes"] },
      async (harness) => {
        const many = Array.from({ length: 4000 }, (_, n) => announce(`${n}`));
        await (await harness.cache()).save([set("a", "1")], "1");
        for (const turns of [0, 1, 2, 3]) {
          void (await harness.cache()).save(many, undefined).catch(() => {});
          for (let turn = 0; turn < turns; turn++) await harness.settle();
          const { version, states } = found(await harness.kill());
          same({ version, states }, these("1", { a: "1" }));
        }
        await (await harness.cache()).save(many, undefined);
        assert.equal(found(await harness.reopen()).announced?.size, 4000);
      },
    ),
  ],
};
