import { textTable } from "kit";
import type { Verdict } from "./results.ts";
import { range, ratio, type Table } from "./table.ts";

/** A table for the terminal: names to the left, figures to the right. */
export function tableAsText({ head, rows }: Table): string {
  return textTable([head, ...rows], "   ");
}

/** The targets, one a line. */
export function verdictsAsText(verdicts: readonly Verdict[]): string {
  return verdicts
    .map(({ met, workload, says, measured, atMost }) => {
      const bound = `${range(measured, ratio)}, at most ${Number(atMost.toFixed(2))}`;
      return `${met ? "met    " : "NOT MET"}  ${workload}: ${says}: ${bound}`;
    })
    .join("\n");
}
