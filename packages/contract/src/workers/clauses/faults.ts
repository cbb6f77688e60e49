import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import { Desk, item, noting, terminal } from "../desk.ts";
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
        handler: noting(log, ({ attempt }) => {
          if (attempt === 1) throw new Error("not yet");
        }),
      });
      await workers.add(item("a"));
      await harness.settle();
      await harness.advance(10);
      assert.deepEqual(log, ["a#1", "a#2"]);
    }),
    clause(
      "A hook that throws or rejects changes nothing: the key is given up, and the next one is handled.",
      async (harness) => {
        const log: string[] = [];
        const hooks = [broken, async () => broken()];
        const workers = await harness.open({
          onGivenUp: () => hooks.shift()?.(),
          handler: noting(log, () => {
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
    clause("A hook is awaited before the key is let go.", async (harness) => {
      const desk = new Desk();
      const hook = Promise.withResolvers<void>();
      const workers = await harness.open({
        handler: desk.hold,
        concurrency: 2,
        onGivenUp: () => hook.promise,
      });
      await workers.add(item("a"));
      await harness.settle();
      desk.last.fail(terminal("invalid"));
      await harness.settle();
      await workers.add(item("a"));
      await harness.settle();
      assert.deepEqual(desk.log, ["a#1"]);
      hook.resolve();
      await harness.settle();
      assert.deepEqual(desk.log, ["a#1", "a#1"]);
      desk.last.end();
    }),
    clause("Observers that throw or reject change nothing.", async (harness) => {
      const log: string[] = [];
      const workers = await harness.open({
        observers: [
          { started: broken, overdue: broken },
          { started: () => broken },
          { started: (async () => broken()) as never },
        ],
        handler: noting(log, ({ attempt }) => {
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
        handler: noting(log, ({ attempt }) => {
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
      "While the queue can not take note of an end, the key stays in hand, and is handled by nobody else.",
      { needs: ["faults"] },
      async (harness) => {
        const desk = new Desk();
        const workers = await harness.open({ handler: desk.hold, concurrency: 2 });
        await workers.add(item("a"));
        await harness.settle();
        await workers.add(item("a"));
        harness.refuse!();
        desk.last.end();
        await harness.settle();
        for (let n = 0; n < 5; n++) await harness.advance(10_000);
        assert.deepEqual(desk.log, ["a#1"]);
        harness.relent!();
        await harness.advance(10_000);
        await harness.settle();
        assert.deepEqual(desk.log, ["a#1", "a#1"]);
        desk.last.end();
        await harness.settle();
        assert.deepEqual(await workers.counts(), { ready: 0, processing: 0, waiting: 0 });
      },
    ),
    clause(
      "Workers whose queue fails go on when it has recovered.",
      { needs: ["faults"] },
      async (harness) => {
        const log: string[] = [];
        const workers = await harness.open({ handler: noting(log), concurrency: 3 });
        await workers.add(item("a"));
        await harness.settle();
        harness.refuse!();
        // Whoever waits for a key learns of the fault with the next one that comes.
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
      "A crash during a run is held against the key: its next run is one attempt more.",
      { needs: ["durable"] },
      async (harness) => {
        const desk = new Desk();
        const workers = await harness.open({ handler: desk.hold });
        await workers.add(item("a"));
        await harness.settle();
        await harness.crash!();
        const log: string[] = [];
        await harness.open({ handler: noting(log) });
        await harness.settle();
        assert.deepEqual(log, ["a#2"]);
      },
    ),
  ],
};
