import type { Chapter } from "../clause.ts";
import { batches } from "./clauses/batches.ts";
import { cancelling } from "./clauses/cancelling.ts";
import { concurrency } from "./clauses/concurrency.ts";
import { faults } from "./clauses/faults.ts";
import { givingUp } from "./clauses/giving-up.ts";
import { outcomes } from "./clauses/outcomes.ts";
import { pausing } from "./clauses/pausing.ts";
import { stopping } from "./clauses/stopping.ts";
import { timeLimits } from "./clauses/time-limits.ts";
import type { WorkersClause, WorkersHarness } from "./workers-harness.ts";

/** What workers promise, whatever queue is below them, in reading order. */
export const workersContract: readonly Chapter<WorkersHarness>[] = [
  outcomes,
  givingUp,
  concurrency,
  timeLimits,
  cancelling,
  batches,
  pausing,
  stopping,
  faults,
];

/** The clauses of all chapters. */
export const workersClauses: readonly WorkersClause[] = workersContract.flatMap(({ clauses }) => clauses);
