import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { reportAsMarkdown, withResults } from "./as-markdown.ts";
import { tableAsText, verdictsAsText } from "./as-text.ts";
import { measure, type Measured } from "./measure.ts";
import { optionsOf, usage, type Options } from "./options.ts";
import { progressOn } from "kit";
import { headline, reportAsJson, reportOn } from "./report.ts";
import { clientGoNote, tableOf } from "./table.ts";
import { workloads } from "./workloads/index.ts";

const options = asked();
if (options?.list) list(options);
else if (options) await bench(options);

function asked(): Options | undefined {
  try {
    return optionsOf(process.argv.slice(2), workloads);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    process.exitCode = 2;
    return undefined;
  }
}

function list({ workloads }: Options): void {
  for (const { name, says, count, subjects } of workloads) {
    console.log(`${name}: ${says} ${count.toLocaleString("en-US")} a run.`);
    console.log(`  ${Object.keys(subjects).join(" | ")}`);
  }
}

async function bench({ workloads, runs, scale, cpu, json, markdown }: Options): Promise<void> {
  const progress = progressOn(process.stderr);
  const done: Measured[] = [];
  const missing: { name: string; why: string }[] = [];
  for (const workload of workloads) {
    const why = workload.missing?.();
    if (why) {
      missing.push({ name: workload.name, why });
      console.log(`\n${workload.name}: not measured: ${why}`);
      continue;
    }
    const measured = await measure(workload, { runs, scale, cpu, onRun: progress.show });
    progress.clear();
    done.push(measured);
    console.log(`\n${workload.name}: ${workload.says} ${measured.count.toLocaleString("en-US")} a run.\n`);
    console.log(tableAsText(tableOf(measured)));
    if (workload.clientGo) console.log(clientGoNote);
  }
  const report = reportOn({ runs, cpu }, done, missing);
  console.log(`\n${headline(report)}`);
  if (report.verdicts.length > 0) console.log(`\n${verdictsAsText(report.verdicts)}`);
  if (json) writeFileSync(json, reportAsJson(report));
  if (markdown) {
    const before = existsSync(markdown) ? readFileSync(markdown, "utf8") : "";
    writeFileSync(markdown, withResults(before, reportAsMarkdown(report)));
  }
}
