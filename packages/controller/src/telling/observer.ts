import type { Outcome } from "../in-hand/outcome.ts";

/** What happens to keys, told as it happens. What an observer throws is logged and changes nothing. */
export interface Observer {
  /** A source asked for a key. */
  enqueued?(event: { readonly controller: string; readonly key: string; readonly source: string }): void;
  /** A run begins. What it answers is called when that run has ended. */
  started?(event: RunStarted): ((event: RunEnded) => void) | void;
  /** A run has passed its time limit; it is still under way. */
  overdue?(event: { readonly controller: string; readonly key: string; readonly runMs: number }): void;
}

/** The beginning of a run. */
export interface RunStarted {
  readonly controller: string;
  readonly key: string;
  readonly item: unknown;
  readonly attempt: number;
  readonly priority: number;
}

/** The end of a run. */
export interface RunEnded {
  readonly outcome: Outcome | { readonly next: "given-back" };
  readonly runMs: number;
  /** Whether the run passed its time limit. */
  readonly timedOut: boolean;
}
