import { MemoryMetrics, type MetricsProvider } from "@workset/metrics";
import { WorkQueue } from "@workset/queue";
import { makeKeys } from "../keys.ts";
import type { Run, Workload } from "../workload.ts";

const ignored = {
  inc(): void {},
  dec(): void {},
  set(): void {},
  observe(): void {},
  [Symbol.dispose](): void {},
};

/** A backend that keeps nothing: what is left is what the queue itself spends on measuring. */
const emptyMetrics: MetricsProvider = {
  queue: () => ({
    depth: ignored,
    adds: ignored,
    latency: ignored,
    workDuration: ignored,
    unfinishedWork: ignored,
    longestRunning: ignored,
    oldestReady: ignored,
    coalesced: ignored,
    dropped: ignored,
    [Symbol.dispose]: ignored[Symbol.dispose],
  }),
  delays: () => ({ retries: ignored, waiting: ignored, [Symbol.dispose]: ignored[Symbol.dispose] }),
};

const interleaved =
  (open: () => WorkQueue): Run =>
  (count, meter) => {
    const keys = makeKeys(count);
    using queue = open();
    let out = 0;
    meter.start();
    for (const key of keys) {
      queue.add(key);
      const lease = queue.tryGet()!;
      if (lease.item === key) out++;
      lease.done();
    }
    meter.lap("add, get, done");
    return out;
  };

/** What measuring costs, and that nothing is spent where no one listens. */
export const metrics: Workload = {
  name: "metrics",
  says: "Distinct keys, one at a time, as in `interleaved`, with and without metrics.",
  unit: "ns",
  count: 1_000_000,
  limit: "no metrics",
  subjects: {
    "no metrics": interleaved(() => new WorkQueue()),
    "a name, no provider": interleaved(() => new WorkQueue({ name: "bench" })),
    "a provider, no name": interleaved(() => new WorkQueue({ metrics: new MemoryMetrics() })),
    "a provider that keeps nothing": interleaved(
      () => new WorkQueue({ name: "bench", metrics: emptyMetrics }),
    ),
    MemoryMetrics: interleaved(() => new WorkQueue({ name: "bench", metrics: new MemoryMetrics() })),
  },
  checks: [
    {
      says: "a provider without a name costs what no metrics cost, but for noise",
      subject: "a provider, no name",
      than: "no metrics",
      atMost: 1.1,
    },
  ],
};
