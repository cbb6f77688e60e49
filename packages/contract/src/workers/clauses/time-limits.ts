import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import { Desk, item } from "../desk.ts";
import type { WorkersPlace } from "../workers-place.ts";

/** How long a run may take. */
export const timeLimits: Chapter<WorkersPlace> = {
  title: "Time limits",
  clauses: [
    {
      says: "When its time is over the signal of a run is aborted with a `TimeoutError`, and observers learn of it.",
      async check(place) {
        const desk = new Desk();
        const overdue: unknown[] = [];
        const workers = await place.open({
          handler: desk.hold,
          timeLimitMs: 100,
          observers: [{ overdue: ({ key, runMs }) => void overdue.push(key, runMs) }],
        });
        await workers.add(item("a"));
        await place.settle();
        await place.advance(99);
        assert.equal(desk.last.signal.aborted, false);
        await place.advance(1);
        assert.equal((desk.last.signal.reason as Error).name, "TimeoutError");
        assert.deepEqual(overdue, ["a", 100]);
        desk.last.end();
      },
    },
    {
      says: "A key is kept until its overdue handler has really ended: it never runs twice at once.",
      async check(place) {
        const desk = new Desk();
        const workers = await place.open({ handler: desk.hold, timeLimitMs: 100, concurrency: 2 });
        await workers.add(item("a"));
        await place.settle();
        await workers.add(item("a"));
        await place.advance(100_000);
        assert.deepEqual(desk.log, ["a#1"]);
        desk.last.end({ next: "done" });
        await place.settle();
        assert.deepEqual(desk.log, ["a#1", "a#1"]);
        desk.last.end();
      },
    },
    {
      says: "An overdue run that ends with nothing is tried again: it may have left off in the middle.",
      async check(place) {
        const desk = new Desk();
        const workers = await place.open({ handler: desk.hold, timeLimitMs: 100 });
        await workers.add(item("a"));
        await place.settle();
        await place.advance(100);
        desk.last.end();
        await place.settle();
        await place.advance(10);
        assert.deepEqual(desk.log, ["a#1", "a#2"]);
        desk.last.end();
      },
    },
    {
      says: "An overdue run that ends with an outcome is taken at its word.",
      async check(place) {
        const desk = new Desk();
        const workers = await place.open({ handler: desk.hold, timeLimitMs: 100 });
        await workers.add(item("a"));
        await place.settle();
        await place.advance(100);
        desk.last.end({ next: "done" });
        await place.settle();
        await place.advance(100_000);
        assert.deepEqual(desk.log, ["a#1"]);
        assert.deepEqual(await workers.counts(), { ready: 0, inHand: 0, waiting: 0 });
      },
    },
    {
      says: "A deaf handler keeps its key and its worker, unless it is let go.",
      async check(place) {
        const desk = new Desk();
        const workers = await place.open({ handler: desk.hold, timeLimitMs: 100, deafLimitMs: 50 });
        await workers.add(item("a"));
        await workers.add(item("b"));
        await place.settle();
        await place.advance(100);
        await place.advance(50);
        await place.advance(100_000);
        assert.deepEqual(desk.log, ["a#1"]);
        assert.equal((await workers.counts()).inHand, 1);
      },
    },
    {
      says: "A deaf handler that is let go has its key tried again; what it answers later changes nothing.",
      async check(place) {
        const runs: { readonly attempt: number; readonly end: (error?: Error) => void }[] = [];
        const workers = await place.open({
          timeLimitMs: 100,
          deafLimitMs: 50,
          whenDeaf: "let-go",
          handler: ({ attempt }) => {
            const { promise, resolve, reject } = Promise.withResolvers<void>();
            runs.push({ attempt, end: (error) => (error ? reject(error) : resolve()) });
            return promise;
          },
        });
        await workers.add(item("a"));
        await place.settle();
        await place.advance(100);
        await place.advance(49);
        assert.equal((await workers.counts()).inHand, 1);
        await place.advance(1);
        assert.deepEqual(await workers.counts(), { ready: 0, inHand: 0, waiting: 1 });
        await place.advance(10);
        assert.deepEqual(
          runs.map(({ attempt }) => attempt),
          [1, 2],
        );
        runs[0]!.end(new Error("late"));
        await place.settle();
        assert.equal((await workers.counts()).inHand, 1);
        runs[1]!.end();
        await place.settle();
        assert.deepEqual(await workers.counts(), { ready: 0, inHand: 0, waiting: 0 });
      },
    },
    {
      says: "A run that was overdue before the workers stopped is tried again, and not given back.",
      async check(place) {
        const desk = new Desk();
        const workers = await place.open({ handler: desk.hold, timeLimitMs: 100 });
        await workers.add(item("a"));
        await place.settle();
        await place.advance(100);
        const stopped = workers.stop({ deadlineMs: 50 });
        await place.settle();
        await place.advance(50);
        assert.equal((desk.last.signal.reason as Error).name, "TimeoutError");
        desk.last.end();
        const report = await stopped;
        assert.equal(report.givenBack, 0);
        assert.deepEqual(report.left, { ready: 0, inHand: 0, waiting: 1 });
      },
    },
    {
      says: "A run that ends in time leaves no timer that aborts the next one.",
      async check(place) {
        const desk = new Desk();
        const workers = await place.open({ handler: desk.hold, timeLimitMs: 100 });
        await workers.add(item("a"));
        await place.settle();
        await place.advance(60);
        desk.last.end();
        await place.settle();
        await workers.add(item("a"));
        await place.settle();
        await place.advance(60);
        assert.deepEqual(desk.log, ["a#1", "a#1"]);
        assert.ok(desk.runs.every(({ signal }) => !signal.aborted));
        desk.last.end();
      },
    },
  ],
};
