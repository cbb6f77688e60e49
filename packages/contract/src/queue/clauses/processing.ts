import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import type { QueueHarness } from "../queue-harness.ts";
import type { FailedRun } from "../queue-subject.ts";
import { having, item, items, openRateLimited, processClause, resolved, waits } from "../steps.ts";

const needs = ["processes"] as const;

/** Handlers that are called with the keys. */
export const processing: Chapter<QueueHarness> = {
  title: "Processing",
  clauses: [
    processClause(
      "The handler is called with each item and its key, and the key is done when the handler has ended.",
      { needs },
      async (queue, harness) => {
        const seen: unknown[] = [];
        const handling = Promise.withResolvers<void>();
        const processing = queue.process((given, { key }) => {
          seen.push([given, key]);
          return handling.promise;
        });
        await queue.add(item("a", 1));
        await waits(harness, processing);
        assert.deepEqual(seen, [[item("a", 1), "a"]]);
        assert.equal(await queue.stateOf("a"), "processing");
        handling.resolve();
        await waits(harness, processing);
        assert.equal(await queue.has("a"), false);
        await queue.shutDown();
        await resolved(harness, processing);
      },
    ),
    processClause(
      "At most `concurrency` keys are processed at once; by default one.",
      { needs },
      async (queue, harness) => {
        const never = new Promise<void>(() => {});
        await queue.addAll(items("a", "b", "c", "d", "e"));
        void queue.process(() => never);
        await harness.settle();
        assert.equal((await queue.stats()).processing, 1);
        void queue.process(() => never, { concurrency: 3 });
        await harness.settle();
        assert.equal((await queue.stats()).processing, 4);
      },
    ),
    processClause(
      "A key whose handler throws or rejects is processed again.",
      { needs },
      async (queue, harness) => {
        const seen: string[] = [];
        void queue.process(
          (_, { key }) => {
            seen.push(key);
            if (seen.length === 1) throw new Error("thrown");
            return seen.length === 2 ? Promise.reject(new Error("rejected")) : undefined;
          },
          { onError() {} },
        );
        await queue.add(item("a"));
        for (let turn = 0; turn < 4; turn++) {
          await harness.settle();
          await harness.advance(60_000);
        }
        await harness.settle();
        assert.deepEqual(seen, ["a", "a", "a"]);
        assert.equal(await queue.has("a"), false);
      },
    ),
    processClause(
      "What a handler throws is given to `onError`, with the item and the key.",
      { needs },
      async (queue, harness) => {
        const failures: [unknown, FailedRun][] = [];
        const broken = new Error("broken");
        void queue.process(
          () => {
            if (failures.length === 0) throw broken;
          },
          { onError: (error, failed) => void failures.push([error, failed]) },
        );
        await queue.add(item("a", 7));
        await harness.settle();
        const [[error, failed] = []] = failures;
        assert.equal(error, broken);
        assert.deepEqual([failed?.item, failed?.key], [item("a", 7), "a"]);
        assert.notEqual(failed?.next, "dropped");
      },
    ),
    processClause("An `onError` that throws stops nothing.", { needs }, async (queue, harness) => {
      const seen: string[] = [];
      void queue.process(
        (_, { key }) => {
          seen.push(key);
          if (key === "bad") throw new Error("no");
        },
        {
          onError() {
            throw new Error("nor this");
          },
        },
      );
      await queue.addAll(items("bad", "good"));
      await harness.settle();
      await harness.advance(60_000);
      await harness.settle();
      assert.ok(seen.includes("good"), "the other key was not processed");
    }),
    processClause(
      "A key that is added while it is processed is processed once more.",
      { needs },
      async (queue, harness) => {
        const seen: number[] = [];
        void queue.process(async ({ value }) => {
          seen.push(value);
          if (seen.length === 1) await queue.add(item("a", 2));
        });
        await queue.add(item("a", 1));
        await harness.settle();
        assert.deepEqual(seen, [1, 2]);
        assert.equal(await queue.has("a"), false);
      },
    ),
    processClause(
      "Processing ends when the queue is shut down and empty.",
      { needs },
      async (queue, harness) => {
        const seen: string[] = [];
        await queue.addAll(items("a", "b"));
        await queue.shutDown();
        await resolved(
          harness,
          queue.process((_, { key }) => void seen.push(key), { concurrency: 2 }),
        );
        assert.deepEqual(seen, ["a", "b"]);
      },
    ),
    processClause(
      "Once the signal is aborted no key is begun, and processing ends with the handlers; what is ready stays.",
      { needs },
      async (queue, harness) => {
        const stop = new AbortController();
        const handling = Promise.withResolvers<void>();
        let aborted: boolean | undefined;
        await queue.addAll(items("a", "b"));
        const processing = queue.process(
          async (_, { signal }) => {
            await handling.promise;
            aborted = signal.aborted;
          },
          { signal: stop.signal },
        );
        await harness.settle();
        stop.abort(new Error("enough"));
        await waits(harness, processing);
        handling.resolve();
        await resolved(harness, processing);
        assert.equal(aborted, true);
        assert.deepEqual([await queue.stateOf("a"), await queue.stateOf("b")], [undefined, "ready"]);
        await resolved(
          harness,
          queue.process(() => {}, { signal: stop.signal }),
        );
        assert.equal(await queue.stateOf("b"), "ready");
      },
    ),
    processClause(
      "An abort while no key is ready ends the processing.",
      { needs },
      async (queue, harness) => {
        const stop = new AbortController();
        const processing = queue.process(() => {}, { signal: stop.signal, concurrency: 2 });
        await waits(harness, processing);
        stop.abort(new Error("enough"));
        await resolved(harness, processing);
      },
    ),
    processClause(
      "A run that throws after the abort makes its key ready again, and is no failure.",
      { needs },
      async (queue, harness) => {
        const stop = new AbortController();
        const errors: unknown[] = [];
        await queue.add(item("a"));
        const processing = queue.process(
          (_, { signal }) =>
            new Promise<void>((_resolve, reject) => {
              signal.addEventListener("abort", () => reject(signal.reason as Error));
            }),
          { signal: stop.signal, onError: (error) => void errors.push(error) },
        );
        await harness.settle();
        stop.abort(new Error("enough"));
        await resolved(harness, processing);
        assert.equal(await queue.stateOf("a"), "ready");
        assert.deepEqual(errors, []);
      },
    ),
    processClause(
      "A key that fails after the shutdown cannot be added again, and `onError` says so.",
      { needs: ["processes", "in-process"] },
      async (queue, harness) => {
        const failures: FailedRun[] = [];
        await queue.add(item("a"));
        await queue.shutDown();
        const processing = queue.process(() => Promise.reject(new Error("no")), {
          onError: (_, failed) => void failures.push(failed),
        });
        await resolved(harness, processing);
        assert.deepEqual(failures, [{ item: item("a"), key: "a", next: "dropped" }]);
      },
    ),
    clause(
      "A key that fails waits as the limiter says, longer with each failure, and a success forgets it.",
      { needs: ["processes", "delays", "rate-limits"] },
      async (harness) => {
        const queue = having(await openRateLimited(harness, 10), "process", "numRequeues");
        let runs = 0;
        void queue.process(
          () => {
            if (++runs < 3) throw new Error("not yet");
          },
          { onError() {} },
        );
        await queue.add(item("a"));
        await harness.settle();
        assert.deepEqual([runs, await queue.stateOf("a"), await queue.numRequeues("a")], [1, "waiting", 1]);
        await harness.advance(9);
        await harness.settle();
        assert.equal(runs, 1);
        await harness.advance(1);
        await harness.settle();
        assert.deepEqual([runs, await queue.numRequeues("a")], [2, 2]);
        await harness.advance(20);
        await harness.settle();
        assert.deepEqual([runs, await queue.has("a"), await queue.numRequeues("a")], [3, false, 0]);
      },
    ),
    processClause(
      "A concurrency that is not a whole number of at least 1 is refused.",
      { needs },
      async (queue) => {
        for (const concurrency of [0, -1, 1.5, NaN]) {
          await assert.rejects(async () => queue.process(() => {}, { concurrency }));
        }
      },
    ),
  ],
};
