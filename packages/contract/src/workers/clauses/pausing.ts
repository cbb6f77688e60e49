import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import { item, recording, openManual } from "../manual-handler.ts";
import type { WorkersHarness } from "../workers-harness.ts";

/** Workers that begin no run for a while, and callers that wait until there is nothing to do. */
export const pausing: Chapter<WorkersHarness> = {
  title: "Pausing and idling",
  clauses: [
    clause("Paused workers finish their runs and begin none until they are resumed.", async (harness) => {
      const { manual, workers } = await openManual(harness, { concurrency: 2 }, ["a"]);
      workers.pause();
      await workers.add(item("b"));
      manual.last.end();
      await harness.settle();
      await harness.advance(100_000);
      assert.deepEqual(manual.log, ["a#1"]);
      assert.deepEqual(await workers.counts(), { ready: 1, processing: 0, waiting: 0 });
      workers.resume();
      await harness.settle();
      assert.deepEqual(manual.log, ["a#1", "b#1"]);
      manual.last.end();
    }),
    clause("A pause with a time ends by itself.", async (harness) => {
      const log: string[] = [];
      const workers = await harness.open({ handler: recording(log) });
      await harness.settle();
      workers.pause(1000);
      await workers.add(item("a"));
      await harness.settle();
      await harness.advance(999);
      assert.deepEqual(log, []);
      await harness.advance(1);
      assert.deepEqual(log, ["a#1"]);
    }),
    clause("Workers are idle when no key is ready or processing, whatever waits.", async (harness) => {
      const { manual, workers } = await openManual(harness, {}, ["a", "b"]);
      let isIdle = false;
      const idle = workers.idle().then(() => (isIdle = true));
      manual.last.end({ next: "again", afterMs: 5000 });
      await harness.settle();
      assert.equal(isIdle, false);
      manual.last.end();
      await harness.settle();
      await idle;
      assert.deepEqual(await workers.counts(), { ready: 0, processing: 0, waiting: 1 });
    }),
  ],
};
