import { Plainjob } from "../peers/plainjob.ts";
import type { Run, Workload } from "../workload.ts";
import { openRaw } from "./durable-files.ts";
import { inBothOrders } from "./durable-items.ts";
import { openWorkset } from "./open-workset.ts";

const many = 1000;

/** Adds with this many adds in flight at all times. */
const workset = (inFlight: number): Run =>
  inBothOrders(async (items, path, start) => {
    await using opened = await openWorkset(path);
    const { queue } = opened;
    start();
    const unsent = items.values();
    const sender = async (): Promise<void> => {
      for (const item of unsent) await queue.add(item);
    };
    await Promise.all(Array.from({ length: inFlight }, sender));
    return await queue.length;
  });

/** Adds this many in a transaction. */
const raw = (atOnce: number, keyIndex: boolean): Run =>
  inBothOrders(async (items, path, start) => {
    using queue = await openRaw(path, keyIndex);
    start();
    for (let i = 0; i < items.length; i += atOnce) queue.add(items.slice(i, i + atOnce));
    return queue.database.prepare("SELECT count(*) FROM workset_line").pluck().get() as number;
  });

const plainjob = (atOnce: number, synchronous?: "FULL"): Run =>
  inBothOrders(async (items, path, start) => {
    using queue = new Plainjob(path, synchronous);
    start();
    if (atOnce === 1) for (const item of items) queue.add(item);
    else for (let i = 0; i < items.length; i += atOnce) queue.addMany(items.slice(i, i + atOnce));
    return queue.pending;
  });

const subjects = (atOnce: number): Workload["subjects"] => ({
  raw: raw(atOnce, true),
  "raw, no key index": raw(atOnce, false),
  workset: workset(atOnce),
  plainjob: plainjob(atOnce),
  "plainjob FULL": plainjob(atOnce, "FULL"),
});

/** What one add costs that waits for the disk. */
export const durableAddOne: Workload = {
  name: "durable-add-one",
  says: "Distinct keys with 100 bytes each into a file, safe against a power cut: each add is awaited.",
  unit: "ns",
  count: 2000,
  warmUpCount: 200,
  comesOut: (count) => 2 * count,
  limit: "raw",
  subjects: subjects(1),
  checks: [
    {
      says: "one durable add at a time reaches 85 % of the speed of raw SQLite",
      subject: "workset",
      than: "raw",
      atMost: 1 / 0.85,
    },
  ],
};

/** What adds cost that share the wait for the disk. */
export const durableAddMany: Workload = {
  name: "durable-add-many",
  says: "The same with 1,000 adds in flight; raw and plainjob add 1,000 in a transaction.",
  unit: "ns",
  count: 100_000,
  warmUpCount: 5000,
  comesOut: (count) => 2 * count,
  limit: "raw",
  subjects: subjects(many),
  checks: [
    {
      says: "1,000 durable adds in flight reach 60 % of the speed of raw SQLite",
      subject: "workset",
      than: "raw",
      atMost: 1 / 0.6,
    },
  ],
};
