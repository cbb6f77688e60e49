import { ManualClock } from "@workset/clock";
import { MemoryMetrics, type RecordedSeries } from "@workset/metrics";
import { WorkQueue } from "../src/index.ts";

/** A queue with all that it reports. */
export interface Measured {
  readonly queue: WorkQueue;
  readonly clock: ManualClock;
  readonly metrics: MemoryMetrics;
  readonly series: RecordedSeries;
}

/** A measured queue that was made when its clock stood at `madeAt`. */
export function measured(madeAt = 0): Measured {
  const clock = new ManualClock();
  clock.advance(madeAt);
  const metrics = new MemoryMetrics();
  const queue = new WorkQueue({ name: "pods", metrics, clock });
  return { queue, clock, metrics, series: metrics.of("pods")! };
}
