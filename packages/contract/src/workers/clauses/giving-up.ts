import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import { Desk, item, noting, terminal } from "../desk.ts";
import type { WorkersPlace } from "../workers-place.ts";

/** Runs a key once with this error; whether it was given up. */
async function givesUp(place: WorkersPlace, error: unknown): Promise<boolean> {
  const causes: unknown[] = [];
  const workers = await place.open({
    handler: () => {
      throw error;
    },
    onGivenUp: ({ cause }) => void causes.push(cause),
  });
  await workers.add(item("a"));
  await place.settle();
  const { waiting } = await workers.counts();
  assert.equal(waiting, 1 - causes.length);
  if (causes.length > 0) assert.equal(causes[0], error);
  return causes.length > 0;
}

/** How keys are given up. */
export const givingUp: Chapter<WorkersPlace> = {
  title: "Giving up",
  clauses: [
    {
      says: "A key that is given up is not tried again, and its next add is a first attempt.",
      async check(place) {
        const desk = new Desk();
        const given: unknown[] = [];
        const workers = await place.open({
          handler: desk.hold,
          onGivenUp: ({ run, cause }) => void given.push(run.key, run.attempt, cause),
        });
        await workers.add(item("a"));
        await place.settle();
        desk.last.fail(new Error("not yet"));
        await place.settle();
        await place.advance(10);
        desk.last.end({ next: "give-up", cause: "invalid" });
        await place.settle();
        await place.advance(100_000);
        assert.deepEqual(desk.log, ["a#1", "a#2"]);
        assert.deepEqual(given, ["a", 2, "invalid"]);
        await workers.add(item("a"));
        await place.settle();
        assert.deepEqual(desk.log, ["a#1", "a#2", "a#1"]);
        desk.last.fail(new Error("not yet"));
        await place.settle();
        await place.advance(10);
        assert.deepEqual(desk.log, ["a#1", "a#2", "a#1", "a#2"]);
        desk.last.end();
      },
    },
    {
      says: "A key that is added while it is being given up lives on as a first attempt.",
      async check(place) {
        const desk = new Desk();
        const workers = await place.open({ handler: desk.hold, concurrency: 2 });
        await workers.add(item("a"));
        await place.settle();
        desk.last.fail(new Error("not yet"));
        await place.settle();
        await place.advance(10);
        await workers.add(item("a"));
        desk.last.end({ next: "give-up", cause: "invalid" });
        await place.settle();
        desk.last.fail(new Error("not yet"));
        await place.settle();
        await place.advance(10);
        assert.deepEqual(desk.log, ["a#1", "a#2", "a#1", "a#2"]);
        desk.last.end();
      },
    },
    {
      says: "A terminal error gives up.",
      check: async (place) => assert.ok(await givesUp(place, terminal("invalid"))),
    },
    {
      says: "A terminal error deep among the causes gives up.",
      async check(place) {
        const cause = new Error("middle", { cause: terminal("invalid") });
        assert.ok(await givesUp(place, new Error("outer", { cause })));
      },
    },
    {
      says: "A terminal error among the members of another error gives up.",
      async check(place) {
        const members = [new Error("first"), new Error("second", { cause: terminal("invalid") })];
        assert.ok(await givesUp(place, new AggregateError(members)));
      },
    },
    {
      says: "Causes that go round in a circle are tried again.",
      async check(place) {
        const inner = new Error("inner");
        const outer = new Error("outer", { cause: inner });
        inner.cause = outer;
        assert.equal(await givesUp(place, outer), false);
      },
    },
    {
      says: "What is thrown without being an error is tried again.",
      check: async (place) => assert.equal(await givesUp(place, "broken"), false),
    },
    {
      says: "With `maxRetries: 2` a key has three runs, and is given up with the last error.",
      async check(place) {
        const log: string[] = [];
        const causes: unknown[] = [];
        const workers = await place.open({
          maxRetries: 2,
          handler: noting(log, ({ attempt }) => {
            throw new Error(`failure ${attempt}`);
          }),
          onGivenUp: ({ cause }) => void causes.push((cause as Error).message),
        });
        await workers.add(item("a"));
        await place.settle();
        for (const waitMs of [10, 20, 40, 80]) await place.advance(waitMs);
        assert.deepEqual(log, ["a#1", "a#2", "a#3"]);
        assert.deepEqual(causes, ["failure 3"]);
        assert.equal((await workers.counts()).waiting, 0);
      },
    },
    {
      says: "A classifier decides about errors, and leaves the others to the default.",
      async check(place) {
        const log: string[] = [];
        const errors = [new Error("unknown"), new Error("slow down"), new Error("gone")];
        const workers = await place.open({
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
        await place.settle();
        await place.advance(10);
        assert.deepEqual(log, ["a#1", "a#2"]);
        await place.advance(699);
        assert.deepEqual(log, ["a#1", "a#2"]);
        await place.advance(1);
        assert.deepEqual(log, ["a#1", "a#2", "a#3"]);
        assert.deepEqual(await workers.counts(), { ready: 0, inHand: 0, waiting: 0 });
      },
    },
  ],
};
