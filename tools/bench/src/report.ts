import { availableParallelism, cpus } from "node:os";
import type { Measured } from "./measure.ts";
import { costs, timesLimit, verdicts, type Verdict } from "./results.ts";
import { spread } from "./statistics.ts";

/** All that one call of the command found out. */
export interface Report {
  readonly machine: string;
  readonly runs: number;
  /** Whether it is processor time, with V8 on one thread. */
  readonly cpu: boolean;
  readonly measured: readonly Measured[];
  /** Workloads that could not run, and why. */
  readonly missing: readonly { readonly name: string; readonly why: string }[];
  readonly verdicts: readonly Verdict[];
}

/** The processor, how many of its cores there are, and the Node that ran. */
function machineLine(): string {
  const model = cpus()[0]?.model.trim() ?? "an unknown processor";
  return `${model}, ${availableParallelism()} cores, Node ${process.versions.node}, ${process.platform} ${process.arch}`;
}

/** How and where the figures were found. */
export function headline({ runs, cpu, machine }: Report): string {
  const kind = cpu ? " of processor time, with V8 on one thread," : "";
  return `Medians of ${runs} interleaved runs${kind} on ${machine}.`;
}

/** The report on what was measured. */
export function reportOn(
  { runs, cpu }: Pick<Report, "runs" | "cpu">,
  measured: readonly Measured[],
  missing: Report["missing"],
): Report {
  return { machine: machineLine(), runs, cpu, measured, missing, verdicts: measured.flatMap(verdicts) };
}

/** The report as data, with every sample. */
export function reportAsJson({ measured, ...rest }: Report): string {
  const workloads = measured.map((one) => ({
    name: one.workload.name,
    says: one.workload.says,
    unit: one.workload.unit,
    count: one.count,
    limit: one.workload.limit,
    clientGo: one.workload.clientGo,
    subjects: Object.fromEntries(
      [...one.samples].map(([subject, samples]) => [
        subject,
        { cost: spread(costs(one, subject)), timesLimit: timesLimit(one, subject), samples },
      ]),
    ),
  }));
  return `${JSON.stringify({ ...rest, workloads }, undefined, 2)}\n`;
}
