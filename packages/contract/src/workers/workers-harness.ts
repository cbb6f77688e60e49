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
 * What the queue of the workers can do.
 *
 * - `"durable"`: keys outlive the workers and their queue; `crash` ends both as the end of the process would
 * - `"faults"`: after `refuse` the store refuses every call, until `relent`
 */
export type WorkersCapability = "durable" | "faults";

/** The workers that a clause needs. */
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
  readonly abortGraceMs?: number;
  readonly onAbortIgnored?: "wait" | "abandon";
  readonly observers?: readonly ObserverSubject[];
  readonly log?: LogSubject;
}

/** Opens workers and moves the time for a clause. */
export interface WorkersHarness extends Harness<WorkersCapability> {
  /**
   * Opens a queue whose limiter delays a key by 10 ms, then 20 ms, then 40 ms and so on, and starts workers on it. A
   * durable harness opens the same queue each time.
   */
  open(setup: WorkersSetup): Promise<WorkersSubject>;
  /** Moves the time forward, and waits for what is due then. */
  advance(ms: number): Promise<void>;
  crash?(): Promise<void>;
  refuse?(): void;
  relent?(): void;
}

/** A promise of workers. */
export type WorkersClause = Clause<WorkersHarness>;
