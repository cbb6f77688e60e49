import { Plainjob } from "../peers/plainjob.ts";
import { RawSqlite, type RawHeld } from "../raw/sqlite.ts";
import type { Check, Run, Workload } from "../workload.ts";
import { fill } from "./durable-files.ts";
import { inBothOrders } from "./durable-items.ts";
import { openWorkset } from "./open-workset.ts";

/** Whether the keys are ready from the start, or have become due. */
type Before = "ready" | "due";

/** Workers that do nothing, and end with the last key. */
const workset = (workers: number, before: Before): Run =>
  inBothOrders(async (items, path, start) => {
    await fill(path, items, before);
    start();
    await using opened = await openWorkset(path);
    const { queue } = opened;
    let out = 0;
    const work = async (): Promise<void> => {
      for await (const lease of queue) {
        void lease.done();
        if (++out === items.length) queue.shutDown();
      }
    };
    await Promise.all(Array.from({ length: workers }, work));
    const { ready, processing, waiting } = await queue.shutDownWithDrain();
    return out - ready - processing - waiting;
  });

/** This many a transaction: it completes the processing keys and takes the next. */
const raw = (atOnce: number, before: Before, keyIndex: boolean): Run =>
  inBothOrders(async (items, path, start) => {
    await fill(path, items, before);
    using queue = new RawSqlite(path, keyIndex);
    start();
    let out = 0;
    const now = Date.now();
    do {
      let held: RawHeld[] = [];
      do {
        held = queue.endAndTake(held, atOnce);
        out += held.length;
      } while (held.length > 0);
    } while (before === "due" && queue.joinDue(now));
    return out;
  });

const plainjob = (workers: number, before: Before, synchronous?: "FULL"): Run =>
  inBothOrders(async (items, path, start) => {
    using queue = new Plainjob(path, synchronous);
    queue.addMany(items, before === "due" ? -1000 : 0);
    start();
    return await queue.process(items.length, workers);
  });

const subjects = (atOnce: number, before: Before): Workload["subjects"] => ({
  raw: raw(atOnce, before, true),
  "raw, no key index": raw(atOnce, before, false),
  workset: workset(atOnce, before),
  plainjob: plainjob(atOnce, before),
});

const share = (percent: number, what: string): Check => ({
  says: `${what} reaches ${percent} % of the speed of raw SQLite`,
  subject: "workset",
  than: "raw",
  atMost: 100 / percent,
});

const common = { unit: "ns", comesOut: (count: number) => 2 * count, limit: "raw" } as const;

export const durableProcessOne: Workload = {
  ...common,
  name: "durable-process-1",
  says: "Ready keys in a file are got and done by one worker that does nothing; raw: one a transaction.",
  count: 5000,
  warmUpCount: 500,
  subjects: { ...subjects(1, "ready"), "plainjob FULL": plainjob(1, "ready", "FULL") },
  checks: [share(90, "one durable worker")],
};

export const durableProcessTen: Workload = {
  ...common,
  name: "durable-process-10",
  says: "The same by 10 workers; raw: 10 a transaction.",
  count: 20_000,
  warmUpCount: 2000,
  subjects: subjects(10, "ready"),
  checks: [],
};

export const durableProcessHundred: Workload = {
  ...common,
  name: "durable-process-100",
  says: "The same by 100 workers; raw: 100 a transaction.",
  count: 100_000,
  warmUpCount: 5000,
  subjects: subjects(100, "ready"),
  checks: [
    share(60, "100 durable workers"),
    {
      says: "100 workers, keys in order, safe against power cuts: 10 times plainjob, which is not",
      subject: "workset",
      than: "plainjob",
      phase: "in order",
      atMost: 1 / 10,
    },
    {
      says: "100 workers, scattered keys, safe against power cuts: 6 times plainjob, which is not",
      subject: "workset",
      than: "plainjob",
      phase: "scattered",
      atMost: 1 / 6,
    },
  ],
};

export const durableDelayed: Workload = {
  ...common,
  name: "durable-delayed",
  says: "Keys that wait in a file become due all at once, and are got and done by 100 workers.",
  count: 100_000,
  warmUpCount: 5000,
  subjects: subjects(100, "due"),
  checks: [share(50, "a crowd of durable delays")],
};
