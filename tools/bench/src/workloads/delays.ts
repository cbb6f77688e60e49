import { ManualClock } from "@workset/clock";
import { DelayingQueue } from "@workset/delaying";
import { makeKeys, seededRandom } from "../keys.ts";
import { BinaryHeap } from "../raw/binary-heap.ts";
import { KeyedHeap } from "../raw/keyed-heap.ts";
import { TwoSets } from "../raw/two-sets.ts";
import type { Workload } from "../workload.ts";

const longestMs = 500;
const waits = "add after";
const promoted = "promotion";

/** Keys and delays above 0, the same in every run. */
function makeDelays(count: number): { keys: string[]; delaysMs: Float64Array } {
  const random = seededRandom(1);
  return {
    keys: makeKeys(count),
    delaysMs: Float64Array.from({ length: count }, () => (1 - random()) * longestMs),
  };
}

/** Many keys that wait, all for another time, and become ready in one go. */
export const delays: Workload = {
  name: "delays",
  says: `Distinct keys, added after random delays of up to ${longestMs} ms (seed 1); then all become due at once.`,
  unit: "ns",
  count: 1_000_000,
  limit: "raw keyed heap",
  subjects: {
    "raw keyed heap": (count, meter) => {
      const { keys, delaysMs } = makeDelays(count);
      const heap = new KeyedHeap(count);
      const ready = new TwoSets();
      meter.start();
      for (let i = 0; i < count; i++) heap.insert(keys[i]!, delaysMs[i]!);
      meter.lap(waits);
      for (let key = heap.takeDue(longestMs); key !== undefined; key = heap.takeDue(longestMs))
        ready.add(key);
      meter.lap(promoted);
      return ready.length;
    },
    "raw binary heap, no keys": (count, meter) => {
      const { keys, delaysMs } = makeDelays(count);
      const heap = new BinaryHeap();
      const ready: string[] = [];
      meter.start();
      for (let i = 0; i < count; i++) heap.insert(keys[i]!, delaysMs[i]!);
      meter.lap(waits);
      for (let key = heap.takeDue(longestMs); key !== undefined; key = heap.takeDue(longestMs))
        ready.push(key);
      meter.lap(promoted);
      return ready.length;
    },
    workset: (count, meter) => {
      const { keys, delaysMs } = makeDelays(count);
      const clock = new ManualClock();
      const queue = new DelayingQueue({ clock });
      meter.start();
      for (let i = 0; i < count; i++) queue.addAfter(keys[i]!, delaysMs[i]!);
      meter.lap(waits);
      clock.advance(longestMs);
      meter.lap(promoted);
      return queue.length;
    },
    "setTimeout each, CPU time": async (count, meter) => {
      const { keys, delaysMs } = makeDelays(count);
      const ready: string[] = [];
      meter.start();
      const before = process.cpuUsage();
      const allRang = new Promise<void>((resolve) => {
        for (let i = 0; i < count; i++) {
          setTimeout(() => {
            if (ready.push(keys[i]!) === count) resolve();
          }, delaysMs[i]);
        }
      });
      const adding = process.cpuUsage(before);
      await allRang;
      const all = process.cpuUsage(before);
      const addingNs = (adding.user + adding.system) * 1000;
      meter.record(waits, addingNs);
      meter.record(promoted, (all.user + all.system) * 1000 - addingNs);
      return ready.length;
    },
  },
  clientGo: { [waits]: 805, [promoted]: 2276 },
  checks: [],
};
