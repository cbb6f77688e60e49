import type { ControllerSeries } from "@workset/metrics";
import { Counter, Gauge, Histogram } from "prom-client";
import type { Label } from "./label-preset.ts";
import { SeriesGroup } from "./series-group.ts";
import type { AnyRegistry } from "./workqueue-metrics.ts";

/** The upper bounds of the run time, in seconds: those of controller-runtime. */
const buckets: number[] = [
  [0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
  [1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60],
].flat();

const helpByName = {
  total: ["controller_runtime_reconcile_total", "Runs, by how they ended."],
  errors: ["controller_runtime_reconcile_errors_total", "Runs that failed."],
  terminal: [
    "controller_runtime_terminal_reconcile_errors_total",
    "Runs that failed and whose key was given up.",
  ],
  panics: [
    "controller_runtime_reconcile_panics_total",
    "Stays at zero: whatever a run throws is an error. It is here for the dashboards that look for it.",
  ],
  timeouts: ["controller_runtime_reconcile_timeouts_total", "Runs that passed their time limit."],
  time: ["controller_runtime_reconcile_time_seconds", "Seconds that a run takes."],
  limit: ["controller_runtime_max_concurrent_reconciles", "How many runs may be under way at once."],
  active: ["controller_runtime_active_workers", "How many runs are under way."],
} as const;

/**
 * The metrics of all controllers, under the names that controller-runtime gives them. They are registered when the first
 * controller asks: who has only queues has none of them.
 */
export class ControllerMetrics {
  readonly #registry: AnyRegistry;
  #metrics: ReturnType<typeof register> | undefined;

  constructor(registry: AnyRegistry) {
    this.#registry = registry;
  }

  /** The series of one controller, all at zero. @throws Error when the registry holds a metric of that name. */
  of(controller: string): ControllerSeries {
    const metrics = (this.#metrics ??= register(this.#registry));
    const group = new SeriesGroup();
    const labels = { controller };
    const ended = (result: string) => group.counter(metrics.total, { controller, result });
    const error = ended("error");
    const errors = group.counter(metrics.errors, labels);
    // No run of ours asks to come again at once; controller-runtime has a series for those which do.
    ended("requeue");
    group.counter(metrics.panics, labels);
    return {
      success: ended("success"),
      requeueAfter: ended("requeue_after"),
      error: {
        inc: (by) => {
          error.inc(by);
          errors.inc(by);
        },
      },
      terminalErrors: group.counter(metrics.terminal, labels),
      timeouts: group.counter(metrics.timeouts, labels),
      runTime: group.histogram(metrics.time, labels),
      maxConcurrent: group.gauge(metrics.limit, labels),
      activeWorkers: group.gauge(metrics.active, labels),
      [Symbol.dispose]: () => group[Symbol.dispose](),
    };
  }
}

function register(registry: AnyRegistry) {
  const of = ([name, help]: readonly [string, string], ...more: Label[]) => {
    return { name, help, registers: [registry], labelNames: ["controller", ...more] as Label[] };
  };
  return {
    total: new Counter<Label>(of(helpByName.total, "result")),
    errors: new Counter<Label>(of(helpByName.errors)),
    terminal: new Counter<Label>(of(helpByName.terminal)),
    panics: new Counter<Label>(of(helpByName.panics)),
    timeouts: new Counter<Label>(of(helpByName.timeouts)),
    time: new Histogram<Label>({ ...of(helpByName.time), buckets }),
    limit: new Gauge<Label>(of(helpByName.limit)),
    active: new Gauge<Label>(of(helpByName.active)),
  };
}
