import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { SourcePlace } from "../source-place.ts";
import { calm, codeOf, listed, watchingNow } from "../steps.ts";

const enough = new Error("enough");

/** How requests end. */
export const leaving: Chapter<SourcePlace> = {
  title: "Ending",
  clauses: [
    {
      says: "A list whose signal is aborted beforehand rejects with the signal's reason.",
      async check(place) {
        const signal = AbortSignal.abort(enough);
        await assert.rejects(place.source.list({ version: "", signal }), enough);
      },
    },
    {
      says: "A list whose signal is aborted while it is under way ends, with the signal's reason if it rejects.",
      async check(place) {
        const stop = new AbortController();
        const list = place.source.list({ version: "", signal: stop.signal });
        stop.abort(enough);
        await list.catch((error: unknown) => assert.equal(error, enough));
      },
    },
    {
      says: "A watch whose signal is aborted beforehand rejects with the signal's reason, and none is open.",
      async check(place) {
        const { version } = await listed(place);
        const signal = AbortSignal.abort(enough);
        await assert.rejects(place.source.watch({ version, bookmarks: false, signal }), enough);
        assert.equal(place.openWatches(), 0);
      },
    },
    {
      says: "An open watch whose signal is aborted ends without an error, and tells nothing more.",
      async check(place) {
        const watch = await watchingNow(place);
        await place.put("a", 1);
        await place.settle();
        watch.abort();
        await place.put("b", 2);
        await place.settle();
        assert.deepEqual(watch.told, ["added a=1"]);
        assert.deepEqual([watch.hasEnded, watch.errors], [true, []]);
      },
    },
    {
      says: "A watch whose signal is aborted is closed.",
      async check(place) {
        const watch = await watchingNow(place);
        assert.equal(place.openWatches(), 1);
        watch.abort();
        await place.settle();
        assert.equal(place.openWatches(), 0);
      },
    },
    {
      says: "Leaving the iteration closes the watch.",
      async check(place) {
        const { version } = await listed(place);
        const watch = await place.source.watch({ version, bookmarks: false, signal: calm() });
        await place.put("a", 1);
        for await (const _ of watch) break;
        await place.settle();
        assert.equal(place.openWatches(), 0);
      },
    },
    {
      says: "The iteration can be left while it waits for an event.",
      async check(place) {
        const { version } = await listed(place);
        const watch = await place.source.watch({ version, bookmarks: false, signal: calm() });
        const iterator = watch[Symbol.asyncIterator]();
        const waiting = iterator.next();
        await place.settle();
        await iterator.return?.();
        assert.equal((await waiting).done, true);
        assert.equal(place.openWatches(), 0);
      },
    },
    {
      says: "A watch that ends leaves the others open.",
      async check(place) {
        const first = await watchingNow(place);
        const second = await watchingNow(place);
        first.abort();
        await place.put("a", 1);
        await place.settle();
        assert.deepEqual([first.told, second.told], [[], ["added a=1"]]);
      },
    },
    {
      says: "A watch that the source ends in good order has told all that happened before, and no error.",
      needs: ["ends"],
      async check(place) {
        const watch = await watchingNow(place);
        await place.put("a", 1);
        await place.endWatches();
        await place.put("b", 2);
        await place.settle();
        assert.deepEqual([watch.told, watch.hasEnded], [["added a=1"], true]);
      },
    },
    {
      says: "A watch that is broken off as expired says so, and ends.",
      needs: ["resets"],
      async check(place) {
        const watch = await watchingNow(place);
        await place.put("a", 1);
        await place.reset();
        await place.settle();
        assert.deepEqual(watch.told, ["added a=1", "error"]);
        assert.equal(codeOf(watch.errors[0]), "expired");
        assert.equal(watch.hasEnded, true);
      },
    },
  ],
};
