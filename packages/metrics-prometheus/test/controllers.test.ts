import { prometheusMetrics } from "@workset/metrics-prometheus";
import { Counter, Registry } from "prom-client";
import { describe, expect, it } from "vitest";
import { lines } from "./lines.ts";

describe("the metrics of controllers", () => {
  it("bear controller-runtime's names and labels, and are at zero from the start", async () => {
    const registry = new Registry();
    prometheusMetrics({ registry }).controller?.("pods");
    expect((await lines(registry)).toSorted()).toEqual(
      [
        'controller_runtime_active_workers{controller="pods"} 0',
        'controller_runtime_max_concurrent_reconciles{controller="pods"} 0',
        'controller_runtime_reconcile_errors_total{controller="pods"} 0',
        'controller_runtime_reconcile_panics_total{controller="pods"} 0',
        'controller_runtime_reconcile_time_seconds_count{controller="pods"} 0',
        'controller_runtime_reconcile_time_seconds_sum{controller="pods"} 0',
        'controller_runtime_reconcile_timeouts_total{controller="pods"} 0',
        'controller_runtime_reconcile_total{controller="pods",result="error"} 0',
        'controller_runtime_reconcile_total{controller="pods",result="requeue"} 0',
        'controller_runtime_reconcile_total{controller="pods",result="requeue_after"} 0',
        'controller_runtime_reconcile_total{controller="pods",result="success"} 0',
        'controller_runtime_terminal_reconcile_errors_total{controller="pods"} 0',
      ].toSorted(),
    );
  });

  it("show what is reported, a failed run in the total and among the errors", async () => {
    const registry = new Registry();
    const series = prometheusMetrics({ registry }).controller!("pods");
    series.success.inc();
    series.requeueAfter.inc(2);
    series.error.inc(3);
    series.terminalErrors.inc(4);
    series.timeouts.inc(5);
    series.runTime.observe(0.5);
    series.maxConcurrent.set(6);
    series.activeWorkers.set(7);
    expect((await lines(registry)).filter((line) => !line.endsWith(" 0")).toSorted()).toEqual([
      'controller_runtime_active_workers{controller="pods"} 7',
      'controller_runtime_max_concurrent_reconciles{controller="pods"} 6',
      'controller_runtime_reconcile_errors_total{controller="pods"} 3',
      'controller_runtime_reconcile_time_seconds_count{controller="pods"} 1',
      'controller_runtime_reconcile_time_seconds_sum{controller="pods"} 0.5',
      'controller_runtime_reconcile_timeouts_total{controller="pods"} 5',
      'controller_runtime_reconcile_total{controller="pods",result="error"} 3',
      'controller_runtime_reconcile_total{controller="pods",result="requeue_after"} 2',
      'controller_runtime_reconcile_total{controller="pods",result="success"} 1',
      'controller_runtime_terminal_reconcile_errors_total{controller="pods"} 4',
    ]);
  });

  it("have controller-runtime's 40 buckets, up to a minute", async () => {
    const registry = new Registry();
    prometheusMetrics({ registry }).controller?.("pods");
    const bounds = Array.from(
      (await registry.metrics()).matchAll(/time_seconds_bucket\{le="([^"]*)"/g),
      ([, bound]) => bound,
    );
    expect(bounds).toHaveLength(41);
    expect(bounds.slice(0, 7)).toEqual(["0.005", "0.01", "0.025", "0.05", "0.1", "0.15", "0.2"]);
    expect(bounds.slice(-9)).toEqual(["10", "15", "20", "25", "30", "40", "50", "60", "+Inf"]);
  });

  it("leave nothing behind when the last controller of the name goes", async () => {
    const registry = new Registry();
    const metrics = prometheusMetrics({ registry });
    const first = metrics.controller!("pods");
    const second = metrics.controller!("pods");
    first[Symbol.dispose]();
    expect(await lines(registry)).toHaveLength(12);
    second[Symbol.dispose]();
    second.success.inc();
    expect(await lines(registry)).toEqual([]);
  });

  it("are refused where the registry holds one of that name from elsewhere", () => {
    const registry = new Registry();
    const metrics = prometheusMetrics({ registry });
    registry.registerMetric(
      new Counter({ name: "controller_runtime_reconcile_total", help: "ours", registers: [] }),
    );
    expect(() => metrics.controller?.("pods")).toThrow("controller_runtime_reconcile_total");
  });
});
