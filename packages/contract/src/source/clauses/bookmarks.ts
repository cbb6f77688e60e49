import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { SourcePlace } from "../source-place.ts";
import { listed, watching, watchingNow } from "../steps.ts";

/** How far a watch has come, and where one begins. */
export const bookmarks: Chapter<SourcePlace> = {
  title: "Bookmarks and initial events",
  clauses: [
    {
      says: "Bookmarks are told only to a watch that asked for them.",
      needs: ["bookmarks"],
      async check(place) {
        const asked = await watchingNow(place, { bookmarks: true });
        const other = await watchingNow(place);
        await place.put("a", 1);
        await place.bookmark();
        await place.settle();
        assert.equal(asked.told.at(-1), "bookmark");
        assert.deepEqual(other.told, ["added a=1"]);
      },
    },
    {
      says: "A watch from a bookmark tells all that happened after it, and nothing that happened before.",
      needs: ["bookmarks"],
      async check(place) {
        const watch = await watchingNow(place, { bookmarks: true });
        await place.put("a", 1);
        await place.bookmark();
        await place.settle();
        const from = watch.bookmarks.at(-1)!;
        await place.put("b", 2);
        assert.deepEqual((await watching(place, { from })).told, ["added b=2"]);
      },
    },
    {
      says: "Of two bookmarks the later one is of the later state.",
      needs: ["bookmarks"],
      async check(place) {
        const watch = await watchingNow(place, { bookmarks: true });
        for (const name of ["a", "b", "c"]) {
          await place.put(name, 1);
          await place.bookmark();
          await place.settle();
        }
        const left = await Promise.all(
          watch.bookmarks.map(async (from) => (await watching(place, { from })).told.length),
        );
        assert.deepEqual(
          left,
          left.toSorted((a, b) => b - a),
        );
        assert.equal(left.at(-1), 0);
      },
    },
    {
      says: "A watch that begins with what is there tells each object as added, once, and then that these were all.",
      needs: ["initial-events"],
      async check(place) {
        await place.put("a", 1);
        await place.put("b", 2);
        const watch = await watching(place, { from: "", bookmarks: true, initialEvents: true });
        assert.deepEqual(watch.told.toSorted(), ["added a=1", "added b=2", "end of list"]);
        assert.equal(watch.told.at(-1), "end of list");
      },
    },
    {
      says: "After what was there the same watch tells what changes.",
      needs: ["initial-events"],
      async check(place) {
        await place.put("a", 1);
        const watch = await watching(place, { from: "", bookmarks: true, initialEvents: true });
        await place.put("a", 2);
        await place.settle();
        assert.deepEqual(watch.told, ["added a=1", "end of list", "modified a=2"]);
      },
    },
    {
      says: "The bookmark that ends what was there has a version from which a watch goes on.",
      needs: ["initial-events"],
      async check(place) {
        await place.put("a", 1);
        const watch = await watching(place, { from: "", bookmarks: true, initialEvents: true });
        await place.put("b", 2);
        const later = await watching(place, { from: watch.bookmarks[0]! });
        assert.deepEqual(later.told, ["added b=2"]);
        assert.notEqual((await listed(place)).version, "");
      },
    },
    {
      says: "That nothing was there is told as well.",
      needs: ["initial-events"],
      async check(place) {
        const watch = await watching(place, { from: "", bookmarks: true, initialEvents: true });
        assert.deepEqual(watch.told, ["end of list"]);
      },
    },
  ],
};
