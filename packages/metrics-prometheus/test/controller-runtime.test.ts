import { prometheusMetrics } from "@workset/metrics-prometheus";
import { Registry } from "prom-client";
import { describe, expect, it } from "vitest";
import { lines } from "./lines.ts";

const labels = "controller-runtime";

const depths = async (registry: Registry): Promise<string[]> =>
  (await lines(registry)).filter((line) => line.startsWith("workqueue_depth"));

describe("the labels of controller-runtime", () => {
  it("name the controller beside the queue, and have the depth by priority", async () => {
    const registry = new Registry();
    const metrics = prometheusMetrics({ registry, labels });
    metrics.queue("pod");
    metrics.delays("pod");
    expect(await lines(registry)).toEqual([
      'workqueue_depth{name="pod",controller="pod",priority="0"} 0',
      'workqueue_adds_total{name="pod",controller="pod"} 0',
      'workqueue_queue_duration_seconds_sum{name="pod",controller="pod"} 0',
      'workqueue_queue_duration_seconds_count{name="pod",controller="pod"} 0',
      'workqueue_work_duration_seconds_sum{name="pod",controller="pod"} 0',
      'workqueue_work_duration_seconds_count{name="pod",controller="pod"} 0',
      'workqueue_unfinished_work_seconds{name="pod",controller="pod"} 0',
      'workqueue_longest_running_processor_seconds{name="pod",controller="pod"} 0',
      'workqueue_oldest_ready_seconds{name="pod",controller="pod"} 0',
      'workqueue_coalesced_total{name="pod",controller="pod"} 0',
      'workqueue_dropped_total{name="pod",controller="pod"} 0',
      'workqueue_retries_total{name="pod",controller="pod"} 0',
      'workqueue_waiting_depth{name="pod",controller="pod"} 0',
    ]);
  });

  it("go with twelve buckets, up to 1000 seconds", async () => {
    const registry = new Registry();
    prometheusMetrics({ registry, labels }).queue("pod").latency.observe(500);
    const text = await registry.metrics();
    const buckets = text.split("\n").filter((line) => line.startsWith("workqueue_queue_duration_seconds_b"));
    expect(buckets.map((line) => /le="([^"]*)"/.exec(line)?.[1])).toEqual(
      [
        "1e-8",
        "1e-7",
        "0.000001",
        "0.000009999999999999999",
        "0.00009999999999999999",
        "0.001",
        "0.01",
      ].concat(["0.1", "1", "10", "100", "1000", "+Inf"]),
    );
    expect(buckets.map((line) => Number(line.split(" ")[1]))).toEqual([...Array(11).fill(0), 1, 1]);
  });

  it("count each priority apart", async () => {
    const registry = new Registry();
    const { depth } = prometheusMetrics({ registry, labels }).queue("pod");
    for (const priority of [0, 10, 10, -100, 10]) depth.inc(priority);
    depth.dec(10);
    depth.dec(-100);
    depth.inc(10, 5);
    expect(await depths(registry)).toEqual([
      'workqueue_depth{name="pod",controller="pod",priority="0"} 1',
      'workqueue_depth{name="pod",controller="pod",priority="10"} 7',
      'workqueue_depth{name="pod",controller="pod",priority="-100"} 0',
    ]);
  });

  it("keep 25 priorities of a queue apart and put the others together, on the way up and down", async () => {
    const registry = new Registry();
    const metrics = prometheusMetrics({ registry, labels });
    const { depth } = metrics.queue("pod");
    for (let priority = 0; priority < 100; priority++) depth.inc(priority);
    for (let priority = 20; priority < 30; priority++) depth.dec(priority);
    const shown = Array.from({ length: 25 }, (_, priority) => {
      return `workqueue_depth{name="pod",controller="pod",priority="${priority}"} ${priority < 20 ? 1 : 0}`;
    });
    const rest = 'workqueue_depth{name="pod",controller="pod",priority="exceeded_cardinality_limit"} 70';
    expect(await depths(registry)).toEqual([...shown, rest]);

    metrics.queue("node").depth.inc(99);
    expect((await depths(registry)).at(-1)).toBe(
      'workqueue_depth{name="node",controller="node",priority="99"} 1',
    );
  });

  it("leave no priority behind when the queue is disposed, whatever is reported later", async () => {
    const registry = new Registry();
    const queue = prometheusMetrics({ registry, labels }).queue("pod");
    for (let priority = 0; priority < 30; priority++) queue.depth.inc(priority);
    queue[Symbol.dispose]();
    queue.depth.dec(3);
    queue.depth.dec(29);
    queue.depth.inc(1000);
    expect(await lines(registry)).toEqual([]);
  });

  it("leave no priority behind that is first reported after the queue is disposed", async () => {
    const registry = new Registry();
    const queue = prometheusMetrics({ registry, labels }).queue("pod");
    queue[Symbol.dispose]();
    queue.depth.inc(1000);
    expect(await lines(registry)).toEqual([]);
  });
});
