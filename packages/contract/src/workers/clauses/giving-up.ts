import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import { ManualHandler, item, recording, terminal, openManual } from "../manual-handler.ts";
import type { WorkersHarness } from "../workers-harness.ts";

/** Runs a key once with this error; whether it was given up. */
async function givesUp(harness: WorkersHarness, error: unknown): Promise<boolean> {
  const causes: unknown[] = [];
  const workers = await harness.open({
    handler: () => {
      throw error;
    },
    onGivenUp: ({ cause }) => void causes.push(cause),
  });
  await workers.add(item("a"));
  await harness.settle();
  const { waiting } = await workers.counts();
  assert.equal(waiting, 1 - causes.length);
  if (causes.length > 0) assert.equal(causes[0], error);
  return causes.length > 0;
}

/** How keys are given up. */
export const givingUp: Chapter<WorkersHarness> = {
  title: "Giving up",
  clauses: [
    clause(
      "A key that is given up is not retried, and its next run after an add is a first attempt.",
      async (harness) => {
        const manual = new ManualHandler();
        const given: unknown[] = [];
        const workers = await harness.open({
          handler: manual.handle,
          onGivenUp: ({ run, cause }) => void given.push(run.key, run.attempt, cause),
        });
        await workers.add(item("a"));
        await harness.settle();
        manual.last.fail(new Error("not yet"));
        await harness.settle();
        await harness.advance(10);
        manual.last.end({ next: "give-up", cause: "invalid" });
        await harness.settle();
        await harness.advance(100_000);
        assert.deepEqual(manual.log, ["a#1", "a#2"]);
        assert.deepEqual(given, ["a", 2, "invalid"]);
        await workers.add(item("a"));
        await harness.settle();
        assert.deepEqual(manual.log, ["a#1", "a#2", "a#1"]);
        manual.last.fail(new Error("not yet"));
        await harness.settle();
        await harness.advance(10);
        assert.deepEqual(manual.log, ["a#1", "a#2", "a#1", "a#2"]);
        manual.last.end();
      },
    ),
    clause(
      "A key that is added while it is being given up runs again as a first attempt.",
      async (harness) => {
        const { manual, workers } = await openManual(harness, { concurrency: 2 }, ["a"]);
        manual.last.fail(new Error("not yet"));
        await harness.settle();
        await harness.advance(10);
        await workers.add(item("a"));
        manual.last.end({ next: "give-up", cause: "invalid" });
        await harness.settle();
        manual.last.fail(new Error("not yet"));
        await harness.settle();
        await harness.advance(10);
        assert.deepEqual(manual.log, ["a#1", "a#2", "a#1", "a#2"]);
        manual.last.end();
      },
    ),
    clause("A terminal error gives up the key.", async (harness) =>
      assert.ok(await givesUp(harness, terminal("invalid"))),
    ),
    clause("A terminal error deep among the causes gives up the key.", async (harness) => {
      const cause = new Error("middle", { cause: terminal("invalid") });
      assert.ok(await givesUp(harness, new Error("outer", { cause })));
    }),
    clause("A terminal error among the members of an aggregate error gives up the key.", async (harness) => {
      const members = [new Error("first"), new Error("second", { cause: terminal("invalid") })];
      assert.ok(await givesUp(harness, new AggregateError(members)));
    }),
    clause("An error whose causes form a circle is retried.", async (harness) => {
      const inner = new Error("inner");
      const outer = new Error("outer", { cause: inner });
      inner.cause = outer;
      assert.equal(await givesUp(harness, outer), false);
    }),
    clause("A thrown value that is not an error is retried.", async (harness) =>
      assert.equal(await givesUp(harness, "broken"), false),
    ),
    clause(
      "With `maxRetries: 2` a key has three runs, and is given up with the last error.",
      async (harness) => {
        const log: string[] = [];
        const causes: unknown[] = [];
        const workers = await harness.open({
          maxRetries: 2,
          handler: recording(log, ({ attempt }) => {
            throw new Error(`failure ${attempt}`);
          }),
          onGivenUp: ({ cause }) => void causes.push((cause as Error).message),
        });
        await workers.add(item("a"));
        await harness.settle();
        for (const waitMs of [10, 20, 40, 80]) await harness.advance(waitMs);
        assert.deepEqual(log, ["a#1", "a#2", "a#3"]);
        assert.deepEqual(causes, ["failure 3"]);
        assert.equal((await workers.counts()).waiting, 0);
      },
    ),
    clause("A classifier decides the outcome of an error, or leaves it to the default.", async (harness) => {
      const log: string[] = [];
      const errors = [new Error("unknown"), new Error("slow down"), new Error("gone")];
      const workers = await harness.open({
        handler: recording(log, () => {
          throw errors.shift() as Error;
        }),
        classify: (error) => {
          const { message } = error as Error;
          if (message === "slow down") return { next: "retry", cause: error, afterMs: 700 };
          return message === "gone" ? { next: "done" } : undefined;
        },
      });
      await workers.add(item("a"));
      await harness.settle();
      await harness.advance(10);
      assert.deepEqual(log, ["a#1", "a#2"]);
      await harness.advance(699);
      assert.deepEqual(log, ["a#1", "a#2"]);
      await harness.advance(1);
      assert.deepEqual(log, ["a#1", "a#2", "a#3"]);
      assert.deepEqual(await workers.counts(), { ready: 0, processing: 0, waiting: 0 });
    }),
  ],
};
