import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { openTelemetryMetrics } from "@workset/opentelemetry";
import { WorkQueue } from "@workset/queue";
import { describe, expect, it } from "vitest";

function setUp(temporality = AggregationTemporality.CUMULATIVE) {
  const exporter = new InMemoryMetricExporter(temporality);
  const reader = new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: 1e9,
    exportTimeoutMillis: 1e8,
  });
  const provider = new MeterProvider({ readers: [reader] });
  const metrics = openTelemetryMetrics({ meter: provider.getMeter("test") });
  /** What was collected, as lines; histograms as count and sum. */
  const collect = async (): Promise<string[]> => {
    exporter.reset();
    await provider.forceFlush();
    return exporter.getMetrics().flatMap(({ scopeMetrics }) =>
      scopeMetrics.flatMap((scope) =>
        scope.metrics.flatMap(({ descriptor, dataPoints }) =>
          dataPoints.map(({ attributes, value }) => {
            const shown = typeof value === "number" ? value : `${value.count}/${value.sum}`;
            return `${descriptor.name} ${Object.values(attributes).join(" ")} ${shown}`;
          }),
        ),
      ),
    );
  };
  return { metrics, collect, end: () => provider.shutdown() };
}

describe("openTelemetryMetrics", () => {
  it("shows the numbers of a queue, at zero from the start", async () => {
    const { metrics, collect, end } = setUp();
    const queue = new WorkQueue({ name: "pods", metrics });
    expect(await collect()).toEqual([
      "workset.queue.depth pods 0 0",
      "workset.queue.adds pods 0",
      "workset.queue.unfinished_work pods 0",
      "workset.queue.longest_running pods 0",
      "workset.queue.oldest_ready pods 0",
      "workset.queue.coalesced pods 0",
      "workset.queue.dropped pods 0",
    ]);
    queue.add("a");
    queue.add("a");
    queue.add("b", { priority: 5 });
    (await queue.get())?.done();
    const shown = await collect();
    expect(shown).toEqual(
      expect.arrayContaining([
        "workset.queue.depth pods 0 1",
        "workset.queue.depth pods 5 0",
        "workset.queue.adds pods 2",
        "workset.queue.coalesced pods 1",
      ]),
    );
    expect(shown.filter((line) => /^workset\.queue\.(wait|work) pods 1\//.test(line))).toHaveLength(2);
    queue[Symbol.dispose]();
    await end();
  });

  it("shows nothing of a disposed queue, whatever it reports later, but for its last durations", async () => {
    const { metrics, collect, end } = setUp(AggregationTemporality.DELTA);
    const first = metrics.queue("pods");
    const second = metrics.queue("pods");
    first.adds.inc();
    second.adds.inc();
    first[Symbol.dispose]();
    first[Symbol.dispose]();
    expect(await collect()).toContain("workset.queue.adds pods 2");
    second.latency.observe(0.5);
    second[Symbol.dispose]();
    second.adds.inc();
    second.depth.inc(77);
    second.latency.observe(0.5);
    expect(await collect()).toEqual(["workset.queue.wait pods 1/0.5"]);
    await end();
  });

  it("keeps 25 priorities of a queue apart and puts the others together", async () => {
    const { metrics, collect, end } = setUp();
    const { depth } = metrics.queue("pods");
    for (let priority = 0; priority < 30; priority++) depth.inc(priority);
    depth.dec(29);
    const depths = (await collect()).filter((line) => line.startsWith("workset.queue.depth"));
    expect(depths).toHaveLength(26);
    expect(depths.at(-1)).toBe("workset.queue.depth pods other 4");
    await end();
  });

  it("shows the numbers of delays, durable queues, controllers and informers", async () => {
    const { metrics, collect, end } = setUp();
    const delays = metrics.delays("pods");
    delays.retries.inc(2);
    delays.waiting.set(3);
    const durable = metrics.durable!("pods");
    durable.commits.inc(4);
    durable.faulted.set(1);
    const controller = metrics.controller!("pods");
    controller.success.inc();
    controller.error.inc(2);
    controller.runTime.observe(0.25);
    controller.activeWorkers.set(3);
    metrics.informer!("pods").backlog.set(7);
    expect(await collect()).toEqual(
      expect.arrayContaining([
        "workset.queue.retries pods 2",
        "workset.queue.waiting pods 3",
        "workset.store.commits pods 4",
        "workset.store.faulted pods 1",
        "workset.controller.success pods 1",
        "workset.controller.error pods 2",
        "workset.controller.again pods 0",
        "workset.controller.run pods 1/0.25",
        "workset.controller.active pods 3",
        "workset.informer.backlog pods 7",
      ]),
    );
    await end();
  });
});
