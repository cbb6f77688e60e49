import { readFileSync } from "node:fs";
import {
  controllerTable,
  delayTable,
  described,
  durableTable,
  informerTable,
  queueTable,
} from "@workset/metrics";
import { expect, test } from "vitest";

test("the guide to metrics names every series", () => {
  const guide = readFileSync(new URL("../guides/metrics.md", import.meta.url), "utf8");
  const rows = [queueTable, delayTable, durableTable, controllerTable, informerTable].flatMap((table) =>
    Object.values(table),
  );
  const missing = rows
    .flatMap((row) => described(row).prometheus.map(({ name }) => name))
    .filter((name) => !guide.includes(`\`${name}\``));
  expect(missing).toEqual([]);
});
