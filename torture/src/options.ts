import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

/** What was asked for on the command line. */
export interface Options {
  readonly kills: number;
  readonly seed: number;
  /** Where the report goes as JSON. */
  readonly json: string | undefined;
  /** The URL of the module that opens the store. */
  readonly store: string | undefined;
}

/**
 * Reads the command line: `--kills N [--seed S] [--json FILE] [--store MODULE]`. Without a seed, `anySeed` is taken.
 * @throws TypeError when something in it can not be used.
 */
export function parseOptions(args: readonly string[], anySeed: number): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      kills: { type: "string" },
      seed: { type: "string" },
      json: { type: "string" },
      store: { type: "string" },
    },
  });
  if (values.kills === undefined) throw new TypeError("--kills says how many processes are to be killed");
  return {
    kills: whole("--kills", values.kills, 1),
    seed: values.seed === undefined ? anySeed : whole("--seed", values.seed, 0),
    json: values.json,
    store: values.store === undefined ? undefined : pathToFileURL(values.store).href,
  };
}

function whole(name: string, text: string, least: number): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isSafeInteger(value) && value >= least) return value;
  throw new TypeError(
    `${name} must be a whole number of at least ${least}, but it is ${JSON.stringify(text)}`,
  );
}
