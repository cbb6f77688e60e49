import { describe, expect, test } from "vitest";
import { faultsOf, type TortureReport } from "../src/report.ts";
import { kills } from "../src/scenarios/kills.ts";
import { torture } from "../src/torture.ts";

/** Tortures a store that breaks its promises. */
function tortured(saboteur: string): Promise<TortureReport> {
  const store = new URL(`saboteurs/${saboteur}.ts`, import.meta.url).href;
  return torture({ kills: 15, seed: 1, store, scenarios: [{ ...kills, share: 1 }] });
}

function told({ seed, faults }: TortureReport): string {
  return [`seed ${seed}`, ...faults.slice(0, 3).map(({ kind, says }) => `${kind}: ${says}`)].join("; ");
}

describe.concurrent("a store that breaks its promises is found out", { timeout: 120_000 }, () => {
  test.for([
    ["acknowledges-adds-early", "lost"],
    ["acknowledges-ends-early", "repeated"],
    ["hands-out-twice", "concurrent"],
    ["drops-recovery", "lost"],
    ["keeps-the-first-payload", "lost"],
    ["halves-delays", "early"],
    ["forgets-failures", "uncounted"],
    ["damages-the-file", "damaged"],
  ] as const)("%s: %s", async ([saboteur, kind]) => {
    const report = await tortured(saboteur);
    expect(faultsOf(report, kind), told(report)).toBeGreaterThan(0);
  });
});
