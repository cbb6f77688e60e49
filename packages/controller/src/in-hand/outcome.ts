/**
 * What becomes of a key after a run. `"done"`: nothing more is to do until it is added again. `"again"`: all went well,
 * and it is looked at again after a while. `"retry"`: it failed and is tried again, as the limiter says, or after
 * `afterMs` where the other side named a time. `"give-up"`: it failed, and trying again would not help.
 */
export type Outcome =
  | { readonly next: "done" }
  | { readonly next: "again"; readonly afterMs: number }
  | { readonly next: "retry"; readonly cause: unknown; readonly afterMs?: number }
  | { readonly next: "give-up"; readonly cause: unknown };

/** Nothing more is to do. */
export const done: Outcome = { next: "done" };

/** All went well; the key is looked at again after `afterMs` milliseconds. */
export function again(afterMs: number): Outcome {
  return { next: "again", afterMs };
}

/** It failed and is tried again as the limiter says, or after `afterMs` milliseconds. */
export function retry(cause: unknown, afterMs?: number): Outcome {
  return { next: "retry", cause, ...(afterMs !== undefined && { afterMs }) };
}

/** It failed, and trying again would not help. */
export function giveUp(cause: unknown): Outcome {
  return { next: "give-up", cause };
}
