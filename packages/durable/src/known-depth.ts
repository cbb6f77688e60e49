import type { Depth, QueueSeries } from "@workset/metrics";

/**
 * A depth counted from what was reported. It has one priority, 0: the store does not say when a repeated add raised that of
 * a key.
 */
export class KnownDepth implements Depth {
  keys = 0;
  readonly #depth: Depth;

  constructor(depth: Depth) {
    this.#depth = depth;
  }

  inc(_priority: number, by = 1): void {
    this.keys += by;
    this.#depth.inc(0, by);
  }

  dec(): void {
    this.keys--;
    this.#depth.dec(0);
  }
}

/** The series of a queue, with another depth. */
export function withDepth(series: QueueSeries, depth: Depth): QueueSeries {
  const { adds, latency, workDuration, unfinishedWork, longestRunning, oldestReady, coalesced, dropped } =
    series;
  return {
    depth,
    adds,
    latency,
    workDuration,
    unfinishedWork,
    longestRunning,
    oldestReady,
    coalesced,
    dropped,
    [Symbol.dispose]: () => series[Symbol.dispose](),
  };
}
