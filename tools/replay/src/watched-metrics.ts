import {
  MemoryMetrics,
  type DelaySeries,
  type MetricsProvider,
  type QueueSeries,
  type RecordedSeries,
} from "@workset/metrics";

/** What client-go asks of its provider for each queue. Ours is asked for the first six at once. */
const queueMetrics = [
  "depth",
  "adds",
  "latency",
  "workDuration",
  "unfinishedWorkSeconds",
  "longestRunningProcessorSeconds",
];

/** A provider that also remembers what was asked of it, and shows the observations of one step at a time. */
export class WatchedMetrics implements MetricsProvider {
  /** `metric:name` for every metric asked for, in client-go's words. */
  readonly created: string[] = [];
  readonly #memory = new MemoryMetrics();
  readonly #name: string;
  #latencies = 0;
  #durations = 0;

  constructor(name: string) {
    this.#name = name;
  }

  queue(name: string): QueueSeries {
    this.created.push(...queueMetrics.map((metric) => `${metric}:${name}`));
    return this.#memory.queue(name);
  }

  delays(name: string): DelaySeries {
    this.created.push(`retries:${name}`);
    return this.#memory.delays(name);
  }

  /** The numbers of the queue, with the observations made since the last look. Without metrics nothing ever counts. */
  look(): object {
    const series: Partial<RecordedSeries> = this.#memory.of(this.#name) ?? {};
    const { adds = 0, depth = 0, retries = 0, unfinishedWork = 0, longestRunning = 0 } = series;
    const { latency = [], workDuration = [] } = series;
    const seen = {
      adds,
      depth,
      retries,
      unfinished: unfinishedWork,
      longest: longestRunning,
      latency: ascending(latency.slice(this.#latencies)),
      workDuration: ascending(workDuration.slice(this.#durations)),
    };
    this.#latencies = latency.length;
    this.#durations = workDuration.length;
    return seen;
  }
}

function ascending(seconds: readonly number[]): readonly number[] {
  return seconds.toSorted((a, b) => a - b);
}
