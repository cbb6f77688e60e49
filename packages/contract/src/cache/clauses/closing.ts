import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { CachePlace } from "../cache-place.ts";
import { found, same, set, these } from "../cache-probe.ts";

/** The end in good order. */
export const closing: Chapter<CachePlace> = {
  title: "Closing",
  clauses: [
    {
      says: "What was asked before the cache is closed has been saved, awaited or not.",
      async check(place) {
        const cache = await place.cache();
        const saving = cache.save([set("a", "1")], "1");
        const next = await place.reopen();
        await saving;
        same(found(next), these("1", { a: "1" }));
      },
    },
    {
      says: "Closing a cache twice closes it once, awaited or not.",
      async check(place) {
        const cache = await place.cache();
        await cache.save([set("a", "1")], "1");
        await Promise.all([cache[Symbol.asyncDispose](), cache[Symbol.asyncDispose]()]);
        const next = await place.reopen();
        await cache[Symbol.asyncDispose]();
        await next.save([set("b", "2")], "2");
        same(found(await place.reopen()), these("2", { a: "1", b: "2" }));
      },
    },
    {
      says: "A closed cache refuses to save, also when another is open in its place.",
      async check(place) {
        const cache = await place.cache();
        await cache.save([set("a", "1")], "1");
        await cache[Symbol.asyncDispose]();
        await assert.rejects(cache.save([set("a", "2")], "2"));
        await place.reopen();
        await assert.rejects(cache.save([set("a", "3")], "3"));
        same(found(await place.reopen()), these("1", { a: "1" }));
      },
    },
  ],
};
