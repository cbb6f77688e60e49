import { textTable } from "kit";
import type { SoakReport } from "./report.ts";
import type { Judged, Measure } from "./series.ts";

/** The report as text for a terminal. */
export function asText({ seed, durationMs, verdict, faults, perSecond, counts, series }: SoakReport): string {
  const growing = series.filter(({ shape }) => shape === "grows");
  const unclear = series.filter(({ shape }) => shape === "unclear");
  return [
    textTable([
      ["", "first", "last", "highest", "slope/s", "99 % from", "to", "may grow", ""],
      ...series.map(row),
    ]),
    "",
    listed(perSecond, (rate) => `${rate.toFixed(rate < 10 ? 1 : 0)}/s`),
    listed(counts, (count) => count.toLocaleString("en-US")),
    ...faults.map((says) => `fault: ${says}`),
    ...growing.map((judged) => `fault: ${grown(judged)}`),
    ...(unclear.length > 0
      ? [`unclear: ${unclear.map(({ measure }) => measure.name).join(", ")}; run a longer soak`]
      : []),
    `${verdict} after ${(durationMs / 1000).toFixed(1)} s, seed ${seed}`,
  ].join("\n");
}

function row({ measure, first, last, highest, trend, shape }: Judged): string[] {
  const shown = (value: number | undefined): string =>
    value === undefined ? "–" : quantity(value, measure.unit);
  const { name, mayGrow } = measure;
  const { slope, low, high } = trend ?? {};
  return [name, ...[first, last, highest, slope, low, high, mayGrow].map(shown), shape];
}

function grown({ measure: { name, mayGrow, unit, because }, first, last, highest }: Judged): string {
  const [from, to, peak, allowed] = [first, last, highest, mayGrow].map((value) => quantity(value, unit));
  return `${name} grows, from ${from} to ${to}, at most ${peak}; ${allowed} are allowed for: ${because}`;
}

function quantity(value: number, unit: Measure["unit"]): string {
  if (unit === "ms") return `${value.toFixed(1)} ms`;
  if (unit === "") return Number.isInteger(value) ? String(value) : value.toFixed(2);
  const size = Math.abs(value);
  if (size < 1024) return `${value.toFixed(0)} B`;
  return size < 1024 ** 2 ? `${(value / 1024).toFixed(1)} KiB` : `${(value / 1024 ** 2).toFixed(2)} MiB`;
}

function listed(values: Readonly<Record<string, number>>, shown: (value: number) => string): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} ${shown(value)}`)
    .join(", ");
}
