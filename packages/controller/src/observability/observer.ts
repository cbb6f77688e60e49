import type { Release } from "@workset/store";

/** A source asked for a key. */
export interface KeyEnqueued {
  readonly controller: string;
  readonly key: string;
  readonly source: string;
}

/** A run begins. */
export interface RunStarted {
  readonly controller: string;
  readonly key: string;
  readonly item: unknown;
  readonly attempt: number;
  readonly priority: number;
}

/** A run has ended. */
export interface RunEnded {
  /** How its key was released. */
  readonly outcome: Release;
  readonly runMs: number;
  /** Whether the run passed its time limit. */
  readonly timedOut: boolean;
}

/** A run has passed its time limit and is still active. */
export interface RunOverdue {
  readonly controller: string;
  readonly key: string;
  readonly runMs: number;
}

/** Called as keys are added and run. What an observer throws is logged and changes nothing. */
export interface Observer {
  /** A source asked for a key. */
  enqueued?(event: KeyEnqueued): void;
  /** A run begins. The function it returns is called when that run has ended. */
  started?(event: RunStarted): ((event: RunEnded) => void) | void;
  /** A run has passed its time limit and is still active. */
  overdue?(event: RunOverdue): void;
}
