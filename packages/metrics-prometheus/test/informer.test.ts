import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { prometheusMetrics } from "../src/index.ts";

/** The lines of a scrape with values, but for the buckets. */
async function lines(registry: Registry): Promise<string[]> {
  const text = await registry.metrics();
  return text.split("\n").filter((line) => line.startsWith("informer_") && !line.includes("_bucket"));
}

test("The series of an informer have client-go's names, are there at zero from the start, and go with it", async () => {
  const registry = new Registry();
  const series = prometheusMetrics({ registry }).informer?.("pods");
  expect(await lines(registry)).toEqual([
    'informer_queued_items{name="pods"} 0',
    'informer_processing_latency_seconds_sum{name="pods"} 0',
    'informer_processing_latency_seconds_count{name="pods"} 0',
    'informer_store_resource_version{name="pods"} 0',
    'informer_handler_backlog{name="pods"} 0',
    'informer_events_total{name="pods",type="add"} 0',
    'informer_events_total{name="pods",type="update"} 0',
    'informer_events_total{name="pods",type="delete"} 0',
    'informer_list_requests_total{name="pods"} 0',
    'informer_watch_requests_total{name="pods"} 0',
    'informer_missed_changes_total{name="pods"} 0',
    'informer_failures_total{name="pods"} 0',
  ]);
  series?.queued.set(1);
  series?.processing.observe(0.002);
  series?.storeVersion.set(123);
  series?.backlog.set(2);
  series?.added.inc(3);
  series?.updated.inc(4);
  series?.deleted.inc(5);
  series?.lists.inc(6);
  series?.watches.inc(7);
  series?.missed.inc(8);
  series?.failures.inc(9);
  const values = (await lines(registry)).map((line) => Number(line.split(" ").at(-1)));
  expect(values).toEqual([1, 0.002, 1, 123, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(await registry.metrics()).toContain(
    'informer_processing_latency_seconds_bucket{le="0.005",name="pods"} 1',
  );
  series?.[Symbol.dispose]();
  expect(await lines(registry)).toEqual([]);
});

test("Without an informer there is no metric of informers", async () => {
  const registry = new Registry();
  prometheusMetrics({ registry });
  expect(await registry.metrics()).not.toContain("informer_");
});
