import { Command, InvalidArgumentError, Option } from "commander";
import type { MaxDelete } from "../deletion-limit.ts";

/** The options of the command line. */
export interface Options {
  /** @defaultValue "docs" */
  readonly from: string;
  /** @defaultValue "mirror" */
  readonly to: string;
  /** Whether to end as soon as the folders are equal. */
  readonly once: boolean;
  /** Whether to say what would be done, and do nothing. */
  readonly dryRun: boolean;
  /** Patterns of what is neither copied nor deleted. */
  readonly exclude: readonly string[];
  /** At most so much is deleted. */
  readonly maxDelete?: MaxDelete;
  /** Whether an empty source may empty the target. */
  readonly allowEmpty: boolean;
  /** Whether other disks may be mounted in the folders than in the last run. */
  readonly acceptDisks: boolean;
  /** Whether files are compared by their content, whatever their size and time. */
  readonly checksum: boolean;
  /** @defaultValue 4 */
  readonly workers: number;
  /** No metrics are served when it is missing; 0 takes any free port. */
  readonly metricsPort?: number;
  readonly json: boolean;
  /** The file that holds the queue. @defaultValue beside the target, named like it, ending in `.workset.db` */
  readonly state?: string;
  /** Whether the queue is kept in memory only. */
  readonly memory: boolean;
}

/** Reads the command line. An invalid one ends the process with a message and status 2; `--help` with status 0. */
export function readCommandLine(argv: readonly string[]): Options {
  const command = new Command("mirror")
    .description("Keeps the folder --to equal to the folder --from. What is only in --to is DELETED.")
    .option("--from <dir>", "the folder that is mirrored", folder, "docs")
    .option(
      "--to <dir>",
      "the folder that is made equal to it, and is made if it is missing",
      folder,
      "mirror",
    )
    .option("--once", "end when both are equal, instead of watching")
    .option("--dry-run", "say what would be copied and deleted, and do nothing")
    .option("--exclude <glob>", "neither copy nor delete what matches; may be repeated", pattern, [])
    .option("--max-delete <n|p%>", "delete at most this number of entries, or so much of --to", maxDelete)
    .option("--allow-empty", "mirror an empty --from, which deletes all of --to")
    .option("--accept-disks", "forget which disks were mounted in the folders")
    .option("--checksum", "compare files by content, whatever their size and time")
    .option("--workers <n>", "how many keys are processed at once", wholeNumber(1, 1000), 4)
    .option(
      "--metrics-port <port>",
      "serve /metrics and /healthz on 127.0.0.1; 0 takes a free port",
      wholeNumber(0, 65_535),
    )
    .option("--json", "print one JSON object a line")
    .addOption(
      new Option("--state <file>", "where the queue is kept (default: beside --to, ending in .workset.db)")
        .argParser(folder)
        .conflicts("memory"),
    )
    .option("--memory", "keep the queue in memory: what is pending is lost with the process")
    .allowExcessArguments(false)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
    .parse(argv);
  return { ...defaults, ...command.opts<Omit<Options, keyof typeof defaults>>() };
}

/** Does something that everything depends on; an error ends the process with its message and status 2. */
export async function orRefuse<R>(what: () => R | Promise<R>): Promise<R> {
  try {
    return await what();
  } catch (error) {
    process.stderr.write(`mirror: ${(error as Error).message}\n`);
    process.exit(2);
  }
}

const defaults = {
  once: false,
  dryRun: false,
  allowEmpty: false,
  acceptDisks: false,
  checksum: false,
  json: false,
  memory: false,
};

function pattern(glob: string, before: readonly string[]): readonly string[] {
  if (glob === "") throw new InvalidArgumentError("It must be a pattern.");
  return [...before, glob];
}

function maxDelete(text: string): MaxDelete {
  const [, number, percent] = /^(\d+)(%?)$/.exec(text) ?? [];
  if (number === undefined || (percent === "%" && Number(number) > 100)) {
    throw new InvalidArgumentError("It must be a whole number, or a percentage from 0% to 100%.");
  }
  return percent === "%" ? { percent: Number(number) } : { count: Number(number) };
}

function folder(path: string): string {
  if (path === "") throw new InvalidArgumentError("It must be the name of a folder.");
  return path;
}

function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    const isWithin = /^\d+$/.test(text) && value >= min && value <= max;
    if (!isWithin) throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
    return value;
  };
}
