import type { Observer, RunEnded, RunnerStopReport } from "@workset/controller";
import { lineOf, progressLine, type Event } from "./events.ts";
import { SourceError } from "@workset/informer";
import type { Folders } from "./folders.ts";
import { rootPath } from "@workset/informer-folder";
import { type PathKey } from "./path-key.ts";
import { Progress } from "./progress.ts";
import type { Reconciled } from "./reconcile.ts";
import { Summary } from "./summary.ts";

/** How the app speaks. */
export interface ReportOptions {
  /** In JSON, one object a line, instead of lines for people. */
  readonly json: boolean;
  /** Nothing but the summary goes to the standard output. */
  readonly once: boolean;
}

/**
 * What the app says, and where: what it does on the standard output, what is wrong on the standard error. Of the first
 * pass only the sum is said; a terminal shows how far it is.
 */
export class Report implements Observer {
  readonly #options: ReportOptions;
  readonly #summary = new Summary();
  readonly #progress: Progress;
  readonly #skipped = new Set<PathKey>();
  #isWatching = false;
  #isSourceGone = false;
  #watchError: string | undefined;

  constructor(options: ReportOptions) {
    this.#options = options;
    this.#progress = new Progress(process.stderr, () => progressLine(this.#summary.totals));
  }

  /** What is about to happen, what an earlier run has left to do, and where the metrics are if they are served. */
  starting(
    { from, to }: Folders,
    interrupted: number,
    { ready, waiting }: { readonly ready: number; readonly waiting: number },
    url: string | undefined,
  ): void {
    const { once } = this.#options;
    if (!once) this.#say({ event: "started", from, to: to.root });
    if (url !== undefined) this.#say({ event: "metrics", url: `${url}/metrics` }, once);
    if (ready + waiting > 0) this.#say({ event: "recovered", interrupted, ready, waiting }, once);
  }

  /** The first pass is over. From now on each change is reported. */
  watching(): void {
    this.#progress[Symbol.dispose]();
    this.#isWatching = true;
    this.#say({ event: "watching", ...this.#summary.totals });
  }

  /** The source can not be listed or watched. That its folder is not there is said once. */
  readonly sourceFailed = (error: unknown): void => {
    if (!(error instanceof SourceError) || error.code !== "refused") return this.watchFailed(error);
    if (!this.#isSourceGone) this.#say({ event: "source-gone", path: rootPath, bytes: 0, deleted: 0 }, true);
    this.#isSourceGone = true;
  };

  /** Not all of a folder can be watched; that is said once, however often it is found. */
  readonly watchFailed = (error: unknown): void => {
    const message = reasonOf(error);
    if (message !== this.#watchError) this.#say({ event: "watch-error", error: message }, true);
    this.#watchError = message;
  };

  /** What is pending cannot be written down. */
  readonly stateFailed = (error: unknown): void => {
    this.#say({ event: "state-error", error: messageOf(error) }, true);
  };

  /** A run has done its work. That something is skipped, or the source gone, is said once. */
  done(path: PathKey, reconciled: Reconciled): void {
    this.#summary.done(path, reconciled);
    const { outcome: event, bytes, deleted } = reconciled;
    const line: Event = { event, path, bytes, deleted };
    if (event === "source-gone") {
      if (!this.#isSourceGone) this.#say(line, true);
    } else if (event === "skipped") {
      if (!this.#skipped.has(path)) this.#say(line, true);
      this.#skipped.add(path);
    } else if (event !== "unchanged" && this.#isWatching) {
      this.#say(line);
    }
    this.#isSourceGone = event === "source-gone";
  }

  /** Hears how a run ends, and speaks of those that failed. */
  started({ key }: { readonly key: PathKey }): (ended: RunEnded) => void {
    return ({ outcome }) => {
      if (outcome.next !== "retry" && outcome.next !== "give-up") return;
      const isRetried = outcome.next === "retry";
      this.#summary.failed(key, isRetried);
      this.#say({ event: isRetried ? "retry" : "failed", path: key, error: messageOf(outcome.cause) }, true);
    };
  }

  /** Whether the last run for a key was one too many that failed. */
  gaveUp(path: PathKey): boolean {
    return this.#summary.gaveUp(path);
  }

  /** The user wants to stop. */
  stopping(): void {
    this.#say({ event: "stopping" }, this.#options.once);
  }

  /** The last word: what was left undone, and with `--once` whether the folders are equal. */
  ended({ components }: RunnerStopReport, isEqual: boolean | void): void {
    this.#progress[Symbol.dispose]();
    const counts = components.flatMap(({ report }) => report?.left ?? []);
    const left = counts.reduce(
      (sum, { ready, processing, waiting }) => sum + ready + processing + waiting,
      0,
    );
    this.#say({ event: "summary", ...this.#summary.totals, left, equal: isEqual ?? undefined });
  }

  #say(event: Event, isAside = false): void {
    this.#progress.erase();
    const line = this.#options.json ? JSON.stringify(event) : lineOf(event);
    (isAside ? process.stderr : process.stdout).write(`${line}\n`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What an error says, and what its cause says besides. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause === undefined ? messageOf(error) : `${messageOf(error)}: ${messageOf(cause)}`;
}
