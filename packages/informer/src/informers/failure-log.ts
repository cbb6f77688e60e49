import { notify, type Clock } from "@workset/clock";
import { SourceError } from "../sources/source-error.ts";
import { warn } from "../internal/warn.ts";
import type { FailureCause, InformerTrouble, OnInformerError } from "./informer-failure.ts";

/** Up to this many distinct failures are warned of. */
const mostWarnings = 100;

/** Reports the failures of an informer, and knows which of them last. */
export class FailureLog {
  readonly #informer: string;
  readonly #clock: Clock;
  readonly #onError: OnInformerError | undefined;
  /** What fails now, the oldest first: the source, handlers by name, saves. */
  readonly #troubles = new Map<string, InformerTrouble>();
  readonly #warned = new Set<string>();

  /** Without `onError` each distinct failure is shown once as a warning. */
  constructor(informer: string, clock: Clock, onError: OnInformerError | undefined) {
    this.#informer = informer;
    this.#clock = clock;
    this.#onError = onError;
  }

  /** The failure that has lasted longest. */
  get oldest(): InformerTrouble | undefined {
    return this.#troubles.values().next().value;
  }

  report(error: unknown, cause: FailureCause): void {
    const subject = subjectOf(cause);
    const known = this.#troubles.get(subject);
    const count = (known?.count ?? 0) + 1;
    const since = known?.since ?? this.#clock.wallNow();
    const handler = cause.during === "handler" ? { handler: cause.handler } : {};
    this.#troubles.set(subject, { error, during: cause.during, ...handler, count, since });
    // A request of a kind that the source lacks is replaced by another kind: nothing is wrong.
    if (error instanceof SourceError && error.code === "unsupported") this.#troubles.delete(subject);
    if (this.#onError) notify(this.#onError, error, { ...cause, informer: this.#informer, count, since });
    else this.#warn(error, cause);
  }

  /** The source, this handler, the saves or the objects of a list do not fail any more. */
  recovered(subject: string): void {
    this.#troubles.delete(subject);
  }

  #warn(error: unknown, cause: FailureCause): void {
    if (error instanceof SourceError && error.code === "unsupported") return;
    const text = `${inWords(cause)}: ${String(error)}`;
    // Times, counts and versions do not make a failure another one.
    const kind = text.replaceAll(/\d+/g, "#");
    if (this.#warned.has(kind) || this.#warned.size >= mostWarnings) return;
    this.#warned.add(kind);
    warn(
      `informer ${JSON.stringify(this.#informer)}: ${text} (shown once; the option onError gets every failure)`,
    );
  }
}

/** The subject of a failure: failures of one subject count together, and end together. */
function subjectOf(cause: FailureCause): string {
  if (cause.during === "handler") return `handler ${cause.handler}`;
  return cause.during === "save" || cause.during === "cache" ? cause.during : "source";
}

function inWords(cause: FailureCause): string {
  switch (cause.during) {
    case "handler":
      return `handler ${cause.handler} failed`;
    case "cache":
      return "an object was skipped";
    case "save":
      return "the cache could not be saved";
    case "transform":
      return "the cache refused an object";
    case "event":
      return "a watch failed";
    default:
      return `the ${cause.during} failed`;
  }
}
