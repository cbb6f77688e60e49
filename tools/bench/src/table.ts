import type { Measured } from "./measure.ts";
import { costs, phasesOf, timesLimit } from "./results.ts";
import { spread, type Spread } from "./statistics.ts";

/** Cells to be printed: the first of each row is a name, the others are figures. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What is said under a table with a line for client-go. */
export const clientGoNote =
  "client-go*: the real one, in Go, measured once on a quiet machine with 2 cores; not part of this run.";

/** The results of a workload, a line for each subject. */
export function tableOf(measured: Measured): Table {
  const { unit, limit, clientGo, startsPrograms } = measured.workload;
  const phases = phasesOf(measured);
  const several = phases.length > 1;
  const per = unit === "ns" ? "ns" : "bytes";
  const sum = several ? `total ${per} (min to max)` : `${phases[0]}, ${per} (min to max)`;
  const head = [
    "",
    ...(several ? phases : []),
    sum,
    `times ${limit}`,
    ...(startsPrograms ? [] : ["peak MB"]),
  ];
  const rows = [...measured.samples.keys()].map((subject) => {
    const samples = measured.samples.get(subject)!;
    const medians = phases.map((phase) => figure(spread(costs(measured, subject, phase)).median));
    const peak = spread(samples.map(({ peakBytes }) => peakBytes / 1e6)).median;
    return [
      subject,
      ...(several ? medians : []),
      range(spread(costs(measured, subject)), figure),
      subject === limit ? "1" : range(timesLimit(measured, subject), ratio),
      ...(startsPrograms ? [] : [figure(Math.round(peak))]),
    ];
  });
  if (clientGo) {
    const known = phases.map((phase) => clientGo[phase]);
    const total = known.reduce(
      (sum, one) => (sum === undefined || one === undefined ? undefined : sum + one),
      0,
    );
    rows.push(["client-go*", ...(several ? known : []).map(figure), figure(total), "", ""]);
  }
  return { head, rows };
}

/** A figure of some 3 digits, with separators; nothing where nothing is known. */
function figure(value: number | undefined): string {
  if (value === undefined) return "";
  const maximumFractionDigits = Math.abs(value) < 100 ? 1 : 0;
  return value.toLocaleString("en-US", { maximumFractionDigits });
}

/** A ratio with two digits after the point. */
export function ratio(value: number): string {
  return value.toFixed(2);
}

/** The median, and how far the runs spread. */
export function range({ median, min, max }: Spread, format: (value: number) => string): string {
  return min === max ? format(median) : `${format(median)} (${format(min)} to ${format(max)})`;
}
