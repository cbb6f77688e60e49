import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import { Desk, item, noting, terminal } from "../desk.ts";
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
      "A key that is given up is not tried again, and its next add is a first attempt.",
      async (harness) => {
        const desk = new Desk();
        const given: unknown[] = [];
        const workers = await harness.open({
          handler: desk.hold,
          onGivenUp: ({ run, cause }) => void given.push(run.key, run.attempt, cause),
        });
        await workers.add(item("a"));
        await harness.settle();
        desk.last.fail(new Error("not yet"));
        await harness.settle();
        await harness.advance(10);
        desk.last.end({ next: "give-up", cause: "invalid" });
        await harness.settle();
        await harness.advance(100_000);
        assert.deepEqual(desk.log, ["a#1", "a#2"]);
        assert.deepEqual(given, ["a", 2, "invalid"]);
        await workers.add(item("a"));
        await harness.settle();
        assert.deepEqual(desk.log, ["a#1", "a#2", "a#1"]);
        desk.last.fail(new Error("not yet"));
        await harness.settle();
        await harness.advance(10);
        assert.deepEqual(desk.log, ["a#1", "a#2", "a#1", "a#2"]);
        desk.last.end();
      },
    ),
    clause("A key that is added while it is being given up lives on as a first attempt.", async (harness) => {
      const desk = new Desk();
      const workers = await harness.open({ handler: desk.hold, concurrency: 2 });
      await workers.add(item("a"));
      await harness.settle();
      desk.last.fail(new Error("not yet"));
      await harness.settle();
      await harness.advance(10);
      await workers.add(item("a"));
      desk.last.end({ next: "give-up", cause: "invalid" });
      await harness.settle();
      desk.last.fail(new Error("not yet"));
      await harness.settle();
      await harness.advance(10);
      assert.deepEqual(desk.log, ["a#1", "a#2", "a#1", "a#2"]);
      desk.last.end();
    }),
    clause("A terminal error gives up.", async (harness) =>
      assert.ok(await givesUp(harness, terminal("invalid"))),
    ),
    clause("A terminal error deep among the causes gives up.", async (harness) => {
      const cause = new Error("middle", { cause: terminal("invalid") });
      assert.ok(await givesUp(harness, new Error("outer", { cause })));
    }),
    clause("A terminal error among the members of another error gives up.", async (harness) => {
      const members = [new Error("first"), new Error("second", { cause: terminal("invalid") })];
      assert.ok(await givesUp(harness, new AggregateError(members)));
    }),
    clause("Causes that go round in a circle are tried again.", async (harness) => {
      const inner = new Error("inner");
      const outer = new Error("outer", { cause: inner });
      inner.cause = outer;
      assert.equal(await givesUp(harness, outer), false);
    }),
    clause("What is thrown without being an error is tried again.", async (harness) =>
      assert.equal(await givesUp(harness, "broken"), false),
    ),
    clause(
      "With `maxRetries: 2` a key has three runs, and is given up with the last error.",
      async (harness) => {
        const log: string[] = [];
        const causes: unknown[] = [];
        const workers = await harness.open({
          maxRetries: 2,
          handler: noting(log, ({ attempt }) => {
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
    clause("A classifier decides about errors, and leaves the others to the default.", async (harness) => {
      const log: string[] = [];
      const errors = [new Error("unknown"), new Error("slow down"), new Error("gone")];
      const workers = await harness.open({
        handler: noting(log, () => {
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
