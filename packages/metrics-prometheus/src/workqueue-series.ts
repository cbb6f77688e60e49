import type { DelaySeries, Depth, DurableSeries, QueueSeries } from "@workset/metrics";
import { DepthByPriority } from "./depth-by-priority.ts";
import type { PresetDetails } from "./label-preset.ts";
import { SeriesGroup } from "./series-group.ts";
import type { WorkqueueMetrics } from "./workqueue-metrics.ts";

/** The series of one queue, all at zero. */
export function queueSeries(metrics: WorkqueueMetrics, preset: PresetDetails, name: string): QueueSeries {
  const group = new SeriesGroup();
  const labels = preset.labelsOf(name);
  return {
    depth: depthOf(group, metrics, preset, name),
    adds: group.counter(metrics.adds, labels),
    latency: group.histogram(metrics.latency, labels),
    workDuration: group.histogram(metrics.workDuration, labels),
    unfinishedWork: group.gauge(metrics.unfinishedWork, labels),
    longestRunning: group.gauge(metrics.longestRunning, labels),
    oldestReady: group.gauge(metrics.oldestReady, labels),
    coalesced: group.counter(metrics.coalesced, labels),
    dropped: group.counter(metrics.dropped, labels),
    [Symbol.dispose]: () => group[Symbol.dispose](),
  };
}

/** The series of the delays over one queue, all at zero. */
export function delaySeries(metrics: WorkqueueMetrics, preset: PresetDetails, name: string): DelaySeries {
  const group = new SeriesGroup();
  const labels = preset.labelsOf(name);
  return {
    retries: group.counter(metrics.retries, labels),
    waiting: group.gauge(metrics.waiting, labels),
    [Symbol.dispose]: () => group[Symbol.dispose](),
  };
}

/** The series that the durable queue of this name has besides, all at zero. */
export function durableSeries(metrics: WorkqueueMetrics, preset: PresetDetails, name: string): DurableSeries {
  const group = new SeriesGroup();
  const labels = preset.labelsOf(name);
  return {
    crashed: group.counter(metrics.crashed, labels),
    quarantined: group.counter(metrics.quarantined, labels),
    fenced: group.counter(metrics.fenced, labels),
    commits: group.counter(metrics.commits, labels),
    committedVerbs: group.counter(metrics.committedVerbs, labels),
    faulted: group.gauge(metrics.faulted, labels),
    logBytes: group.gauge(metrics.logBytes, labels),
    [Symbol.dispose]: () => group[Symbol.dispose](),
  };
}

function depthOf(group: SeriesGroup, metrics: WorkqueueMetrics, preset: PresetDetails, name: string): Depth {
  const labels = preset.labelsOf(name);
  if (preset.byPriority) return new DepthByPriority(group, metrics.depth, labels);
  const level = group.level(metrics.depth, labels);
  return { inc: (_, by = 1) => level.add(by), dec: () => level.add(-1) };
}
