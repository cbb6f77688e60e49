import type { Chapter } from "../clause.ts";
import { adding } from "./clauses/adding.ts";
import { ageing } from "./clauses/ageing.ts";
import { batches } from "./clauses/batches.ts";
import { comingBack } from "./clauses/coming-back.ts";
import { delays } from "./clauses/delays.ts";
import { draining } from "./clauses/draining.ts";
import { getting } from "./clauses/getting.ts";
import { inspecting } from "./clauses/inspecting.ts";
import { idle } from "./clauses/idle.ts";
import { iteration } from "./clauses/iteration.ts";
import { leases } from "./clauses/leases.ts";
import { mergedDelays } from "./clauses/merged-delays.ts";
import { names } from "./clauses/names.ts";
import { payloads } from "./clauses/payloads.ts";
import { priorities } from "./clauses/priorities.ts";
import { processing } from "./clauses/processing.ts";
import { removing } from "./clauses/removing.ts";
import { retrying } from "./clauses/retrying.ts";
import { separateDelays } from "./clauses/separate-delays.ts";
import { shuttingDown } from "./clauses/shutting-down.ts";
import type { QueueClause, QueueHarness } from "./queue-harness.ts";

/** What every work queue promises, in reading order. */
export const queueContract: readonly Chapter<QueueHarness>[] = [
  adding,
  getting,
  leases,
  comingBack,
  payloads,
  priorities,
  ageing,
  batches,
  iteration,
  delays,
  separateDelays,
  mergedDelays,
  retrying,
  processing,
  removing,
  shuttingDown,
  draining,
  idle,
  inspecting,
  names,
];

/** The clauses of all chapters. */
export const queueClauses: readonly QueueClause[] = queueContract.flatMap(({ clauses }) => clauses);
