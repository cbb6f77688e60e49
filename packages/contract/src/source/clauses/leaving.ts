import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import type { SourceHarness } from "../source-harness.ts";
import { calm, codeOf, listed, watchingNow } from "../steps.ts";

const enough = new Error("enough");

/** How requests end. */
export const leaving: Chapter<SourceHarness> = {
  title: "Ending",
  clauses: [
    clause("A list whose signal is aborted beforehand rejects with the signal's reason.", async (harness) => {
      const signal = AbortSignal.abort(enough);
      await assert.rejects(harness.source.list({ version: "", signal }), enough);
    }),
    clause(
      "A list whose signal is aborted while it runs ends; if it rejects, with the signal's reason.",
      async (harness) => {
        const stop = new AbortController();
        const list = harness.source.list({ version: "", signal: stop.signal });
        stop.abort(enough);
        await list.catch((error: unknown) => assert.equal(error, enough));
      },
    ),
    clause(
      "A watch whose signal is aborted beforehand rejects with the signal's reason, and none is open.",
      async (harness) => {
        const { version } = await listed(harness);
        const signal = AbortSignal.abort(enough);
        await assert.rejects(harness.source.watch({ version, bookmarks: false, signal }), enough);
        assert.equal(harness.openWatches(), 0);
      },
    ),
    clause(
      "An open watch whose signal is aborted ends without an error, and sends nothing more.",
      async (harness) => {
        const watch = await watchingNow(harness);
        await harness.put("a", 1);
        await harness.settle();
        watch.abort();
        await harness.put("b", 2);
        await harness.settle();
        assert.deepEqual(watch.sent, ["added a=1"]);
        assert.deepEqual([watch.hasEnded, watch.errors], [true, []]);
      },
    ),
    clause("A watch whose signal is aborted is closed.", async (harness) => {
      const watch = await watchingNow(harness);
      assert.equal(harness.openWatches(), 1);
      watch.abort();
      await harness.settle();
      assert.equal(harness.openWatches(), 0);
    }),
    clause("Leaving the iteration closes the watch.", async (harness) => {
      const { version } = await listed(harness);
      const watch = await harness.source.watch({ version, bookmarks: false, signal: calm() });
      await harness.put("a", 1);
      for await (const _ of watch) break;
      await harness.settle();
      assert.equal(harness.openWatches(), 0);
    }),
    clause("The iteration can be left while it waits for an event.", async (harness) => {
      const { version } = await listed(harness);
      const watch = await harness.source.watch({ version, bookmarks: false, signal: calm() });
      const iterator = watch[Symbol.asyncIterator]();
      const waiting = iterator.next();
      await harness.settle();
      await iterator.return?.();
      assert.equal((await waiting).done, true);
      assert.equal(harness.openWatches(), 0);
    }),
    clause("A watch that ends leaves the others open.", async (harness) => {
      const first = await watchingNow(harness);
      const second = await watchingNow(harness);
      first.abort();
      await harness.put("a", 1);
      await harness.settle();
      assert.deepEqual([first.sent, second.sent], [[], ["added a=1"]]);
    }),
    clause(
      "A watch that the source ends has sent every earlier change, and no error.",
      { needs: ["ends"] },
      async (harness) => {
        const watch = await watchingNow(harness);
        await harness.put("a", 1);
        await harness.endWatches();
        await harness.put("b", 2);
        await harness.settle();
        assert.deepEqual([watch.sent, watch.hasEnded], [["added a=1"], true]);
      },
    ),
    clause(
      "A watch that the source resets sends an error with the code expired, and ends.",
      { needs: ["resets"] },
      async (harness) => {
        const watch = await watchingNow(harness);
        await harness.put("a", 1);
        await harness.reset();
        await harness.settle();
        assert.deepEqual(watch.sent, ["added a=1", "error"]);
        assert.equal(codeOf(watch.errors[0]), "expired");
        assert.equal(watch.hasEnded, true);
      },
    ),
  ],
};
