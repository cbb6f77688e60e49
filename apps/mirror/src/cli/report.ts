import type { Observer, RunEnded, RunnerStopReport } from "@workset/controller";
import { SourceError } from "@workset/informer";
import { DiskAwayError, rootPath } from "@workset/informer-folder";
import { DeletionRefused } from "../deletion-limit.ts";
import type { Difference } from "../fs/differences.ts";
import type { Folders } from "../fs/folders.ts";
import type { PathKey } from "../fs/path-key.ts";
import type { Reconciled } from "../reconcile.ts";
import { lineOf, progressLine, type Event } from "./events.ts";
import { Progress } from "./progress.ts";
import { Summary } from "./summary.ts";

/** How the app reports. */
export interface ReportOptions {
  /** One JSON object a line, instead of lines for people. */
  readonly json: boolean;
  /** Only the summary goes to the standard output. */
  readonly once: boolean;
}

/**
 * What the app reports, and where: what it does on the standard output, what is wrong on the standard error. Of the first
 * pass only the totals are reported; a terminal shows the progress. A state that concerns many paths, as a missing disk, is
 * reported once.
 */
export class Report implements Observer {
  readonly #options: ReportOptions;
  readonly #summary = new Summary();
  readonly #progress: Progress;
  readonly #skipped = new Set<PathKey>();
  readonly #watchErrors = new Set<string>();
  #isWatching = false;
  #isSourceGone = false;
  #isTargetGone = false;
  #isHeldBack = false;

  constructor(options: ReportOptions) {
    this.#options = options;
    this.#progress = new Progress(process.stderr, () => progressLine(this.#summary.totals));
  }

  /** The start: what an earlier run left to do, and where the metrics are if they are served. */
  starting(
    { from, to }: Pick<Folders, "from" | "to">,
    interrupted: number,
    { ready, waiting }: { readonly ready: number; readonly waiting: number },
    url: string | undefined,
  ): void {
    const { once } = this.#options;
    if (!once) this.#say({ event: "started", from, to });
    if (url !== undefined) this.#say({ event: "metrics", url: `${url}/metrics` }, once);
    if (ready + waiting > 0) this.#say({ event: "recovered", interrupted, ready, waiting }, once);
  }

  /** The first pass has ended. From now on each change is reported. */
  watching(): void {
    this.#progress[Symbol.dispose]();
    this.#isWatching = true;
    this.#say({ event: "watching", ...this.#summary.totals });
  }

  /** What a dry run found. */
  planned(differences: readonly Difference[]): void {
    for (const { action, key } of differences) this.#say({ event: "would", action, path: key });
  }

  /** The source cannot be listed or watched. A missing folder is reported once. */
  readonly sourceFailed = (error: unknown): void => {
    if (!isRefused(error)) return this.watchFailed(error);
    this.#sourceGone(rootPath);
  };

  /** The target cannot be listed or watched. A missing folder is reported once. */
  readonly targetFailed = (error: unknown): void => {
    if (isRefused(error) || error instanceof DiskAwayError) this.#targetGone(error);
    else this.watchFailed(error);
  };

  /** A part of a folder cannot be watched. Each kind of error is reported once, with what to do. */
  readonly watchFailed = (error: unknown): void => {
    if (error instanceof DiskAwayError) return this.#sourceGone(error.path);
    const kind = codeOf(error) ?? reasonOf(error);
    if (this.#watchErrors.has(kind)) return;
    this.#watchErrors.add(kind);
    this.#say({ event: "watch-error", error: `${reasonOf(error)}${adviceFor(kind)}` }, true);
  };

  /** The queue cannot be written. */
  readonly stateFailed = (error: unknown): void => {
    this.#say({ event: "state-error", error: messageOf(error) }, true);
  };

  /** A run succeeded. What is skipped is reported once, and so is a missing source. */
  done(path: PathKey, reconciled: Reconciled): void {
    this.#summary.done(path, reconciled);
    const { outcome: event, bytes, deleted } = reconciled;
    const line: Event = { event, path, bytes, deleted };
    if (event === "source-gone") return this.#sourceGone(rootPath);
    this.#isSourceGone = false;
    this.#isTargetGone = false;
    if (event === "skipped") {
      if (!this.#skipped.has(path)) this.#say(line, true);
      this.#skipped.add(path);
    } else if (event !== "unchanged" && this.#isWatching) {
      this.#say(line);
    }
  }

  /** Reports runs that fail. */
  started({ key }: { readonly key: PathKey }): (ended: RunEnded) => void {
    return ({ outcome }) => {
      if (outcome.next !== "retry" && outcome.next !== "give-up") return;
      const isRetried = outcome.next === "retry";
      this.#summary.failed(key, isRetried);
      if (outcome.cause instanceof DiskAwayError) return this.#targetGone(outcome.cause);
      if (outcome.cause instanceof DeletionRefused) return this.#heldBack(outcome.cause);
      this.#say({ event: isRetried ? "retry" : "failed", path: key, error: messageOf(outcome.cause) }, true);
    };
  }

  /** Whether a key was given up. */
  gaveUp(path: PathKey): boolean {
    return this.#summary.gaveUp(path);
  }

  /** The user stops the app. */
  stopping(): void {
    this.#say({ event: "stopping" }, this.#options.once);
  }

  /** The end: what was left undone, and with `--once` whether the folders are equal. */
  ended({ components }: RunnerStopReport, isEqual: boolean | void): void {
    this.#progress[Symbol.dispose]();
    const counts = components.flatMap(({ report }) => report?.left ?? []);
    const left = counts.reduce(
      (sum, { ready, processing, waiting }) => sum + ready + processing + waiting,
      0,
    );
    this.#say({ event: "summary", ...this.#summary.totals, left, equal: isEqual ?? undefined });
  }

  #sourceGone(path: PathKey): void {
    if (!this.#isSourceGone) this.#say({ event: "source-gone", path, bytes: 0, deleted: 0 }, true);
    this.#isSourceGone = true;
  }

  #targetGone(error: unknown): void {
    if (!this.#isTargetGone) this.#say({ event: "target-gone", error: messageOf(error) }, true);
    this.#isTargetGone = true;
  }

  #heldBack(error: DeletionRefused): void {
    if (!this.#isHeldBack) this.#say({ event: "held-back", error: error.message }, true);
    this.#isHeldBack = true;
  }

  #say(event: Event, isAside = false): void {
    this.#progress.erase();
    const line = this.#options.json ? JSON.stringify(event) : lineOf(event);
    (isAside ? process.stderr : process.stdout).write(`${line}\n`);
  }
}

function isRefused(error: unknown): boolean {
  return error instanceof SourceError && error.code === "refused";
}

function codeOf(error: unknown): string | undefined {
  const { code, cause } = error as NodeJS.ErrnoException;
  if (typeof code === "string" && /^E[A-Z]+$/.test(code)) return code;
  return cause === undefined ? undefined : codeOf(cause);
}

/** What to do about an error that concerns many folders. */
function adviceFor(code: string): string {
  if (code !== "ENOSPC" && code !== "EMFILE") return "";
  return (
    "; folders that are not watched are compared every 30 s: raise fs.inotify.max_user_watches" +
    " and fs.inotify.max_user_instances (sysctl) to see changes at once"
  );
}

/** Paths through open handles mean nothing to a reader: what follows them is below the folder of the key. */
function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replaceAll(/\/proc\/self\/fd\/\d+\//g, "");
}

/** The message of an error, and that of its cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause === undefined ? messageOf(error) : `${messageOf(error)}: ${messageOf(cause)}`;
}
