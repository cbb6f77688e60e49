import { expect } from "vitest";
import { faultsOf, type TortureReport } from "../src/report.ts";
import type { FaultKind } from "../src/judge/fault.ts";
import { informer } from "../src/scenarios/informer.ts";
import type { Scenario } from "../src/scenarios/scenario.ts";
import { torture } from "../src/torture.ts";

function summary({ seed, faults }: TortureReport): string {
  return [`seed ${seed}`, ...faults.slice(0, 3).map(({ kind, says }) => `${kind}: ${says}`)].join("; ");
}

/** Expects 15 kills of a scenario over this faulty store to show a fault of this kind. */
export async function expectStoreFault(name: string, kind: FaultKind, scenario: Scenario): Promise<void> {
  const store = new URL(`faulty-stores/${name}.ts`, import.meta.url).href;
  const report = await torture({ kills: 15, seed: 1, store, scenarios: [{ ...scenario, share: 1 }] });
  expect(faultsOf(report, kind), summary(report)).toBeGreaterThan(0);
}

/** Expects 40 kills of an informer with this faulty cache to show a fault of this kind. */
export async function expectCacheFault(name: string, kind: FaultKind): Promise<void> {
  const cache = new URL(`faulty-caches/${name}.ts`, import.meta.url).href;
  const report = await torture({ kills: 40, seed: 1, cache, scenarios: [{ ...informer, share: 1 }] });
  expect(faultsOf(report, kind), summary(report)).toBeGreaterThan(0);
}
