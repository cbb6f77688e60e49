import { randomInt } from "node:crypto";
import { describe, expect, test } from "vitest";
import { asText } from "../src/as-text.ts";
import { faultsOf, type TortureReport } from "../src/report.ts";
import { informer } from "../src/scenarios/informer.ts";
import { torture } from "../src/torture.ts";

const alone = [{ ...informer, share: 1 }];

test(
  "no delete is missed, and no last state, and no cache is ahead of its handlers, over 40 kills",
  { timeout: 120_000 },
  async () => {
    const report = await torture({ kills: 40, seed: randomInt(2 ** 32), scenarios: alone });
    const text = asText(report);
    console.log(text);
    expect(report.faults, text).toEqual([]);
    expect(report.kills).toBe(40);
    // A torture that does nothing finds nothing.
    const [, calls] = /informer: ([\d,]+) calls/.exec(report.notes.join("\n"))!;
    expect(Number(calls!.replaceAll(",", ""))).toBeGreaterThan(40 * 60);
  },
);

function told({ seed, faults }: TortureReport): string {
  return [`seed ${seed}`, ...faults.slice(0, 3).map(({ kind, says }) => `${kind}: ${says}`)].join("; ");
}

describe("a cache or a handler that breaks its promises is found out", { timeout: 120_000 }, () => {
  test.for([
    ["settles-early", "ahead"],
    ["claims-versions-early", "ahead"],
    ["forgets-deletes", "ahead"],
    ["forgets-objects", "ahead"],
    ["announces-nothing", "missed"],
  ] as const)("%s: %s", async ([saboteur, kind]) => {
    const cache = new URL(`informer-saboteurs/${saboteur}.ts`, import.meta.url).href;
    const report = await torture({ kills: 40, seed: 1, cache, scenarios: alone });
    expect(faultsOf(report, kind), told(report)).toBeGreaterThan(0);
  });
});
