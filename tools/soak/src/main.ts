import { randomInt } from "node:crypto";
import { writeFileSync } from "node:fs";
import { progressOn } from "kit";
import { asText } from "./as-text.ts";
import { parseOptions, type Options } from "./options.ts";
import { soak, type Plugin } from "./soak.ts";

const usage =
  "usage: npm run soak -- [--minutes 10] [--seed S] [--changes 300] [--json FILE] [--with MODULE]";

const { show: progress, clear } = progressOn(process.stderr);

function options(): Options | undefined {
  try {
    return parseOptions(process.argv.slice(2), randomInt(2 ** 32));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}; ${usage}\n`);
    return undefined;
  }
}

async function main({ json, plugin, ...asked }: Options): Promise<number> {
  const ending = new AbortController();
  // The first signal ends the soak with a verdict; the second ends the process at once.
  process.once("SIGINT", () => ending.abort());
  const { enter } = plugin === undefined ? {} : ((await import(plugin)) as { readonly enter: Plugin });
  const report = await soak({
    ...asked,
    signal: ending.signal,
    progress,
    ...(enter && { plugin: enter }),
  });
  clear();
  process.stdout.write(`${asText(report)}\n`);
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(report, undefined, 2)}\n`);
  return report.verdict === "fault" ? 1 : 0;
}

const given = options();
process.exitCode = given ? await main(given) : 2;
