import type { QueueRows } from "../queue/queue-rows.ts";

/**
 * What becomes of a verb while the store cannot write. Those that bring new work are refused (`"reject"`); those that end
 * work `"drain"` the queue: they wait, and are the first to be tried again; others `"wait"`; those that only `"read"` go on.
 */
export type FaultPolicy = "reject" | "drain" | "wait" | "read";

/** A verb that was called and has not been answered. */
export interface Verb {
  /** The queue, where the verb is of one. */
  readonly rows: QueueRows | undefined;
  /** The keys of the queue that are due by then join first; left out, none do. */
  readonly now: number | undefined;
  readonly onFault: FaultPolicy;
  /** Acts within a transaction. Is called again if that one does not reach the disk. */
  readonly act: () => unknown;
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
  result: unknown;
  /** What a function of the caller threw in this verb. */
  thrown: { readonly cause: unknown } | undefined;
}

/** Answers a verb whose transaction has committed. */
export function answer(verb: Verb): void {
  if (verb.thrown) verb.reject(verb.thrown.cause);
  else verb.resolve(verb.result as never);
}
