import { Command, InvalidArgumentError, Option } from "commander";

/** What the user asked for. */
export interface Options {
  /** @defaultValue "docs" */
  readonly from: string;
  /** @defaultValue "mirror" */
  readonly to: string;
  /** Whether to leave as soon as the folders are equal. */
  readonly once: boolean;
  /** @defaultValue 4 */
  readonly workers: number;
  /** No metrics are served when it is missing; 0 takes any free port. */
  readonly metricsPort?: number;
  readonly json: boolean;
  /** The file in which the queue is kept. @defaultValue beside the target, named like it, ending in `.workset.db` */
  readonly state?: string;
  /** Whether the queue is kept in memory alone. */
  readonly memory: boolean;
}

/** Reads the command line. Nonsense ends the process with a message and status 2; `--help` with status 0. */
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
    .option("--once", "leave when both are equal, instead of watching")
    .option("--workers <n>", "how many keys are worked on at once", wholeNumber(1, 1000), 4)
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
  return {
    once: false,
    json: false,
    memory: false,
    ...command.opts<Omit<Options, "once" | "json" | "memory">>(),
  };
}

/** Does something on which all depends; if it cannot be done, ends the process with the reason and status 2. */
export async function orRefuse<R>(what: () => R | Promise<R>): Promise<R> {
  try {
    return await what();
  } catch (error) {
    process.stderr.write(`mirror: ${(error as Error).message}\n`);
    process.exit(2);
  }
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
