import { prometheusMetrics } from "@workset/metrics-prometheus";
import { Registry } from "prom-client";
import { describe, expect, it } from "vitest";
import { lines } from "./lines.ts";

const namesOf = (shown: string[]): Set<string | undefined> =>
  new Set(shown.map((line) => /name="([^"]*)"/.exec(line)?.[1]));

describe("the series of a queue", () => {
  it("do not exist before the queue does", async () => {
    const registry = new Registry();
    prometheusMetrics({ registry });
    expect(await lines(registry)).toEqual([]);
  });

  it("stand at zero as soon as it is made", async () => {
    const registry = new Registry();
    const metrics = prometheusMetrics({ registry });
    metrics.queue("pods");
    metrics.delays("pods");
    const shown = await lines(registry);
    expect(shown).toHaveLength(13);
    expect(shown.filter((line) => !line.endsWith('{name="pods"} 0'))).toEqual([]);
  });

  it("are removed when it is disposed, and no other queue's are", async () => {
    const registry = new Registry();
    const metrics = prometheusMetrics({ registry });
    const pods = [metrics.queue("pods"), metrics.delays("pods")];
    metrics.queue("pod");
    metrics.queue("podsx");
    expect(namesOf(await lines(registry))).toEqual(new Set(["pods", "pod", "podsx"]));
    for (const series of pods) series[Symbol.dispose]();
    expect(namesOf(await lines(registry))).toEqual(new Set(["pod", "podsx"]));
    expect(await registry.metrics()).not.toContain('name="pods"');
  });

  it("are removed apart from those of the delays over it", async () => {
    const registry = new Registry();
    const metrics = prometheusMetrics({ registry });
    const queue = metrics.queue("pods");
    const delays = metrics.delays("pods");
    queue[Symbol.dispose]();
    expect(await lines(registry)).toEqual([
      'workqueue_retries_total{name="pods"} 0',
      'workqueue_waiting_depth{name="pods"} 0',
    ]);
    delays[Symbol.dispose]();
    expect(await lines(registry)).toEqual([]);
  });

  it("are there for a durable queue too, from the start until it is disposed", async () => {
    const registry = new Registry();
    const durable = prometheusMetrics({ registry }).durable?.("pods");
    const shown = await lines(registry);
    expect(shown).toHaveLength(7);
    expect(shown.filter((line) => !line.endsWith('{name="pods"} 0'))).toEqual([]);
    durable?.[Symbol.dispose]();
    durable?.fenced.inc();
    durable?.faulted.set(0);
    expect(await lines(registry)).toEqual([]);
  });

  it("do not come back when a lease ends after the queue was disposed", async () => {
    const registry = new Registry();
    const metrics = prometheusMetrics({ registry });
    const queue = metrics.queue("pods");
    const delays = metrics.delays("pods");
    queue[Symbol.dispose]();
    delays[Symbol.dispose]();
    queue.workDuration.observe(1);
    queue.latency.observe(1);
    queue.depth.dec(0);
    queue.depth.inc(0);
    queue.adds.inc();
    queue.coalesced.inc();
    queue.dropped.inc();
    queue.unfinishedWork.set(0);
    queue.longestRunning.set(0);
    queue.oldestReady.set(0);
    delays.retries.inc();
    delays.waiting.set(0);
    expect(await registry.metrics()).not.toContain("pods");
  });

  it("start at zero again for the next queue of that name", async () => {
    const registry = new Registry();
    const metrics = prometheusMetrics({ registry });
    const first = metrics.queue("pods");
    first.adds.inc();
    first.latency.observe(1);
    first[Symbol.dispose]();
    metrics.queue("pods").adds.inc(2);
    const shown = await lines(registry);
    expect(shown).toContain('workqueue_adds_total{name="pods"} 2');
    expect(shown).toContain('workqueue_queue_duration_seconds_count{name="pods"} 0');
  });

  it("are shared by queues of one name, and go with the last of them", async () => {
    const registry = new Registry();
    const metrics = prometheusMetrics({ registry });
    const first = metrics.queue("pods");
    first.latency.observe(1);
    first.adds.inc();
    const second = metrics.queue("pods");
    second.adds.inc();
    expect(await lines(registry)).toContain('workqueue_queue_duration_seconds_count{name="pods"} 1');
    first[Symbol.dispose]();
    first[Symbol.dispose]();
    second.adds.inc();
    expect(await lines(registry)).toContain('workqueue_adds_total{name="pods"} 3');
    second[Symbol.dispose]();
    expect(await lines(registry)).toEqual([]);
  });
});

describe("the name of a queue", () => {
  it.each([
    { name: "__proto__", written: "__proto__" },
    { name: "constructor", written: "constructor" },
    { name: 'say "hi"', written: String.raw`say \"hi\"` },
    { name: "two\nlines", written: String.raw`two\nlines` },
    { name: String.raw`C:\new`, written: String.raw`C:\\new` },
    { name: '"} 1\nworkqueue_depth{name="fake', written: String.raw`\"} 1\nworkqueue_depth{name=\"fake` },
    { name: "name:a,controller:b,", written: "name:a,controller:b," },
    { name: "høst/ключ/鍵", written: "høst/ключ/鍵" },
  ])("is written so that it stays one label: $written", async ({ name, written }) => {
    for (const labels of ["client-go", "controller-runtime"] as const) {
      const registry = new Registry();
      const metrics = prometheusMetrics({ registry, labels });
      const queue = metrics.queue(name);
      const delays = metrics.delays(name);
      queue.adds.inc();
      queue.latency.observe(1);
      const shown = await lines(registry);
      expect(shown).toHaveLength(13);
      const label = `name="${written}"${labels === "client-go" ? "" : `,controller="${written}"`}`;
      expect(shown[0]).toBe(`workqueue_depth{${label}${labels === "client-go" ? "" : ',priority="0"'}} 0`);
      expect(shown[1]).toBe(`workqueue_adds_total{${label}} 1`);
      expect(shown[3]).toBe(`workqueue_queue_duration_seconds_count{${label}} 1`);
      queue[Symbol.dispose]();
      delays[Symbol.dispose]();
      expect(await lines(registry)).toEqual([]);
    }
  });
});
