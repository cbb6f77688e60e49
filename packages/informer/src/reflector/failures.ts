import type { Clock } from "@workset/clock";
import { InternalErrors } from "./internal-errors.ts";
import { codeOf, type OnReflectorError, type ReflectorFailure } from "./reflector-failure.ts";
import { RetryBackoff, type RetryBackoffOptions } from "./retry-backoff.ts";
import { SourceError } from "../sources/source-error.ts";
import { tellListener } from "./tell-listener.ts";

/** What a reflector does next, and how long before; without a wait, at once. */
export interface NextStep {
  readonly step: "list" | "watch";
  readonly waitMs?: number;
}

/** How failures are dealt with. */
export interface FailuresOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly backoff?: RetryBackoffOptions;
  readonly internalErrorsBorneForMs: number;
  readonly onError?: OnReflectorError;
}

type During = ReflectorFailure["during"];

/** Tells of each failure, and decides what follows it. */
export class Failures {
  readonly #backoff: RetryBackoff;
  readonly #internalErrors: InternalErrors;
  readonly #onError: OnReflectorError | undefined;

  /** @throws RangeError, naming the option, when one of the back-off is out of bounds. */
  constructor({ clock, random, backoff, internalErrorsBorneForMs, onError }: FailuresOptions) {
    this.#backoff = new RetryBackoff(clock, random, backoff);
    this.#internalErrors = new InternalErrors(clock, internalErrorsBorneForMs);
    this.#onError = onError;
  }

  /** The step comes after a wait, at least as long as the source asks for. */
  later(error: unknown, during: During, step: NextStep["step"]): NextStep {
    const backoffMs = this.#backoff.next();
    const askedMs = error instanceof SourceError ? (error.retryAfterMs ?? 0) : 0;
    // Whatever a source asks for that is no number is less.
    const waitMs = askedMs > backoffMs ? askedMs : backoffMs;
    tellListener(this.#onError, error, { during, next: step, retryInMs: waitMs });
    return { step, waitMs };
  }

  /** The step comes at once. */
  now(error: unknown, during: During, step: NextStep["step"]): NextStep {
    tellListener(this.#onError, error, { during, next: step, retryInMs: 0 });
    return { step };
  }

  /** It is passed over. */
  passOver(error: unknown, during: During): void {
    tellListener(this.#onError, error, { during, next: "go-on", retryInMs: 0 });
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
    const again = code === "throttled" || (code === "internal" && this.#internalErrors.isBorne());
    return this.later(error, "event", again ? "watch" : "list");
  }

  /** The iteration of an open watch threw: by itself that says only that the connection is gone. */
  broken(error: unknown, isResuming: boolean, gotNowhere: boolean): NextStep {
    const code = codeOf(error);
    if (gotNowhere || (code !== "other" && code !== "refused")) return this.refused(error, isResuming);
    return this.now(error, "event", "watch");
  }
}
