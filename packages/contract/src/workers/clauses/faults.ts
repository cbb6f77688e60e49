import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import { Desk, item, noting, terminal } from "../desk.ts";
import type { WorkersPlace } from "../workers-place.ts";
import type { LogSubject } from "../workers-subject.ts";

function broken(): never {
  throw new Error("broken");
}

/** Faults of those around the workers. */
export const faults: Chapter<WorkersPlace> = {
  title: "Faults",
  clauses: [
    {
      says: "A classifier that throws leaves the error to the default.",
      async check(place) {
        const log: string[] = [];
        const workers = await place.open({
          classify: broken,
          handler: noting(log, ({ attempt }) => {
            if (attempt === 1) throw new Error("not yet");
          }),
        });
        await workers.add(item("a"));
        await place.settle();
        await place.advance(10);
        assert.deepEqual(log, ["a#1", "a#2"]);
      },
    },
    {
      says: "A hook that throws or rejects changes nothing: the key is given up, and the next one is handled.",
      async check(place) {
        const log: string[] = [];
        const hooks = [broken, async () => broken()];
        const workers = await place.open({
          onGivenUp: () => hooks.shift()?.(),
          handler: noting(log, () => {
            throw terminal("invalid");
          }),
        });
        for (const key of ["a", "b", "c"]) await workers.add(item(key));
        await place.settle();
        await place.advance(100_000);
        assert.deepEqual(log, ["a#1", "b#1", "c#1"]);
        assert.deepEqual(await workers.counts(), { ready: 0, inHand: 0, waiting: 0 });
      },
    },
    {
      says: "A hook is awaited before the key is let go.",
      async check(place) {
        const desk = new Desk();
        const hook = Promise.withResolvers<void>();
        const workers = await place.open({
          handler: desk.hold,
          concurrency: 2,
          onGivenUp: () => hook.promise,
        });
        await workers.add(item("a"));
        await place.settle();
        desk.last.fail(terminal("invalid"));
        await place.settle();
        await workers.add(item("a"));
        await place.settle();
        assert.deepEqual(desk.log, ["a#1"]);
        hook.resolve();
        await place.settle();
        assert.deepEqual(desk.log, ["a#1", "a#1"]);
        desk.last.end();
      },
    },
    {
      says: "Observers that throw or reject change nothing.",
      async check(place) {
        const log: string[] = [];
        const workers = await place.open({
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
        await place.settle();
        await place.advance(10);
        assert.deepEqual(log, ["a#1", "a#2"]);
      },
    },
    {
      says: "A log that throws changes nothing.",
      async check(place) {
        const log: string[] = [];
        const thrower: LogSubject = {
          debug: broken,
          info: broken,
          warn: broken,
          error: broken,
          child: broken,
        };
        const workers = await place.open({
          log: thrower,
          observers: [{ started: broken }],
          handler: noting(log, ({ attempt }) => {
            throw attempt === 1 ? new Error("not yet") : terminal("invalid");
          }),
        });
        await workers.add(item("a"));
        await place.settle();
        await place.advance(10);
        await workers.add(item("b"));
        await place.settle();
        assert.deepEqual(log, ["a#1", "a#2", "b#1"]);
      },
    },
    {
      says: "While the queue can not take note of an end, the key stays in hand, and is handled by nobody else.",
      needs: ["faults"],
      async check(place) {
        const desk = new Desk();
        const workers = await place.open({ handler: desk.hold, concurrency: 2 });
        await workers.add(item("a"));
        await place.settle();
        await workers.add(item("a"));
        place.refuse!();
        desk.last.end();
        await place.settle();
        for (let n = 0; n < 5; n++) await place.advance(10_000);
        assert.deepEqual(desk.log, ["a#1"]);
        place.relent!();
        await place.advance(10_000);
        await place.settle();
        assert.deepEqual(desk.log, ["a#1", "a#1"]);
        desk.last.end();
        await place.settle();
        assert.deepEqual(await workers.counts(), { ready: 0, inHand: 0, waiting: 0 });
      },
    },
    {
      says: "Workers whose queue fails go on when it has recovered.",
      needs: ["faults"],
      async check(place) {
        const log: string[] = [];
        const workers = await place.open({ handler: noting(log), concurrency: 3 });
        await workers.add(item("a"));
        await place.settle();
        place.refuse!();
        // Whoever waits for a key learns of the fault with the next one that comes.
        await Promise.resolve(workers.add(item("b"))).catch(() => {});
        await place.settle();
        for (let n = 0; n < 5; n++) await place.advance(10_000);
        place.relent!();
        for (let n = 0; n < 5; n++) await place.advance(10_000);
        await workers.add(item("c"));
        await place.settle();
        assert.ok(log.includes("c#1"), `only ${log.join(", ")} were handled`);
        assert.deepEqual(await workers.counts(), { ready: 0, inHand: 0, waiting: 0 });
      },
    },
    {
      says: "A crash during a run is held against the key: its next run is one attempt more.",
      needs: ["durable"],
      async check(place) {
        const desk = new Desk();
        const workers = await place.open({ handler: desk.hold });
        await workers.add(item("a"));
        await place.settle();
        await place.crash!();
        const log: string[] = [];
        await place.open({ handler: noting(log) });
        await place.settle();
        assert.deepEqual(log, ["a#2"]);
      },
    },
  ],
};
