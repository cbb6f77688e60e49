import { Backoff, checkedDuration, notify, type Clock } from "@workset/clock";
import { SourceError } from "../sources/source-error.ts";
import {
  codeOf,
  type OnReflectorError,
  type ReflectorFailure,
  type RetryBackoffOptions,
} from "./reflector-options.ts";

/** What a reflector does next, and how long it waits before; without a wait, at once. */
export interface NextStep {
  readonly step: "list" | "watch";
  readonly waitMs?: number;
}

/** How a {@link RetryPolicy} is made. */
export interface RetryPolicyOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly backoff?: RetryBackoffOptions;
  readonly internalErrorGraceMs: number;
  readonly onError?: OnReflectorError;
}

type During = ReflectorFailure["during"];

/** A watch that ends sooner, in milliseconds, is short. */
const shortMs = 1_000;
/** Short watches that made progress, in a row, after which the source is given a pause. */
const freeShortWatches = 3;

/** How a watch went. */
export interface WatchRun {
  /** How long it lasted, in milliseconds. */
  readonly lastedMs: number;
  /** Whether the version advanced. */
  readonly madeProgress: boolean;
  /** Whether it resumed from a version that the source has not confirmed. */
  readonly isResuming: boolean;
}

/** Reports each failure, and decides what follows it. */
export class RetryPolicy {
  readonly #backoff: Backoff;
  readonly #errorBudget: ErrorBudget;
  readonly #onError: OnReflectorError | undefined;
  #shortWatches = 0;

  /** @throws RangeError, naming the option, when one of the back-off is out of bounds. */
  constructor({ clock, random, backoff = {}, internalErrorGraceMs, onError }: RetryPolicyOptions) {
    const { resetAfterMs = 120_000, ...options } = backoff;
    this.#backoff = new Backoff(
      { baseMs: 800, maxMs: 30_000, jitter: 1, ...options, random, resetAfter: { ms: resetAfterMs, clock } },
      "backoff",
    );
    this.#errorBudget = new ErrorBudget(clock, internalErrorGraceMs);
    this.#onError = onError;
  }

  /** The step follows after a wait, at least as long as the source asks for. */
  later(error: unknown, during: During, step: NextStep["step"]): NextStep {
    const backoffMs = this.#backoff.next();
    const askedMs = error instanceof SourceError ? (error.retryAfterMs ?? 0) : 0;
    // Not `Math.max`: a source may ask for something that is no number.
    const waitMs = askedMs > backoffMs ? askedMs : backoffMs;
    notify(this.#onError, error, { during, next: step, retryInMs: waitMs });
    return { step, waitMs };
  }

  /** The step follows at once. */
  now(error: unknown, during: During, step: NextStep["step"]): NextStep {
    notify(this.#onError, error, { during, next: step, retryInMs: 0 });
    return { step };
  }

  /** The failure changes nothing. */
  ignored(error: unknown, during: During): void {
    notify(this.#onError, error, { during, next: "go-on", retryInMs: 0 });
  }

  /** A watch could not be opened. A version that is too old to resume from is no reason to wait. */
  notOpened(error: unknown, isResuming: boolean): NextStep {
    const code = codeOf(error);
    if (code === "expired" && isResuming) return this.now(error, "watch", "list");
    return this.later(error, "watch", code === "throttled" || code === "refused" ? "watch" : "list");
  }

  /** The source sent an error on an open watch. */
  refused(error: unknown, isResuming: boolean): NextStep {
    const code = codeOf(error);
    if (code === "expired" && isResuming) return this.now(error, "event", "list");
    const again = code === "throttled" || (code === "internal" && this.#errorBudget.tolerates());
    return this.later(error, "event", again ? "watch" : "list");
  }

  /** The iteration of an open watch threw: by itself that says only that the connection is gone. */
  broken(error: unknown, run: WatchRun): NextStep {
    const code = codeOf(error);
    const isShort = this.#isShort(run);
    if ((isShort && !run.madeProgress) || (code !== "other" && code !== "refused")) {
      return this.refused(error, run.isResuming);
    }
    return this.#isTooOften(isShort)
      ? this.later(error, "event", "watch")
      : this.now(error, "event", "watch");
  }

  /** An open watch ended without an error. */
  ended(name: string, run: WatchRun): NextStep {
    const isShort = this.#isShort(run);
    if (isShort && !run.madeProgress) {
      const error = new SourceError("other", `${name}: the watch ended at once and sent nothing new`);
      return this.later(error, "event", "list");
    }
    if (!this.#isTooOften(isShort)) return { step: "watch" };
    const error = new SourceError(
      "other",
      `${name}: ${this.#shortWatches} watches in a row ended within ${shortMs} ms`,
    );
    return this.later(error, "event", "watch");
  }

  #isShort({ lastedMs }: WatchRun): boolean {
    const isShort = lastedMs < shortMs;
    this.#shortWatches = isShort ? this.#shortWatches + 1 : 0;
    return isShort;
  }

  /** A connection that breaks after each event must not make a request for each event. */
  #isTooOften(isShort: boolean): boolean {
    return isShort && this.#shortWatches > freeShortWatches;
  }
}

/** After this long without an internal error, in milliseconds, the next one is a first one. */
const quietMs = 60_000;

/** For how long a source may send internal errors before a reflector lists again. */
class ErrorBudget {
  readonly #clock: Clock;
  readonly #graceMs: number;
  #firstAt = -Infinity;
  #lastAt = -Infinity;

  constructor(clock: Clock, graceMs: number) {
    this.#clock = clock;
    this.#graceMs = checkedDuration("internalErrorGraceMs", graceMs);
  }

  /** Counts an internal error that happens now; whether it is enough to open the watch again. */
  tolerates(): boolean {
    const now = this.#clock.now();
    if (now - this.#lastAt > quietMs) this.#firstAt = now;
    this.#lastAt = now;
    return now - this.#firstAt < this.#graceMs;
  }
}
