import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

/** What was asked for on the command line. */
export interface Options {
  readonly durationMs: number;
  readonly seed: number;
  readonly changesPerSecond: number;
  /** Where the report goes as JSON. */
  readonly json: string | undefined;
  /** The URL of the module of a lodger. */
  readonly lodger: string | undefined;
}

/**
 * Reads the command line, the changes being those of a second: `[--minutes 10] [--seed S] [--changes 300] [--json FILE] [--with MODULE]`. Without a seed, `anySeed` is taken.
 * @throws TypeError when something in it can not be used.
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
    durationMs: checked("--minutes", minutes, (value) => value > 0 && value < Infinity, "above 0") * 60_000,
    seed: checked(
      "--seed",
      seed,
      (value) => Number.isSafeInteger(value) && value >= 0,
      "without a fraction, 0 or more",
    ),
    changesPerSecond: checked("--changes", changes, (value) => value > 0 && value < Infinity, "above 0"),
    json,
    lodger: values.with === undefined ? undefined : pathToFileURL(values.with).href,
  };
}

function checked(name: string, text: string, fits: (value: number) => boolean, what: string): number {
  const value = Number(text);
  if (text.trim() !== "" && fits(value)) return value;
  throw new TypeError(`${name} must be a number ${what}, but it is ${JSON.stringify(text)}`);
}
