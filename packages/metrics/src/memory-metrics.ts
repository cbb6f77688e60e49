import type { DelaySeries, MetricsProvider, QueueSeries } from "./metrics-provider.ts";

/** What a {@link MemoryMetrics} has been told of one queue. Histograms hold every observation, in order. */
export interface RecordedSeries {
  depth: number;
  readonly depthByPriority: Map<number, number>;
  adds: number;
  retries: number;
  coalesced: number;
  dropped: number;
  waiting: number;
  unfinishedWork: number;
  longestRunning: number;
  oldestReady: number;
  readonly latency: number[];
  readonly workDuration: number[];
}

/** A provider that remembers everything it is told: for tests, and for looking at a queue without a backend. */
export class MemoryMetrics implements MetricsProvider {
  readonly #byName = new Map<string, RecordedSeries>();

  /** What was recorded for a queue; `undefined` when no series of that name is alive. */
  of(name: string): RecordedSeries | undefined {
    return this.#byName.get(name);
  }

  /** The names for which series are alive. */
  get names(): string[] {
    return [...this.#byName.keys()];
  }

  queue(name: string): QueueSeries {
    const recorded = this.#recorded(name);
    const depthBy = (priority: number, by: number): void => {
      recorded.depth += by;
      recorded.depthByPriority.set(priority, (recorded.depthByPriority.get(priority) ?? 0) + by);
    };
    return {
      depth: { inc: (priority) => depthBy(priority, 1), dec: (priority) => depthBy(priority, -1) },
      adds: { inc: (by = 1) => void (recorded.adds += by) },
      latency: { observe: (seconds) => void recorded.latency.push(seconds) },
      workDuration: { observe: (seconds) => void recorded.workDuration.push(seconds) },
      unfinishedWork: { set: (value) => void (recorded.unfinishedWork = value) },
      longestRunning: { set: (value) => void (recorded.longestRunning = value) },
      oldestReady: { set: (value) => void (recorded.oldestReady = value) },
      coalesced: { inc: (by = 1) => void (recorded.coalesced += by) },
      dropped: { inc: (by = 1) => void (recorded.dropped += by) },
      [Symbol.dispose]: () => void this.#byName.delete(name),
    };
  }

  delays(name: string): DelaySeries {
    const recorded = this.#recorded(name);
    return {
      retries: { inc: (by = 1) => void (recorded.retries += by) },
      waiting: { set: (value) => void (recorded.waiting = value) },
      [Symbol.dispose]: () => void this.#byName.delete(name),
    };
  }

  #recorded(name: string): RecordedSeries {
    let recorded = this.#byName.get(name);
    if (!recorded) {
      recorded = {
        depth: 0,
        depthByPriority: new Map(),
        adds: 0,
        retries: 0,
        coalesced: 0,
        dropped: 0,
        waiting: 0,
        unfinishedWork: 0,
        longestRunning: 0,
        oldestReady: 0,
        latency: [],
        workDuration: [],
      };
      this.#byName.set(name, recorded);
    }
    return recorded;
  }
}
