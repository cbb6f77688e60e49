import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { SourcePlace } from "../source-place.ts";
import { applied, listed, listing, saying, watching, watchingNow } from "../steps.ts";

/** What changes. */
export const watchingChapter: Chapter<SourcePlace> = {
  title: "Watching",
  clauses: [
    {
      says: "A watch tells a new object as added, a changed one as modified, and one that is gone as deleted.",
      async check(place) {
        const watch = await watchingNow(place);
        await place.put("a", 1);
        await place.put("a", 2);
        await place.remove("a");
        await place.settle();
        assert.deepEqual(watch.told, ["added a=1", "modified a=2", "deleted a=2"]);
      },
    },
    {
      says: "An object that was there before the watch is modified, not added.",
      async check(place) {
        await place.put("a", 1);
        const watch = await watchingNow(place);
        await place.put("a", 2);
        await place.settle();
        assert.deepEqual(watch.told, ["modified a=2"]);
      },
    },
    {
      says: "A watch from the version of a list repeats nothing that the list held.",
      async check(place) {
        await place.put("a", 1);
        await place.put("b", 2);
        assert.deepEqual((await watchingNow(place)).told, []);
      },
    },
    {
      says: "What happens between a list and the watch from its version is told.",
      async check(place) {
        await place.put("a", 1);
        const { version } = await listed(place);
        await place.put("b", 2);
        await place.remove("a");
        // Another list in between, of whomever, takes nothing away.
        await listed(place);
        const { told } = await watching(place, { from: version });
        assert.deepEqual(told.toSorted(), ["added b=2", "deleted a=1"]);
      },
    },
    {
      says: "A list of nothing has a version to watch from as well.",
      async check(place) {
        const { version } = await listed(place);
        await place.put("a", 1);
        await listed(place);
        assert.deepEqual((await watching(place, { from: version })).told, ["added a=1"]);
      },
    },
    {
      says: "While nothing happens, nothing is told.",
      async check(place) {
        await place.put("a", 1);
        const watch = await watchingNow(place);
        await place.settle();
        await listed(place);
        await place.settle();
        assert.deepEqual(watch.told, []);
        assert.equal(watch.hasEnded, false);
      },
    },
    {
      says: "Of one object, the states are told in the order in which it had them.",
      async check(place) {
        const watch = await watchingNow(place);
        for (const value of [1, 2, 3]) await place.put("a", value);
        await place.put("b", 1);
        await place.remove("a");
        await place.put("a", 4);
        await place.settle();
        const ofA = watch.told.filter((event) => event.includes(" a="));
        assert.deepEqual(ofA, ["added a=1", "modified a=2", "modified a=3", "deleted a=3", "added a=4"]);
      },
    },
    {
      says: "Every watch is told everything, however many there are.",
      async check(place) {
        const first = await watchingNow(place);
        await place.put("a", 1);
        const second = await watchingNow(place);
        await place.put("b", 2);
        await place.settle();
        assert.deepEqual(first.told, ["added a=1", "added b=2"]);
        assert.deepEqual(second.told, ["added b=2"]);
      },
    },
    {
      says: "A list together with what is told after it is the list of later.",
      async check(place) {
        await place.put("a", 1);
        await place.put("b", 2);
        const page = await listed(place);
        const watch = await watching(place, { from: page.version });
        await place.put("c", 3);
        await place.remove("a");
        await place.put("b", 4);
        await place.put("a", 5);
        await place.remove("c");
        await place.settle();
        assert.deepEqual(applied(saying(place, page.items), watch.told), await listing(place));
      },
    },
    {
      says: "A watch whose reader is slow keeps what it has to tell, in order.",
      async check(place) {
        const { version } = await listed(place);
        const stop = new AbortController();
        const watch = await place.source.watch({ version, bookmarks: false, signal: stop.signal });
        for (const value of [1, 2, 3]) await place.put("a", value);
        await place.settle();
        const values: number[] = [];
        for await (const event of watch) {
          if ("object" in event) values.push(place.read(event.object).value);
          if (values.length === 3) break;
        }
        assert.deepEqual(values, [1, 2, 3]);
      },
    },
  ],
};
