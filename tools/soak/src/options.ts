import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { numberOption, wholeOption } from "kit";

/** The parsed command line. */
export interface Options {
  readonly durationMs: number;
  readonly seed: number;
  readonly changesPerSecond: number;
  /** The file to which the report is written as JSON. */
  readonly json: string | undefined;
  /** The URL of a plugin's module. */
  readonly plugin: string | undefined;
}

/**
 * Reads the command line, the changes being those of a second: `[--minutes 10] [--seed S] [--changes 300] [--json FILE] [--with MODULE]`. Without a seed, `anySeed` is taken.
 * @throws TypeError when something in it cannot be used.
 */
export function parseOptions(args: readonly string[], anySeed: number): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: "string", default: "10" },
      seed: { type: "string", default: String(anySeed) },
      changes: { type: "string", default: "300" },
      json: { type: "string" },
      with: { type: "string" },
    },
  });
  const { minutes, seed, changes, json } = values;
  return {
    durationMs: positive("--minutes", minutes) * 60_000,
    seed: wholeOption("--seed", seed, 0),
    changesPerSecond: positive("--changes", changes),
    json,
    plugin: values.with === undefined ? undefined : pathToFileURL(values.with).href,
  };
}

function positive(name: string, text: string): number {
  return numberOption(name, text, (value) => value > 0 && value < Infinity, "number above 0");
}
