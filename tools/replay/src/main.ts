import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { components, notReplayed } from "./components.ts";
import { durableComponents, isBackend } from "./durable.ts";
import { replay } from "./replay.ts";

const usage = "usage: npm run replay -- [--durable memory|sqlite] DIR…";

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { durable: { type: "string" } },
    allowPositionals: true,
  });
  const { durable } = values;
  if (durable !== undefined && !isBackend(durable)) throw new TypeError(`there is no backend ${durable}`);
  await using replayed = durable === undefined ? undefined : await durableComponents(durable);
  return await replay({
    folders: positionals.length > 0 ? positionals : [fileURLToPath(new URL("../traces", import.meta.url))],
    components: replayed?.components ?? components,
    notReplayed: [...notReplayed, ...(replayed?.notReplayed ?? [])],
    report: (line) => console.log(line),
    complain: (line) => console.error(line),
  });
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  console.error(`${error.message}; ${usage}`);
  process.exitCode = 2;
}
