import { setImmediate } from "node:timers/promises";
import { ManualClock } from "@workset/clock";
import { applicable, checkClause, workersClauses, type Item, type WorkersHarness } from "@workset/contract";
import { Workers, workSource, type Handler, type WorkersSettings } from "@workset/controller";
import { DurableQueue } from "@workset/durable";
import { exponential } from "@workset/rate-limiters";
import { describe, expect, test } from "vitest";
import { sqliteStoreThatCrashes, type StoreThatCrashes } from "./stores-that-crash.ts";

/** Turns of the event loop in which a store has committed whatever can be committed. */
async function turns(): Promise<void> {
  for (let left = 40; left > 0; left--) await setImmediate();
}

/** A harness whose workers work on a durable queue in a file. */
function sqliteHarness(): WorkersHarness {
  const clock = new ManualClock({ wallAt: Date.UTC(2026, 0, 1) });
  const queues: DurableQueue<Item>[] = [];
  let file: StoreThatCrashes | undefined;
  return {
    capabilities: ["durable"],
    settle: turns,
    async open({ handler, ...setup }) {
      file ??= await sqliteStoreThatCrashes();
      const limiter = exponential({ baseMs: 10 });
      const keyOf = ({ key }: Item): string => key;
      const queue = await DurableQueue.open<Item>({ store: file.store, name: "q", keyOf, clock, limiter });
      queues.push(queue);
      const source = workSource(queue);
      const settings = setup as WorkersSettings<Item>;
      const workers = new Workers<Item>({ ...settings, handler: handler as Handler<Item>, source, clock });
      void workers.start();
      return Object.assign(workers, {
        add: (item: Item, options?: { readonly priority?: number }) => queue.add(item, options),
        counts: () => source.counts(),
      });
    },
    async advance(ms) {
      clock.advance(ms);
      await turns();
    },
    async crash() {
      await file?.crash();
      await turns();
    },
    async [Symbol.asyncDispose]() {
      for (const queue of queues) await queue.close();
      await file?.[Symbol.asyncDispose]();
    },
  };
}

const { held, skipped } = applicable(workersClauses, ["durable"]);

describe("Workers on a durable queue in SQLite keep the contract", () => {
  for (const clause of held) test(clause.title, () => checkClause(clause, sqliteHarness));
});

test("only clauses that need a store which fails on demand are skipped", () => {
  expect(skipped.map(({ clause }) => clause.title)).toEqual([
    "A stop ends in time even when the queue does not answer.",
    "While the queue cannot record how a run ended, the key stays processing and no other worker gets it.",
    "When the queue has recovered from a failure, the workers go on.",
  ]);
});
