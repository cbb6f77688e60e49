import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { wholeOption } from "kit";

/** The command line, parsed. */
export interface Options {
  readonly kills: number;
  readonly seed: number;
  /** Where the report goes as JSON. */
  readonly json: string | undefined;
  /** The URL of the module that opens the store. */
  readonly store: string | undefined;
  /** The URL of the module that opens the cache of an informer. */
  readonly cache: string | undefined;
  /** The names of the scenarios that are carried out; all of them where none is named. */
  readonly scenarios: readonly string[];
}

/**
 * Reads the command line: `--kills N [--seed S] [--scenario NAME]… [--json FILE] [--store MODULE] [--cache MODULE]`. Without a seed, `anySeed` is taken.
 * @throws TypeError when something in it cannot be used.
 */
export function parseOptions(args: readonly string[], anySeed: number): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      kills: { type: "string" },
      seed: { type: "string" },
      json: { type: "string" },
      store: { type: "string" },
      cache: { type: "string" },
      scenario: { type: "string", multiple: true, default: [] },
    },
  });
  if (values.kills === undefined) throw new TypeError("--kills is required: the number of processes to kill");
  return {
    kills: wholeOption("--kills", values.kills, 1),
    seed: values.seed === undefined ? anySeed : wholeOption("--seed", values.seed, 0),
    json: values.json,
    store: urlOf(values.store),
    cache: urlOf(values.cache),
    scenarios: values.scenario,
  };
}

function urlOf(path: string | undefined): string | undefined {
  return path === undefined ? undefined : pathToFileURL(path).href;
}
