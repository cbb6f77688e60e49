import { ManualClock } from "@workset/clock";
import { FairQueue, Workers, workSource, type WorkSource } from "@workset/controller";
import { RateLimitingQueue } from "@workset/rate-limiters";
import { makeKeys } from "../keys.ts";
import type { Run, Workload } from "../workload.ts";

const quietGroups = 10;
const runMs = 1;
/** The number of runs of the noisy group after which a quiet one adds a key. */
const between = 100;

/** A queue as this workload sees it. */
interface Subject {
  readonly source: WorkSource<string>;
  readonly add: (key: string, group: string) => unknown;
}

/**
 * One worker, whose runs take a millisecond each of a clock that is moved by hand; how long the quiet keys wait between
 * their add and their run.
 */
const crowded =
  (open: (clock: ManualClock) => Subject): Run =>
  async (count, meter) => {
    const clock = new ManualClock();
    const { source, add } = open(clock);
    for (const key of makeKeys(count)) await add(key, "noisy");
    const addedAt = new Map<string, number>();
    const waits: number[] = [];
    const { promise: over, resolve } = Promise.withResolvers<void>();
    let noisy = 0;
    const workers = new Workers({
      source,
      clock,
      handler: async ({ key }) => {
        const since = addedAt.get(key);
        if (since !== undefined) waits.push(clock.now() - since);
        else if (++noisy % between === 0) {
          const group = `quiet-${(noisy / between) % quietGroups}`;
          const quiet = `${group}/${noisy}`;
          addedAt.set(quiet, clock.now());
          await add(quiet, group);
        }
        clock.advance(runMs);
        if (noisy === count && waits.length === addedAt.size) resolve();
      },
    });
    await workers.start();
    await over;
    await workers.stop();
    waits.sort((a, b) => a - b);
    const quantile = (q: number): number => waits[Math.min(waits.length - 1, Math.floor(q * waits.length))]!;
    for (const q of [0.5, 0.99]) meter.record(`quiet p${q * 100}`, quantile(q) * 1e6 * count);
    return noisy;
  };

/** What a noisy neighbour does to the others. */
export const controllerFairness: Workload = {
  name: "controller-fairness",
  says: "100,000 keys of one group are ready; ten others add one now and then; a run takes 1 ms. How long those wait.",
  unit: "ns",
  count: 100_000,
  limit: "fair",
  warmUpCount: 1000,
  subjects: {
    fair: crowded((clock) => {
      const queue = new FairQueue({
        groupOf: (key) => (key.startsWith("quiet-") ? key.split("/")[0]! : "noisy"),
        open: () => new RateLimitingQueue({ clock }),
        clock,
      });
      return { source: queue, add: (key) => queue.add(key) };
    }),
    "one line": crowded((clock) => {
      const queue = new RateLimitingQueue({ clock });
      return { source: workSource(queue), add: (key) => queue.add(key) };
    }),
    "one line, ageing priority": crowded((clock) => {
      const queue = new RateLimitingQueue({ clock, ageing: { pointMs: 1000 } });
      return {
        source: workSource(queue),
        add: (key, group) => queue.add(key, { priority: group === "noisy" ? 0 : 10 }),
      };
    }),
  },
  checks: [
    {
      says: "of the keys of quiet groups 99 in 100 wait for at most 10 ms",
      subject: "fair",
      phase: "quiet p99",
      atMost: 10e6,
    },
  ],
};
