import {
  controllerTable,
  delayTable,
  described,
  durableTable,
  informerTable,
  MemoryMetrics,
  queueTable,
  seriesOf,
  SharedSeries,
  type SeriesTable,
} from "@workset/metrics";
import { expect, test } from "vitest";

const tables: readonly SeriesTable[] = [queueTable, delayTable, durableTable, controllerTable, informerTable];
const all = tables.flatMap((table) => Object.values(table).map((row) => described(row)));

test("no two series have one name in a backend", () => {
  const shown = all.flatMap(({ prometheus }) =>
    prometheus.map(({ name, labels }) => JSON.stringify([name, labels])),
  );
  expect(new Set(shown).size).toBe(shown.length);
  const names = all.map(({ openTelemetry }) => openTelemetry);
  expect(new Set(names).size).toBe(names.length);
});

test("every series says what it is, and only counters share a metric", () => {
  for (const { kind, prometheus, help } of all) {
    expect(help).toMatch(/^[A-Z1].*\.$/);
    expect(prometheus.length).toBeGreaterThan(0);
    if (prometheus.length > 1 || prometheus[0]!.labels) expect(kind).toBe("counter");
  }
});

test("a row with one name is shown in one metric of Prometheus", () => {
  expect(described(["gauge", "depth", "workset.depth", "Keys.", "max"])).toEqual({
    kind: "gauge",
    prometheus: [{ name: "depth" }],
    openTelemetry: "workset.depth",
    help: "Keys.",
    aggregate: "max",
  });
});

test("series are opened for the first use of a name and removed with the last, once", () => {
  const log: string[] = [];
  const table = { adds: ["counter", "adds", "workset.adds", "Adds."] } as const;
  const shared = new SharedSeries(table, (name) => ({
    make: ({ kind }, member) => {
      log.push(`${kind} ${member} of ${name}`);
      return { inc: (by?: number) => void log.push(`+${by ?? 1}`) };
    },
    remove: () => void log.push(`removed ${name}`),
  }));
  const [one, other] = [shared.use("pods"), shared.use("pods")];
  one.adds.inc();
  other.adds.inc(2);
  one[Symbol.dispose]();
  one[Symbol.dispose]();
  expect(log).toEqual(["counter adds of pods", "+1", "+2"]);
  other[Symbol.dispose]();
  shared.use("pods");
  expect(log.slice(3)).toEqual(["removed pods", "counter adds of pods"]);
});

test("a name that is special to JavaScript is a name like any other", () => {
  const metrics = new MemoryMetrics();
  metrics.controller("__proto__").success.inc();
  expect(metrics.ofController("__proto__")?.success).toBe(1);
  expect(metrics.ofController("constructor")).toBeUndefined();
  const made = seriesOf(
    queueTable,
    () => ({ set() {} }),
    () => {},
  );
  expect(Object.keys(made)).toEqual(Object.keys(queueTable));
});
