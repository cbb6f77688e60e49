import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import type { CacheHarness } from "../cache-harness.ts";
import { del, found, same, set, these, type FoundItems } from "../cache-probe.ts";
import type { CacheChange } from "../cache-subject.ts";

/** What is found after an owner ended without releasing anything. */
export const crashing: Chapter<CacheHarness> = {
  title: "Crashing",
  clauses: [
    clause(
      "What was acknowledged before a crash is found after it, and so is what was there when nothing was saved.",
      { needs: ["crashes"] },
      async (harness) => {
        const cache = await harness.cache();
        await cache.save([set("a", "1"), set("b", "1")], "1");
        await cache.save([set("a", "2"), del("b")], "2");
        same(found(await harness.kill()), these("2", { a: "2" }));
        same(found(await harness.kill()), these("2", { a: "2" }));
      },
    ),
    clause(
      "A small save that a crash cuts short has been made, or has not.",
      { needs: ["crashes"] },
      async (harness) => {
        for (let turns = 0; turns < 4; turns++) {
          const [before, then] = await cutShort(harness, 4, turns);
          assert.notEqual(then.version, undefined, "the version is gone");
          if (then.version === "1") same(then, before);
        }
      },
    ),
    clause(
      "A large save that a crash cuts short has been made, or has not; or some of its changes are found, and no version.",
      { needs: ["crashes"] },
      async (harness) => {
        for (let turns = 0; turns < 8; turns++) await cutShort(harness, 4000, turns);
      },
    ),
    clause(
      "After such a crash the changes may be saved again, and all of them are found.",
      { needs: ["crashes"] },
      async (harness) => {
        for (const turns of [1, 2, 3]) {
          const [, , next] = await cutShort(harness, 4000, turns);
          await (await harness.cache()).save(next, "3");
          same(found(await harness.reopen()), { version: "3", states: stateAfter(4000) });
        }
      },
    ),
  ],
};

/** Saves a state and begins to save the next, which deletes, changes and adds; then the owner is killed. */
async function cutShort(
  harness: CacheHarness,
  size: number,
  turns: number,
): Promise<[before: FoundItems, found: FoundItems, changes: readonly CacheChange[]]> {
  const keys = keysOf(size);
  const cache = await harness.reopen();
  const first = keys.map((key) => set(key, "1"));
  await cache.save([...first, ...keys.map((key) => del(`${key}-new`))], "1");
  const changes = changesOf(size);
  void cache.save(changes, "2").catch(() => {});
  for (let turn = 0; turn < turns; turn++) await harness.settle();
  const then = found(await harness.kill());
  const before = { version: "1", states: new Map(keys.map((key) => [key, "1"])) };
  const after = { version: "2", states: stateAfter(size) };
  if (then.version === "1") same(then, before);
  else if (then.version === "2") same(then, after);
  else {
    assert.equal(then.version, undefined, "the version is none of those that were saved");
    for (const [key, state] of then.states) {
      const known = before.states.get(key) === state || after.states.get(key) === state;
      assert.ok(known, `${key} is in a state that was never saved`);
    }
  }
  return [before, then, changes];
}

function keysOf(size: number): string[] {
  return Array.from({ length: size }, (_, n) => `${n}`);
}

function changesOf(size: number): CacheChange[] {
  return keysOf(size).flatMap((key, n) => [n % 2 === 0 ? set(key, "2") : del(key), set(`${key}-new`, "2")]);
}

function stateAfter(size: number): Map<string, string> {
  const states = new Map<string, string>();
  for (const change of changesOf(size)) if ("object" in change) states.set(change.key, change.object.state);
  return states;
}
