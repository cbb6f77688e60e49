import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { SourcePlace } from "../source-place.ts";
import { listedVersion, refusal, watching, watchingNow } from "../steps.ts";

/** What versions say. */
export const versions: Chapter<SourcePlace> = {
  title: "Versions",
  clauses: [
    {
      says: "An object that did not change keeps its version.",
      async check(place) {
        await place.put("a", 1);
        const before = await listedVersion(place, "a");
        await place.put("b", 2);
        assert.notEqual(before, undefined);
        assert.equal(await listedVersion(place, "a"), before);
      },
    },
    {
      says: "An object that changed has another version.",
      async check(place) {
        await place.put("a", 1);
        const before = await listedVersion(place, "a");
        await place.put("a", 2);
        assert.notEqual(await listedVersion(place, "a"), before);
      },
    },
    {
      says: "An object that went and came back has another version.",
      async check(place) {
        await place.put("a", 1);
        const before = await listedVersion(place, "a");
        await place.remove("a");
        await place.put("b", 1);
        await place.put("a", 1);
        assert.notEqual(await listedVersion(place, "a"), before);
      },
    },
    {
      says: "A change is told with the version that a list then shows.",
      async check(place) {
        const watch = await watchingNow(place);
        await place.put("a", 1);
        await place.settle();
        assert.deepEqual(watch.versions, [await listedVersion(place, "a")]);
      },
    },
    {
      says: "A watch from the version of an object in an event goes on after that event.",
      needs: ["object-versions"],
      async check(place) {
        const watch = await watchingNow(place);
        await place.put("a", 1);
        await place.put("b", 2);
        await place.remove("a");
        await place.settle();
        const [first, , third] = watch.versions as [string, string, string];
        assert.deepEqual((await watching(place, { from: first })).told, ["added b=2", "deleted a=1"]);
        assert.deepEqual((await watching(place, { from: third })).told, []);
      },
    },
    {
      says: "A watch from a version that is no longer at hand is refused as expired.",
      async check(place) {
        await place.put("a", 1);
        assert.equal(await refusal(place, await place.oldVersion()), "expired");
      },
    },
    {
      says: "After a refusal, a list and the watch from its version go on.",
      async check(place) {
        await place.put("a", 1);
        await refusal(place, await place.oldVersion());
        const watch = await watchingNow(place);
        await place.put("b", 2);
        await place.settle();
        assert.deepEqual(watch.told, ["added b=2"]);
      },
    },
  ],
};
