import { prometheusMetrics, type AnyRegistry, type LabelPreset } from "@workset/metrics-prometheus";
import {
  AggregatorRegistry,
  Counter,
  Gauge,
  Registry,
  register,
  type OpenMetricsContentType,
} from "prom-client";
import { describe, expect, it } from "vitest";
import { lines } from "./lines.ts";

describe("the registry", () => {
  it("is the one that was given, and never the global one", async () => {
    const registry = new Registry();
    prometheusMetrics({ registry }).queue("pods");
    expect(registry.getMetricsAsArray()).toHaveLength(18);
    expect(register.getMetricsAsArray()).toEqual([]);
  });

  it("may be the global one, if that is what is given", async () => {
    try {
      prometheusMetrics({ registry: register }).queue("pods");
      expect(await lines(register)).toContain('workqueue_depth{name="pods"} 0');
    } finally {
      register.clear();
    }
  });

  it("gives the same provider when it is asked again", async () => {
    const registry = new Registry();
    const metrics = prometheusMetrics({ registry });
    expect(prometheusMetrics({ registry })).toBe(metrics);
    expect(prometheusMetrics({ registry, labels: "client-go" })).toBe(metrics);
    metrics.queue("pods").adds.inc();
    prometheusMetrics({ registry }).queue("nodes").adds.inc();
    expect(await lines(registry)).toEqual(
      expect.arrayContaining(['workqueue_adds_total{name="pods"} 1', 'workqueue_adds_total{name="nodes"} 1']),
    );
  });

  it("keeps nothing in common with another registry", async () => {
    const [first, second] = [new Registry(), new Registry()];
    prometheusMetrics({ registry: first }).queue("pods").adds.inc();
    prometheusMetrics({ registry: second, labels: "controller-runtime" });
    expect(await lines(first)).toContain('workqueue_adds_total{name="pods"} 1');
    expect(await lines(second)).toEqual([]);
  });

  it("can be used anew after it was cleared", async () => {
    const registry = new Registry();
    const old = prometheusMetrics({ registry });
    old.queue("pods").adds.inc(5);
    registry.clear();
    prometheusMetrics({ registry, labels: "controller-runtime" }).queue("pods").adds.inc();
    expect(await lines(registry)).toContain('workqueue_adds_total{name="pods",controller="pods"} 1');
  });

  it("is refused when it holds these metrics with other labels", () => {
    const registry = new Registry();
    prometheusMetrics({ registry });
    expect(() => prometheusMetrics({ registry, labels: "controller-runtime" })).toThrow(
      new Error(
        'labels must be "client-go" for this registry, as before, but it is "controller-runtime"; ' +
          "metrics of one name have one set of labels, so give each set a registry of its own",
      ),
    );
  });

  it("is refused, and left as it was, when it holds a metric of one of these names from elsewhere", () => {
    const registry = new Registry();
    const foreign = new Counter({ name: "workqueue_dropped_total", help: "x", registers: [registry] });
    expect(() => prometheusMetrics({ registry })).toThrow(
      new Error(
        "registry already holds workqueue_dropped_total from elsewhere; " +
          "remove it, or give the provider a registry of its own",
      ),
    );
    expect(registry.getMetricsAsArray()).toEqual([foreign]);
  });

  it("may hold metrics of other names, and default labels", async () => {
    const registry = new Registry();
    new Gauge({ name: "depth", help: "x", registers: [registry] }).set(7);
    registry.setDefaultLabels({ pod: "web-0" });
    prometheusMetrics({ registry }).queue("pods");
    expect((await lines(registry)).slice(0, 2)).toEqual([
      'depth{pod="web-0"} 7',
      'workqueue_depth{name="pods",pod="web-0"} 0',
    ]);
  });

  it("may write OpenMetrics", async () => {
    const registry = new Registry<OpenMetricsContentType>();
    registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
    const metrics = prometheusMetrics({ registry });
    const queue = metrics.queue("pods");
    queue.adds.inc();
    expect(await registry.metrics()).toContain(
      '# TYPE workqueue_adds counter\nworkqueue_adds_total{name="pods"} 1\n',
    );
    expect(prometheusMetrics({ registry })).toBe(metrics);
    queue[Symbol.dispose]();
    expect(await lines(registry)).toEqual([]);
  });

  it("sums over the processes of a cluster, but takes the largest of ages and states", async () => {
    const processes = await Promise.all(
      [1, 2].map((seconds) => {
        const registry = new Registry();
        const metrics = prometheusMetrics({ registry });
        const queue = metrics.queue("pods");
        queue.depth.inc(0);
        queue.unfinishedWork.set(seconds);
        queue.longestRunning.set(seconds);
        queue.oldestReady.set(seconds);
        metrics.durable?.("pods").faulted.set(1);
        return registry.getMetricsAsJSON();
      }),
    );
    expect(await lines(AggregatorRegistry.aggregate(processes))).toEqual(
      expect.arrayContaining([
        'workqueue_depth{name="pods"} 2',
        'workqueue_unfinished_work_seconds{name="pods"} 3',
        'workqueue_longest_running_processor_seconds{name="pods"} 2',
        'workqueue_oldest_ready_seconds{name="pods"} 2',
        'workqueue_store_faulted{name="pods"} 1',
      ]),
    );
  });

  it.each([
    { given: undefined, type: "undefined" },
    { given: {}, type: "object" },
    { given: null, type: "object" },
  ])("must be one: $given is refused", ({ given, type }) => {
    const registry = given as AnyRegistry;
    expect(() => prometheusMetrics({ registry })).toThrow(
      new TypeError(`registry must be a Registry of prom-client, but it is of type ${type}`),
    );
  });
});

it.each(["kubernetes", "constructor", ""])("refuses %j as labels", (given) => {
  const labels = given as LabelPreset;
  expect(() => prometheusMetrics({ registry: new Registry(), labels })).toThrow(
    new RangeError(`labels must be "client-go" or "controller-runtime", but it is ${JSON.stringify(given)}`),
  );
});
