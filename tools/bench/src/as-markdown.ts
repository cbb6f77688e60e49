import { headline, type Report } from "./report.ts";
import { clientGoNote, range, ratio, tableOf, type Table } from "./table.ts";

const begin = "<!-- results: written by `npm run bench -- --markdown` -->";
const end = "<!-- end of results -->";

/** Everything that was measured, as Markdown. */
export function reportAsMarkdown(report: Report): string {
  const { measured, missing, verdicts } = report;
  const sections = measured.map((one) => {
    const { name, says, clientGo } = one.workload;
    const title = `### ${name}\n\n${says} ${one.count.toLocaleString("en-US")} a run.`;
    return [title, tableAsMarkdown(tableOf(one)), ...(clientGo ? [clientGoNote.replace("*", "\\*")] : [])];
  });
  const targets: Table = {
    head: ["target", "measured", "at most", ""],
    rows: verdicts.map(({ says, measured, atMost, met }) => {
      return [says, range(measured, ratio), String(Number(atMost.toFixed(2))), met ? "met" : "**not met**"];
    }),
  };
  return [
    headline(report),
    ...sections.flat(),
    ...missing.map(({ name, why }) => `### ${name}\n\nNot measured: ${why}.`),
    "### Targets",
    tableAsMarkdown(targets),
  ].join("\n\n");
}

/** The text with the results between its marks replaced; without marks, the results alone. */
export function withResults(text: string, results: string): string {
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from === -1 || to < from) return `${results}\n`;
  return `${text.slice(0, from)}${begin}\n\n${results}\n\n${text.slice(to)}`;
}

/** Padded as the formatter would, so that generated pages need no second pass. */
function tableAsMarkdown({ head, rows }: Table): string {
  const lines = [head, ...rows];
  const widths = head.map((_, column) => Math.max(3, ...lines.map((cells) => cells[column]?.length ?? 0)));
  const rule = widths.map((width, column) =>
    column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`,
  );
  return [head, rule, ...rows]
    .map((cells) => {
      const padded = cells.map((cell, column) => {
        return column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!);
      });
      return `| ${padded.join(" | ")} |`;
    })
    .join("\n");
}
