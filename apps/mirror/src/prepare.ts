import type { Store } from "@workset/store";
import { orRefuse, readCommandLine, type Options } from "./cli.ts";
import { openFolders, type Folders } from "./folders.ts";
import { metricsOn, type Metrics } from "./metrics.ts";
import { openStore } from "./open-store.ts";
import { Report } from "./report.ts";

/** What the command line asked for. */
export interface Prepared extends Metrics, Pick<Options, "once" | "workers"> {
  readonly folders: Folders;
  readonly report: Report;
  /** Where the queue is kept; whoever has it closes it. */
  readonly store: Store;
}

/** Opens what the command line names. What can not be opened ends the process with the reason and status 2. */
export async function prepare(argv: readonly string[]): Promise<Prepared> {
  const { from, to, once, json, workers, metricsPort, ...state } = readCommandLine(argv);
  const folders = await orRefuse(() => openFolders(from, to));
  const store = await orRefuse(() => openStore(folders, state));
  return {
    once,
    workers,
    folders,
    store,
    report: new Report({ json, once }),
    ...(await metricsOn(metricsPort)),
  };
}
