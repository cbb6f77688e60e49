import type { Clause, Harness } from "../clause.ts";
import type {
  BatchSubject,
  HandlerSubject,
  LogSubject,
  ObserverSubject,
  OutcomeSubject,
  RunSubject,
  WorkersSubject,
} from "./workers-subject.ts";

/**
 * What the queue below the workers can do.
 *
 * - `"durable"`: keys outlive the workers and their queue; `crash` ends both as the end of the process would
 * - `"faults"`: `refuse` lets the store refuse everything until `relent`
 */
export type WorkersCapability = "durable" | "faults";

/** How a clause wants its workers. */
export interface WorkersSetup {
  readonly handler: HandlerSubject | BatchSubject;
  /** @defaultValue 1 */
  readonly concurrency?: number;
  readonly maxRetries?: number;
  readonly classify?: (error: unknown) => OutcomeSubject | undefined;
  readonly onGivenUp?: (event: {
    readonly run: RunSubject;
    readonly cause: unknown;
  }) => void | PromiseLike<void>;
  readonly timeLimitMs?: number;
  readonly deafLimitMs?: number;
  readonly whenDeaf?: "keep" | "let-go";
  readonly observers?: readonly ObserverSubject[];
  readonly log?: LogSubject;
}

/** Where workers are set to work, and time is moved by hand. */
export interface WorkersHarness extends Harness<WorkersCapability> {
  /**
   * Opens a queue, whose limiter lets a key wait for 10 ms, then twice, then four times as long, and starts workers on
   * it. A durable harness opens the same queue each time.
   */
  open(setup: WorkersSetup): Promise<WorkersSubject>;
  /** Moves the time forward, and lets happen what is due then. */
  advance(ms: number): Promise<void>;
  crash?(): Promise<void>;
  refuse?(): void;
  relent?(): void;
}

/** A promise of workers. */
export type WorkersClause = Clause<WorkersHarness>;
