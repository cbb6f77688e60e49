import type { Awaitable, Item } from "../queue/queue-subject.ts";

/** How a handler ends a run. */
export type OutcomeSubject =
  | { readonly next: "done"; readonly keepFailures?: boolean }
  | { readonly next: "again"; readonly afterMs: number; readonly keepFailures?: boolean }
  | {
      readonly next: "retry";
      readonly cause: unknown;
      readonly afterMs?: number;
      readonly keepFailures?: boolean;
    }
  | { readonly next: "give-up"; readonly cause: unknown };

/** One run of a handler for one key. */
export interface RunSubject {
  readonly item: Item;
  readonly key: string;
  readonly priority: number;
  readonly attempt: number;
  readonly signal: AbortSignal;
}

/** Reconciles one key. */
export type HandlerSubject = (run: RunSubject) => OutcomeSubject | void | PromiseLike<OutcomeSubject | void>;

/** Reconciles several keys at once. */
export interface BatchSubject {
  readonly max: number;
  readonly maxWaitMs?: number;
  readonly handle: (
    runs: readonly RunSubject[],
  ) =>
    | ReadonlyMap<RunSubject, OutcomeSubject>
    | void
    | PromiseLike<ReadonlyMap<RunSubject, OutcomeSubject> | void>;
}

/** Called as runs begin and end. */
export interface ObserverSubject {
  started?(event: {
    readonly key: string;
    readonly attempt: number;
  }): ((event: { readonly outcome: { readonly next: string }; readonly timedOut: boolean }) => void) | void;
  overdue?(event: { readonly key: string; readonly runMs: number }): void;
}

/** Where workers write what happens. */
export interface LogSubject {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): LogSubject;
}

/** How the workers stop. */
export interface StopSetup {
  readonly deadlineMs?: number;
  readonly graceMs?: number;
  readonly finish?: "processing" | "ready";
  readonly signal?: AbortSignal;
}

/** How a stop ended. */
export interface StopReportSubject {
  readonly ended: "finished" | "deadline" | "aborted";
  readonly finished: number;
  readonly givenBack: number;
  readonly abandoned: readonly string[];
  readonly left?: { readonly ready: number; readonly processing: number; readonly waiting: number };
}

/** Workers that were started, on a queue of their own. */
export interface WorkersSubject {
  concurrency: number;
  stop(options?: StopSetup): Promise<StopReportSubject>;
  /** Cancels the active run of a key; whether there is one. */
  cancel(key: string, how?: OutcomeSubject): boolean;
  /** Resolves when no key is ready or processing. */
  idle(): Promise<void>;
  /** Begins no run until `forMs` have passed, or until `resume`. */
  pause(forMs?: number): void;
  resume(): void;
  /** Adds a key to the queue. */
  add(item: Item, options?: { readonly priority?: number }): Awaitable<unknown>;
  /** What the queue holds. */
  counts(): Promise<{ readonly ready: number; readonly processing: number; readonly waiting: number }>;
}
