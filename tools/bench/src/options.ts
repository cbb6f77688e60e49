import { parseArgs } from "node:util";
import { numberOption, wholeOption } from "kit";
import type { Workload } from "./workload.ts";

/** What the command line asks for. */
export interface Options {
  readonly workloads: readonly Workload[];
  readonly runs: number;
  readonly scale: number;
  readonly cpu: boolean;
  readonly list: boolean;
  readonly json: string | undefined;
  readonly markdown: string | undefined;
}

/** How the command is used. */
export const usage = `npm run bench -- [--only NAME]… [--runs N] [--scale F] [--cpu] [--json FILE] [--markdown FILE] [--list]

  --only NAME      the workload of this name, or those whose names start so; may be repeated (default: all)
  --runs N         how often each subject runs, taking turns with the others (default: 5)
  --scale F        the part of each workload's size that is done (default: 1)
  --cpu            measures processor time, with V8 on one thread: for a machine that others use too
  --json FILE      also writes every sample to a file
  --markdown FILE  also writes the tables to a file; between its marks for results, if it has them
  --list           says what there is, and measures nothing`;

/** Reads the command line. @throws Error, naming the option and what it takes, when it makes no sense. */
export function optionsOf(args: readonly string[], all: readonly Workload[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string", multiple: true },
      runs: { type: "string", default: "5" },
      scale: { type: "string", default: "1" },
      json: { type: "string" },
      markdown: { type: "string" },
      cpu: { type: "boolean", default: false },
      list: { type: "boolean", default: false },
    },
  });
  const runs = wholeOption("--runs", values.runs, 1);
  const scale = numberOption(
    "--scale",
    values.scale,
    (value) => value > 0 && value <= 10,
    "number above 0 and up to 10",
  );
  const { cpu, list, json, markdown } = values;
  return { workloads: chosen(all, values.only ?? []), runs, scale, cpu, list, json, markdown };
}

/**
 * The workloads of these names, in their usual order; all of them when no name is given. A name that no workload has
 * stands for all whose names start with it.
 * @throws Error, saying which there are, when a name means none.
 */
export function chosen(all: readonly Workload[], names: readonly string[]): readonly Workload[] {
  if (names.length === 0) return all;
  const wanted = new Set<Workload>();
  for (const name of names) {
    const exact = all.filter((workload) => workload.name === name);
    const meant = exact.length > 0 ? exact : all.filter((workload) => workload.name.startsWith(name));
    if (name === "" || meant.length === 0) {
      const known = all.map((workload) => workload.name).join(", ");
      throw new Error(`no workload is named "${name}" or starts so; there are: ${known}`);
    }
    for (const workload of meant) wanted.add(workload);
  }
  return all.filter((workload) => wanted.has(workload));
}
