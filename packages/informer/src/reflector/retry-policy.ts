import type { Clock } from "@workset/clock";
import { codeOf, type OnReflectorError, type ReflectorFailure } from "./reflector-options.ts";
import { RetryBackoff, type RetryBackoffOptions } from "./retry-backoff.ts";
import { SourceError } from "../sources/source-error.ts";
import { notify } from "../internal/notify.ts";

/** What a reflector does next, and how long before; without a wait, at once. */
export interface NextStep {
  readonly step: "list" | "watch";
  readonly waitMs?: number;
}

/** How failures are dealt with. */
export interface RetryPolicyOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly backoff?: RetryBackoffOptions;
  readonly internalErrorGraceMs: number;
  readonly onError?: OnReflectorError;
}

type During = ReflectorFailure["during"];

/** Tells of each failure, and decides what follows it. */
export class RetryPolicy {
  readonly #backoff: RetryBackoff;
  readonly #errorBudget: ErrorBudget;
  readonly #onError: OnReflectorError | undefined;

  /** @throws RangeError, naming the option, when one of the back-off is out of bounds. */
  constructor({ clock, random, backoff, internalErrorGraceMs, onError }: RetryPolicyOptions) {
    this.#backoff = new RetryBackoff(clock, random, backoff);
    this.#errorBudget = new ErrorBudget(clock, internalErrorGraceMs);
    this.#onError = onError;
  }

  /** The step comes after a wait, at least as long as the source asks for. */
  later(error: unknown, during: During, step: NextStep["step"]): NextStep {
    const backoffMs = this.#backoff.next();
    const askedMs = error instanceof SourceError ? (error.retryAfterMs ?? 0) : 0;
    // Whatever a source asks for that is no number is less.
    const waitMs = askedMs > backoffMs ? askedMs : backoffMs;
    notify(this.#onError, error, { during, next: step, retryInMs: waitMs });
    return { step, waitMs };
  }

  /** The step comes at once. */
  now(error: unknown, during: During, step: NextStep["step"]): NextStep {
    notify(this.#onError, error, { during, next: step, retryInMs: 0 });
    return { step };
  }

  /** It is passed over. */
  passOver(error: unknown, during: During): void {
    notify(this.#onError, error, { during, next: "go-on", retryInMs: 0 });
  }

  /** A watch could not be opened. One to resume from a version that is too old is nothing to wait for. */
  notOpened(error: unknown, isResuming: boolean): NextStep {
    const code = codeOf(error);
    if (code === "expired" && isResuming) return this.now(error, "watch", "list");
    return this.later(error, "watch", code === "throttled" || code === "refused" ? "watch" : "list");
  }

  /** The source said that an open watch can not go on. */
  refused(error: unknown, isResuming: boolean): NextStep {
    const code = codeOf(error);
    if (code === "expired" && isResuming) return this.now(error, "event", "list");
    const again = code === "throttled" || (code === "internal" && this.#errorBudget.tolerates());
    return this.later(error, "event", again ? "watch" : "list");
  }

  /** The iteration of an open watch threw: by itself that says only that the connection is gone. */
  broken(error: unknown, isResuming: boolean, gotNowhere: boolean): NextStep {
    const code = codeOf(error);
    if (gotNowhere || (code !== "other" && code !== "refused")) return this.refused(error, isResuming);
    return this.now(error, "event", "watch");
  }
}

/** After so much time without an internal error, in milliseconds, the next one is a first one again. */
const quietMs = 60_000;

/** How long in a row a source may answer with internal errors before a reflector lists again. */
export class ErrorBudget {
  readonly #clock: Clock;
  readonly #borneForMs: number;
  #firstAt = -Infinity;
  #lastAt = -Infinity;

  constructor(clock: Clock, borneForMs: number) {
    this.#clock = clock;
    this.#borneForMs = borneForMs;
  }

  /** Counts an internal error that happens now; whether the watch is only to be opened again. */
  tolerates(): boolean {
    const now = this.#clock.now();
    if (now - this.#lastAt > quietMs) this.#firstAt = now;
    this.#lastAt = now;
    return now - this.#firstAt < this.#borneForMs;
  }
}
