import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import type { CacheHarness } from "../cache-harness.ts";
import { found, same, set, these } from "../cache-probe.ts";

/** The end in good order. */
export const closing: Chapter<CacheHarness> = {
  title: "Closing",
  clauses: [
    clause("What was asked before the cache is closed has been saved, awaited or not.", async (harness) => {
      const cache = await harness.cache();
      const saving = cache.save([set("a", "1")], "1");
      const next = await harness.reopen();
      await saving;
      same(found(next), these("1", { a: "1" }));
    }),
    clause("Closing a cache twice closes it once, awaited or not.", async (harness) => {
      const cache = await harness.cache();
      await cache.save([set("a", "1")], "1");
      await Promise.all([cache[Symbol.asyncDispose](), cache[Symbol.asyncDispose]()]);
      const next = await harness.reopen();
      await cache[Symbol.asyncDispose]();
      await next.save([set("b", "2")], "2");
      same(found(await harness.reopen()), these("2", { a: "1", b: "2" }));
    }),
    clause("A closed cache refuses to save, also when another is open in its place.", async (harness) => {
      const cache = await harness.cache();
      await cache.save([set("a", "1")], "1");
      await cache[Symbol.asyncDispose]();
      await assert.rejects(cache.save([set("a", "2")], "2"));
      await harness.reopen();
      await assert.rejects(cache.save([set("a", "3")], "3"));
      same(found(await harness.reopen()), these("1", { a: "1" }));
    }),
  ],
};
