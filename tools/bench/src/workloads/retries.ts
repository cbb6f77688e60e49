import { ManualClock } from "@workset/clock";
import { exponential, RateLimitingQueue } from "@workset/rate-limiters";
import { makeKeys } from "../keys.ts";
import { BackOff } from "../raw/back-off.ts";
import { KeyedHeap } from "../raw/keyed-heap.ts";
import { TwoSets } from "../raw/two-sets.ts";
import type { Workload } from "../workload.ts";

const failed = "add rate limited";
const promoted = "promotion";
const worked = "get, forget, done";

const firstWaitMs = 5;

/** A retry with all layers: what a key costs that failed once and then works. */
export const retries: Workload = {
  name: "retries",
  says: "Distinct keys: each is added as an exponential limiter says; all become due; each is got, forgotten and done.",
  unit: "ns",
  count: 1_000_000,
  limit: "raw layers",
  subjects: {
    "raw layers": (count, meter) => {
      const keys = makeKeys(count);
      const limiter = new BackOff();
      const heap = new KeyedHeap(count);
      const ready = new TwoSets();
      let out = 0;
      meter.start();
      for (const key of keys) heap.insert(key, limiter.when(key));
      meter.lap(failed);
      for (let key = heap.takeDue(firstWaitMs); key !== undefined; key = heap.takeDue(firstWaitMs))
        ready.add(key);
      meter.lap(promoted);
      for (let key = ready.get(); key !== undefined; key = ready.get()) {
        limiter.forget(key);
        ready.done(key);
        out++;
      }
      meter.lap(worked);
      return out;
    },
    workset: (count, meter) => {
      const keys = makeKeys(count);
      const clock = new ManualClock();
      const queue = new RateLimitingQueue({ clock, limiter: exponential() });
      let out = 0;
      meter.start();
      for (const key of keys) queue.addRateLimited(key);
      meter.lap(failed);
      clock.advance(firstWaitMs);
      meter.lap(promoted);
      for (let lease = queue.tryGet(); lease; lease = queue.tryGet()) {
        queue.forget(lease.key);
        lease.done();
        out++;
      }
      meter.lap(worked);
      return out;
    },
  },
  checks: [],
};
