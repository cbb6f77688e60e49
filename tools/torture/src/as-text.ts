import type { Fault, FaultKind } from "./judge/fault.ts";
import { faultsOf, type Latency, type TortureReport } from "./report.ts";

/** Kinds that stand in the summary even when there are none. */
const always: readonly FaultKind[] = ["lost", "concurrent"];

const shown = 10;

/** The report for people. */
export function asText(report: TortureReport): string {
  const { kills, killed, acknowledged, reruns, rerunsOfWorked, seed, durationMs } = report;
  const perTenThousand = kills > 0 ? Math.round((reruns / kills) * 10_000) : 0;
  const rare = new Set(report.faults.map(({ kind }) => kind).filter((kind) => !always.includes(kind)));
  const summary: [string, string][] = [
    [
      "kills",
      `${number(kills)} (${number(killed.starting)} starting, ${number(killed.opening)} opening, ${number(killed.working)} at work)`,
    ],
    ["acknowledged", number(acknowledged)],
    ...[...always, ...rare].map((kind): [string, string] => [kind, number(faultsOf(report, kind))]),
    [
      "re-run",
      `${number(reruns)} (${number(perTenThousand)} in 10,000 kills; ${number(rerunsOfWorked)} of them worked to the end)`,
    ],
    ["time to first re-run p50/p99", `${both(report.firstRerunSinceSpawnMs)} from the start of the process`],
    ["", `${both(report.firstRerunSinceOpenMs)} from open`],
    ["duration", `${(durationMs / 1000).toFixed(1)} s`],
    ["seed", String(seed)],
  ];
  const width = Math.max(...summary.map(([label]) => label.length));
  return [
    ...report.faults.slice(0, shown).map(told),
    ...(report.faults.length > shown ? [`and ${number(report.faults.length - shown)} faults more`] : []),
    ...report.notes,
    ...summary.map(([label, value]) => `${label.padEnd(width)}  ${value}`),
  ].join("\n");
}

function told({ kind, key, says, evidence = [] }: Fault): string {
  return [
    `${kind}: ${key === undefined ? "" : `${key}: `}${says}`,
    ...evidence.map((line) => `  ${line}`),
  ].join("\n");
}

function both({ p50, p99 }: Latency): string {
  return `${ms(p50)}/${ms(p99)} ms`;
}

function ms(value: number | undefined): string {
  return value === undefined ? "–" : value.toFixed(value < 10 ? 1 : 0);
}

function number(value: number): string {
  return value.toLocaleString("en-US");
}
