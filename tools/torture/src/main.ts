import { randomInt } from "node:crypto";
import { writeFileSync } from "node:fs";
import { progressOn } from "kit";
import { asText } from "./as-text.ts";
import { parseOptions, type Options } from "./options.ts";
import { chosenScenarios, torture } from "./torture.ts";

const usage =
  "usage: npm run torture -- --kills N [--seed S] [--scenario NAME]… [--json FILE] [--store MODULE] [--cache MODULE]";

const { show: progress, clear } = progressOn(process.stderr);

function options(): Options | undefined {
  try {
    const parsed = parseOptions(process.argv.slice(2), randomInt(2 ** 32));
    chosenScenarios(parsed.scenarios);
    return parsed;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}; ${usage}\n`);
    return undefined;
  }
}

async function main({ kills, seed, json, store, cache, scenarios }: Options): Promise<number> {
  const report = await torture({
    kills,
    seed,
    progress,
    scenarios: chosenScenarios(scenarios),
    ...(store !== undefined && { store }),
    ...(cache !== undefined && { cache }),
  });
  clear();
  process.stdout.write(`${asText(report)}\n`);
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(report, undefined, 2)}\n`);
  return report.faults.length > 0 ? 1 : 0;
}

// A signal ends the child processes as well, and removes the folder.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));

const given = options();
process.exitCode = given ? await main(given) : 2;
