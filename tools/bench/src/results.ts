import type { Measured } from "./measure.ts";
import { ratios, spread, type Spread } from "./statistics.ts";

/** What one operation cost in each run: in a phase, or, without one, in all of them together. */
export function costs(measured: Measured, subject: string, phase?: string): number[] {
  const samples = measured.samples.get(subject);
  if (!samples) throw new Error(`the workload "${measured.workload.name}" measured no subject "${subject}"`);
  return samples.map(({ phases }) => {
    if (phase === undefined) return Object.values(phases).reduce((sum, amount) => sum + amount, 0);
    const amount = phases[phase];
    if (amount === undefined) throw new Error(`"${subject}" has no phase "${phase}"`);
    return amount;
  });
}

/** How many times the limit a subject cost, run by run. */
export function timesLimit(measured: Measured, subject: string): Spread {
  return spread(ratios(costs(measured, subject), costs(measured, measured.workload.limit)));
}

/** The phases that the subjects of a workload went through. */
export function phasesOf(measured: Measured): string[] {
  const [sample] = measured.samples.get(measured.workload.limit) ?? [];
  return Object.keys(sample?.phases ?? {});
}

/** How a target was met, or was not. */
export interface Verdict {
  readonly workload: string;
  readonly says: string;
  readonly measured: Spread;
  readonly atMost: number;
  /** Whether the median keeps to the bound. */
  readonly met: boolean;
}

/** Holds what was measured against the workload's targets. */
export function verdicts(measured: Measured): Verdict[] {
  return measured.workload.checks.map(({ says, subject, than, phase, atMost }) => {
    const own = costs(measured, subject, phase);
    const held = spread(than === undefined ? own : ratios(own, costs(measured, than, phase)));
    return { workload: measured.workload.name, says, measured: held, atMost, met: held.median <= atMost };
  });
}
