import { randomInt } from "node:crypto";
import { expect, test } from "vitest";
import { asText } from "../src/as-text.ts";
import { chosenScenarios, torture } from "../src/torture.ts";

const kills = process.env["WORKSET_NIGHTLY"] === "1" ? 2000 : 40;
/** The informer has a test of its own. */
const scenarios = chosenScenarios(["takeover", "quarantine", "creation", "kills"]);

test(
  `a durable queue in a file loses nothing and runs nothing twice at once over ${kills} kills`,
  { timeout: 3_600_000 },
  async () => {
    const report = await torture({ kills, seed: randomInt(2 ** 32), scenarios });
    const text = asText(report);
    console.log(text);
    expect(report.faults, text).toEqual([]);
    expect(report.kills).toBeGreaterThanOrEqual(kills);
    // A torture that does nothing finds nothing.
    expect(report.acknowledged).toBeGreaterThan(20 * kills);
    expect(report.reruns).toBeGreaterThan(kills / 2);
  },
);
