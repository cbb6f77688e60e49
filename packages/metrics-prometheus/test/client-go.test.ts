import { prometheusMetrics } from "@workset/metrics-prometheus";
import { Registry } from "prom-client";
import { expect, it } from "vitest";

it("writes what client-go's components write, and series of its own", async () => {
  const registry = new Registry();
  const metrics = prometheusMetrics({ registry });
  const queue = metrics.queue("pods");
  const delays = metrics.delays("pods");
  const durable = metrics.durable?.("pods");
  for (const priority of [0, 7, -1]) queue.depth.inc(priority);
  queue.depth.inc(0, 10);
  queue.depth.dec(7);
  queue.adds.inc();
  queue.adds.inc(2);
  queue.latency.observe(0.000_000_5);
  queue.latency.observe(2);
  queue.workDuration.observe(60);
  for (const seconds of [3, 1.5]) queue.unfinishedWork.set(seconds);
  queue.longestRunning.set(1.25);
  queue.oldestReady.set(0.5);
  queue.coalesced.inc(4);
  queue.dropped.inc(5);
  delays.retries.inc();
  delays.retries.inc(5);
  delays.waiting.set(9);
  durable?.crashed.inc(2);
  durable?.quarantined.inc();
  durable?.fenced.inc(3);
  durable?.commits.inc(10);
  durable?.committedVerbs.inc(250);
  durable?.faulted.set(1);
  durable?.logBytes.set(4_096);

  expect(await registry.metrics()).toBe(`\
# HELP workqueue_depth Keys that need work now.
# TYPE workqueue_depth gauge
workqueue_depth{name="pods"} 12

# HELP workqueue_adds_total Adds that the queue accepted.
# TYPE workqueue_adds_total counter
workqueue_adds_total{name="pods"} 3

# HELP workqueue_queue_duration_seconds Seconds that a key stays in the queue before it is got.
# TYPE workqueue_queue_duration_seconds histogram
workqueue_queue_duration_seconds_bucket{le="1e-8",name="pods"} 0
workqueue_queue_duration_seconds_bucket{le="1e-7",name="pods"} 0
workqueue_queue_duration_seconds_bucket{le="0.000001",name="pods"} 1
workqueue_queue_duration_seconds_bucket{le="0.000009999999999999999",name="pods"} 1
workqueue_queue_duration_seconds_bucket{le="0.00009999999999999999",name="pods"} 1
workqueue_queue_duration_seconds_bucket{le="0.001",name="pods"} 1
workqueue_queue_duration_seconds_bucket{le="0.01",name="pods"} 1
workqueue_queue_duration_seconds_bucket{le="0.1",name="pods"} 1
workqueue_queue_duration_seconds_bucket{le="1",name="pods"} 1
workqueue_queue_duration_seconds_bucket{le="10",name="pods"} 2
workqueue_queue_duration_seconds_bucket{le="+Inf",name="pods"} 2
workqueue_queue_duration_seconds_sum{name="pods"} 2.0000005
workqueue_queue_duration_seconds_count{name="pods"} 2

# HELP workqueue_work_duration_seconds Seconds that the work on a key takes.
# TYPE workqueue_work_duration_seconds histogram
workqueue_work_duration_seconds_bucket{le="1e-8",name="pods"} 0
workqueue_work_duration_seconds_bucket{le="1e-7",name="pods"} 0
workqueue_work_duration_seconds_bucket{le="0.000001",name="pods"} 0
workqueue_work_duration_seconds_bucket{le="0.000009999999999999999",name="pods"} 0
workqueue_work_duration_seconds_bucket{le="0.00009999999999999999",name="pods"} 0
workqueue_work_duration_seconds_bucket{le="0.001",name="pods"} 0
workqueue_work_duration_seconds_bucket{le="0.01",name="pods"} 0
workqueue_work_duration_seconds_bucket{le="0.1",name="pods"} 0
workqueue_work_duration_seconds_bucket{le="1",name="pods"} 0
workqueue_work_duration_seconds_bucket{le="10",name="pods"} 0
workqueue_work_duration_seconds_bucket{le="+Inf",name="pods"} 1
workqueue_work_duration_seconds_sum{name="pods"} 60
workqueue_work_duration_seconds_count{name="pods"} 1

# HELP workqueue_unfinished_work_seconds Seconds of work under way and not yet in work_duration, \
summed over all keys being processed. Large values mean stuck workers: each stuck worker adds one second a second.
# TYPE workqueue_unfinished_work_seconds gauge
workqueue_unfinished_work_seconds{name="pods"} 1.5

# HELP workqueue_longest_running_processor_seconds \
Seconds for which the key that is processed the longest has been so.
# TYPE workqueue_longest_running_processor_seconds gauge
workqueue_longest_running_processor_seconds{name="pods"} 1.25

# HELP workqueue_oldest_ready_seconds Seconds for which the key that is ready the longest has been so.
# TYPE workqueue_oldest_ready_seconds gauge
workqueue_oldest_ready_seconds{name="pods"} 0.5

# HELP workqueue_coalesced_total Adds of keys that needed work already.
# TYPE workqueue_coalesced_total counter
workqueue_coalesced_total{name="pods"} 4

# HELP workqueue_dropped_total Adds refused because the queue was shutting down.
# TYPE workqueue_dropped_total counter
workqueue_dropped_total{name="pods"} 5

# HELP workqueue_retries_total Adds that were asked for with a delay.
# TYPE workqueue_retries_total counter
workqueue_retries_total{name="pods"} 6

# HELP workqueue_waiting_depth Keys that are not yet due.
# TYPE workqueue_waiting_depth gauge
workqueue_waiting_depth{name="pods"} 9

# HELP workqueue_crashed_total Keys that an owner was processing when it crashed, found at the opening.
# TYPE workqueue_crashed_total counter
workqueue_crashed_total{name="pods"} 2

# HELP workqueue_quarantined_total Keys that were processed at too many crashes, and went to the failed set.
# TYPE workqueue_quarantined_total counter
workqueue_quarantined_total{name="pods"} 1

# HELP workqueue_fenced_total Releases that came too late and changed nothing.
# TYPE workqueue_fenced_total counter
workqueue_fenced_total{name="pods"} 3

# HELP workqueue_store_commits_total Commits of the store that carried something for any of its queues.
# TYPE workqueue_store_commits_total counter
workqueue_store_commits_total{name="pods"} 10

# HELP workqueue_store_verbs_total Verbs that those commits carried.
# TYPE workqueue_store_verbs_total counter
workqueue_store_verbs_total{name="pods"} 250

# HELP workqueue_store_faulted 1 while the store cannot write, otherwise 0.
# TYPE workqueue_store_faulted gauge
workqueue_store_faulted{name="pods"} 1

# HELP workqueue_store_log_bytes Bytes in the log that the store has yet to write into its file.
# TYPE workqueue_store_log_bytes gauge
workqueue_store_log_bytes{name="pods"} 4096
`);
});
