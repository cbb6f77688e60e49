import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import { ManualHandler, item, recording, terminal, openManual } from "../manual-handler.ts";
import type { WorkersHarness } from "../workers-harness.ts";
import type { LogSubject } from "../workers-subject.ts";

function broken(): never {
  throw new Error("broken");
}

/** Faults of those around the workers. */
export const faults: Chapter<WorkersHarness> = {
  title: "Faults",
  clauses: [
    clause("A classifier that throws leaves the error to the default.", async (harness) => {
      const log: string[] = [];
      const workers = await harness.open({
        classify: broken,
        handler: recording(log, ({ attempt }) => {
          if (attempt === 1) throw new Error("not yet");
        }),
      });
      await workers.add(item("a"));
      await harness.settle();
      await harness.advance(10);
      assert.deepEqual(log, ["a#1", "a#2"]);
    }),
    clause(
      "When `onGivenUp` throws or rejects, the key is given up all the same, and the next key runs.",
      async (harness) => {
        const log: string[] = [];
        const hooks = [broken, async () => broken()];
        const workers = await harness.open({
          onGivenUp: () => hooks.shift()?.(),
          handler: recording(log, () => {
            throw terminal("invalid");
          }),
        });
        for (const key of ["a", "b", "c"]) await workers.add(item(key));
        await harness.settle();
        await harness.advance(100_000);
        assert.deepEqual(log, ["a#1", "b#1", "c#1"]);
        assert.deepEqual(await workers.counts(), { ready: 0, processing: 0, waiting: 0 });
      },
    ),
    clause("The hook `onGivenUp` is awaited before the key is released.", async (harness) => {
      const manual = new ManualHandler();
      const hook = Promise.withResolvers<void>();
      const workers = await harness.open({
        handler: manual.handle,
        concurrency: 2,
        onGivenUp: () => hook.promise,
      });
      await workers.add(item("a"));
      await harness.settle();
      manual.last.fail(terminal("invalid"));
      await harness.settle();
      await workers.add(item("a"));
      await harness.settle();
      assert.deepEqual(manual.log, ["a#1"]);
      hook.resolve();
      await harness.settle();
      assert.deepEqual(manual.log, ["a#1", "a#1"]);
      manual.last.end();
    }),
    clause("Observers that throw or reject change nothing.", async (harness) => {
      const log: string[] = [];
      const workers = await harness.open({
        observers: [
          { started: broken, overdue: broken },
          { started: () => broken },
          { started: (async () => broken()) as never },
        ],
        handler: recording(log, ({ attempt }) => {
          if (attempt === 1) throw new Error("not yet");
        }),
      });
      await workers.add(item("a"));
      await harness.settle();
      await harness.advance(10);
      assert.deepEqual(log, ["a#1", "a#2"]);
    }),
    clause("A log that throws changes nothing.", async (harness) => {
      const log: string[] = [];
      const thrower: LogSubject = {
        debug: broken,
        info: broken,
        warn: broken,
        error: broken,
        child: broken,
      };
      const workers = await harness.open({
        log: thrower,
        observers: [{ started: broken }],
        handler: recording(log, ({ attempt }) => {
          throw attempt === 1 ? new Error("not yet") : terminal("invalid");
        }),
      });
      await workers.add(item("a"));
      await harness.settle();
      await harness.advance(10);
      await workers.add(item("b"));
      await harness.settle();
      assert.deepEqual(log, ["a#1", "a#2", "b#1"]);
    }),
    clause(
      "While the queue cannot record how a run ended, the key stays processing and no other worker gets it.",
      { needs: ["faults"] },
      async (harness) => {
        const { manual, workers } = await openManual(harness, { concurrency: 2 }, ["a"]);
        await workers.add(item("a"));
        harness.refuse!();
        manual.last.end();
        await harness.settle();
        for (let n = 0; n < 5; n++) await harness.advance(10_000);
        assert.deepEqual(manual.log, ["a#1"]);
        harness.relent!();
        await harness.advance(10_000);
        await harness.settle();
        assert.deepEqual(manual.log, ["a#1", "a#1"]);
        manual.last.end();
        await harness.settle();
        assert.deepEqual(await workers.counts(), { ready: 0, processing: 0, waiting: 0 });
      },
    ),
    clause(
      "When the queue has recovered from a failure, the workers go on.",
      { needs: ["faults"] },
      async (harness) => {
        const log: string[] = [];
        const workers = await harness.open({ handler: recording(log), concurrency: 3 });
        await workers.add(item("a"));
        await harness.settle();
        harness.refuse!();
        // A caller that waits for a key learns of the fault with the next one that comes.
        await Promise.resolve(workers.add(item("b"))).catch(() => {});
        await harness.settle();
        for (let n = 0; n < 5; n++) await harness.advance(10_000);
        harness.relent!();
        for (let n = 0; n < 5; n++) await harness.advance(10_000);
        await workers.add(item("c"));
        await harness.settle();
        assert.ok(log.includes("c#1"), `only ${log.join(", ")} were handled`);
        assert.deepEqual(await workers.counts(), { ready: 0, processing: 0, waiting: 0 });
      },
    ),
    clause(
      "A crash during a run counts as a failure: the next run is one attempt more.",
      { needs: ["durable"] },
      async (harness) => {
        await openManual(harness, {}, ["a"]);
        await harness.crash!();
        const log: string[] = [];
        await harness.open({ handler: recording(log) });
        await harness.settle();
        assert.deepEqual(log, ["a#2"]);
      },
    ),
  ],
};
