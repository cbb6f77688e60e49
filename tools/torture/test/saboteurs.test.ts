import { describe, expect, test } from "vitest";
import { faultsOf, type TortureReport } from "../src/report.ts";
import { kills } from "../src/scenarios/kills.ts";
import { quarantine } from "../src/scenarios/quarantine.ts";
import { takeover } from "../src/scenarios/takeover.ts";
import { torture } from "../src/torture.ts";

function told({ seed, faults }: TortureReport): string {
  return [`seed ${seed}`, ...faults.slice(0, 3).map(({ kind, says }) => `${kind}: ${says}`)].join("; ");
}

describe.concurrent("a store that breaks its promises is found out", { timeout: 120_000 }, () => {
  test.for([
    ["acknowledges-adds-early", "lost", kills],
    ["acknowledges-ends-early", "repeated", kills],
    ["hands-out-twice", "concurrent", kills],
    ["drops-recovery", "lost", kills],
    ["keeps-the-first-payload", "lost", kills],
    ["halves-delays", "early", kills],
    ["forgets-failures", "uncounted", kills],
    ["damages-the-file", "damaged", kills],
    ["never-quarantines", "stuck", quarantine],
    ["quarantines-bystanders", "bystander", quarantine],
    ["takes-what-is-owned", "concurrent", takeover],
  ] as const)("%s: %s", async ([saboteur, kind, scenario]) => {
    const store = new URL(`saboteurs/${saboteur}.ts`, import.meta.url).href;
    const report = await torture({ kills: 15, seed: 1, store, scenarios: [{ ...scenario, share: 1 }] });
    expect(faultsOf(report, kind), told(report)).toBeGreaterThan(0);
  });
});
