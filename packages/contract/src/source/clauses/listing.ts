import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { SourcePlace } from "../source-place.ts";
import { calm, listed, listing } from "../steps.ts";

/** What there is. */
export const listingChapter: Chapter<SourcePlace> = {
  title: "Listing",
  clauses: [
    {
      says: "A list holds every object there is, once, in its newest state.",
      async check(place) {
        await place.put("a", 1);
        await place.put("b", 2);
        await place.put("a", 3);
        assert.deepEqual(await listing(place), ["a=3", "b=2"]);
      },
    },
    {
      says: "What is gone is in no list.",
      async check(place) {
        await place.put("a", 1);
        await place.put("b", 2);
        await place.remove("a");
        assert.deepEqual(await listing(place), ["b=2"]);
      },
    },
    {
      says: "A source with nothing in it lists nothing, at a version all the same.",
      async check(place) {
        const { items, version } = await listed(place);
        assert.deepEqual(items, []);
        assert.notEqual(version, "");
      },
    },
    {
      says: "A list that may not be older than a version holds what was there then.",
      async check(place) {
        await place.put("a", 1);
        const { version } = await listed(place);
        const { items } = await place.source.list({ version, signal: calm() });
        assert.deepEqual(
          items.map((object) => place.read(object).name),
          ["a"],
        );
      },
    },
    {
      says: "A list that can not be answered rejects, and the next one is answered.",
      needs: ["fails"],
      async check(place) {
        await place.put("a", 1);
        await place.failNextList();
        await assert.rejects(place.source.list({ version: "", signal: calm() }));
        assert.deepEqual(await listing(place), ["a=1"]);
      },
    },
  ],
};
