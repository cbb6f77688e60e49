import type { Release } from "@workset/store";

/**
 * How a handler ends a run, as data:
 *
 * - `"done"`: nothing is left to do until the key is added again. The failure count is reset, unless `keepFailures`.
 * - `"again"`: the run succeeded, and the key runs again after `afterMs`. The failure count is reset, unless `keepFailures`.
 * - `"retry"`: the run failed, and the key runs again after the limiter's delay, or after `afterMs`. The failure is counted,
 *   unless the key was added again and failed before the delay of its last failure was over.
 * - `"give-up"`: the run failed, and the key is not tried again. A durable queue moves it to its failed set.
 *
 * `again` or `retry` with `keepFailures` means "not now": it neither uses up a retry nor resets the count.
 */
export type Outcome = Exclude<Release, { readonly next: "give-back" }>;

/** Nothing is left to do. */
export const done: Outcome = { next: "done" };

/** The run succeeded; the key runs again after `afterMs` milliseconds. */
export function again(afterMs: number, options: { readonly keepFailures?: boolean } = {}): Outcome {
  return { next: "again", afterMs, ...options };
}

/** The run failed; the key is tried again after the limiter's delay, or after `afterMs` milliseconds. */
export function retry(
  cause: unknown,
  afterMs?: number,
  options: { readonly keepFailures?: boolean } = {},
): Outcome {
  return { next: "retry", cause, ...(afterMs !== undefined && { afterMs }), ...options };
}

/** The run failed, and trying again would not help. */
export function giveUp(cause: unknown): Outcome {
  return { next: "give-up", cause };
}

/** Thrown by a handler, itself or as the cause of another error: the key is given up, because trying again would not help. */
export class TerminalError extends Error {
  override readonly name = "TerminalError";
}
