import { Counter, Gauge, Histogram, type OpenMetricsContentType, type Registry } from "prom-client";
import type { Label, PresetDetails } from "./label-preset.ts";
import { namesAndHelp as described } from "./names-and-help.ts";

/** A register of prom-client, for either text format. */
export type AnyRegistry = Registry | Registry<OpenMetricsContentType>;

/** The metrics of all queues. Each queue has a series in each of them, or several. */
export interface WorkqueueMetrics {
  readonly depth: Gauge<Label>;
  readonly adds: Counter<Label>;
  readonly latency: Histogram<Label>;
  readonly workDuration: Histogram<Label>;
  readonly unfinishedWork: Gauge<Label>;
  readonly longestRunning: Gauge<Label>;
  readonly retries: Counter<Label>;
  readonly waiting: Gauge<Label>;
  readonly oldestReady: Gauge<Label>;
  readonly coalesced: Counter<Label>;
  readonly dropped: Counter<Label>;
  readonly crashed: Counter<Label>;
  readonly quarantined: Counter<Label>;
  readonly fenced: Counter<Label>;
  readonly commits: Counter<Label>;
  readonly committedVerbs: Counter<Label>;
  readonly faulted: Gauge<Label>;
  readonly logBytes: Gauge<Label>;
}

/** Registers the metrics, without any series yet. @throws Error when the registry holds one of that name. */
export function register(registry: AnyRegistry, preset: PresetDetails): WorkqueueMetrics {
  const taken = Object.values(described).find(({ name }) => registry.getSingleMetric(name));
  if (taken) {
    throw new Error(
      `registry already holds ${taken.name} from elsewhere; remove it, or give the queues a registry of their own`,
    );
  }
  const { labelNames, depthLabelNames, buckets } = preset;
  const common = { registers: [registry], labelNames };
  // The processes of a cluster are summed, but for what is the age or the state of one of them.
  const largest = { aggregator: "max" } as const;
  return {
    depth: new Gauge<Label>({ ...common, ...described.depth, labelNames: depthLabelNames }),
    adds: new Counter<Label>({ ...common, ...described.adds }),
    latency: new Histogram<Label>({ ...common, ...described.latency, buckets }),
    workDuration: new Histogram<Label>({ ...common, ...described.workDuration, buckets }),
    unfinishedWork: new Gauge<Label>({ ...common, ...described.unfinishedWork }),
    longestRunning: new Gauge<Label>({ ...common, ...described.longestRunning, ...largest }),
    retries: new Counter<Label>({ ...common, ...described.retries }),
    waiting: new Gauge<Label>({ ...common, ...described.waiting }),
    oldestReady: new Gauge<Label>({ ...common, ...described.oldestReady, ...largest }),
    coalesced: new Counter<Label>({ ...common, ...described.coalesced }),
    dropped: new Counter<Label>({ ...common, ...described.dropped }),
    crashed: new Counter<Label>({ ...common, ...described.crashed }),
    quarantined: new Counter<Label>({ ...common, ...described.quarantined }),
    fenced: new Counter<Label>({ ...common, ...described.fenced }),
    commits: new Counter<Label>({ ...common, ...described.commits }),
    committedVerbs: new Counter<Label>({ ...common, ...described.committedVerbs }),
    faulted: new Gauge<Label>({ ...common, ...described.faulted, ...largest }),
    logBytes: new Gauge<Label>({ ...common, ...described.logBytes, ...largest }),
  };
}
