import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { progressOn, textTable, wholeOption } from "kit";
import { powerCut, type PowerCutReport } from "./power-cut.ts";

const usage = "usage: npm run power-cut -- [--images N] [--seed S]";

function options(): { readonly images: number; readonly seed: number } | undefined {
  try {
    const { values } = parseArgs({ options: { images: { type: "string" }, seed: { type: "string" } } });
    return {
      images: wholeOption("--images", values.images ?? "5000", 1),
      seed: wholeOption("--seed", values.seed ?? String(randomInt(2 ** 32)), 0),
    };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}; ${usage}\n`);
    return undefined;
  }
}

function asText({ faults, ...figures }: PowerCutReport): string {
  const rows = Object.entries(figures).map(([name, figure]) => [
    name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
    figure.toLocaleString("en-US"),
  ]);
  return [...faults, textTable([["", ""], ...rows, ["faults", String(faults.length)]])].join("\n");
}

const given = options();
if (given) {
  const { show, clear } = progressOn(process.stderr);
  const report = await powerCut({ ...given, imagesARun: 100, steps: 300, progress: show });
  clear();
  process.stdout.write(`${asText(report)}\n`);
  process.exitCode = report.faults.length > 0 ? 1 : 0;
} else {
  process.exitCode = 2;
}
