import { expect, test } from "vitest";
import { MemoryMetrics } from "../src/index.ts";

test("MemoryMetrics records what informers report, those of one name together, until the last is disposed", () => {
  const metrics = new MemoryMetrics();
  const [one, other] = [metrics.informer("pods"), metrics.informer("pods")];
  one.added.inc(3);
  other.added.inc();
  one.updated.inc();
  one.deleted.inc(2);
  one.lists.inc();
  one.watches.inc(2);
  one.failures.inc();
  one.queued.set(4);
  one.backlog.set(5);
  one.storeVersion.set(6);
  for (const seconds of [0.1, 0.2]) other.processing.observe(seconds);
  expect(metrics.ofInformer("pods")).toEqual({
    queued: 4,
    backlog: 5,
    storeVersion: 6,
    added: 4,
    updated: 1,
    deleted: 2,
    lists: 1,
    watches: 2,
    missed: 0,
    failures: 1,
    processing: [0.1, 0.2],
  });
  one[Symbol.dispose]();
  one[Symbol.dispose]();
  expect(metrics.ofInformer("pods")).toBeDefined();
  other[Symbol.dispose]();
  expect(metrics.ofInformer("pods")).toBeUndefined();
});
