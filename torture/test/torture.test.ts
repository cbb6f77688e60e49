import { randomInt } from "node:crypto";
import { expect, test } from "vitest";
import { asText } from "../src/as-text.ts";
import { torture } from "../src/torture.ts";

const kills = 200;

test(
  "a durable queue in a file loses nothing and runs nothing twice at once over 200 kills",
  { timeout: 300_000 },
  async () => {
    const report = await torture({ kills, seed: randomInt(2 ** 32) });
    const text = asText(report);
    console.log(text);
    expect(report.faults, text).toEqual([]);
    expect(report.kills).toBeGreaterThanOrEqual(kills);
    // A torture that does nothing finds nothing.
    expect(report.acknowledged).toBeGreaterThan(20 * kills);
    expect(report.reruns).toBeGreaterThan(kills / 2);
  },
);
