import type { Chapter } from "../clause.ts";
import { adding } from "./clauses/adding.ts";
import { backingOff } from "./clauses/backing-off.ts";
import { clockJumps } from "./clauses/clock-jumps.ts";
import { counting } from "./clauses/counting.ts";
import { crashing } from "./clauses/crashing.ts";
import { deadlines } from "./clauses/deadlines.ts";
import { fencing } from "./clauses/fencing.ts";
import { failedSet } from "./clauses/failed-set.ts";
import { givingBack } from "./clauses/giving-back.ts";
import { givingUp } from "./clauses/giving-up.ts";
import { line } from "./clauses/line.ts";
import { listing } from "./clauses/listing.ts";
import { merging } from "./clauses/merging.ts";
import { names } from "./clauses/names.ts";
import { observing } from "./clauses/observing.ts";
import { quarantining } from "./clauses/quarantining.ts";
import { removing } from "./clauses/removing.ts";
import { reopening } from "./clauses/reopening.ts";
import { retrying } from "./clauses/retrying.ts";
import { runningAgain } from "./clauses/running-again.ts";
import { separate } from "./clauses/separate.ts";
import { taking } from "./clauses/taking.ts";
import { waiting } from "./clauses/waiting.ts";
import type { StoreClause, StoreHarness } from "./store-harness.ts";

/** What every store promises, in reading order. */
export const storeContract: readonly Chapter<StoreHarness>[] = [
  adding,
  line,
  taking,
  runningAgain,
  fencing,
  givingBack,
  waiting,
  separate,
  merging,
  backingOff,
  deadlines,
  clockJumps,
  retrying,
  givingUp,
  failedSet,
  removing,
  crashing,
  quarantining,
  reopening,
  listing,
  counting,
  observing,
  names,
];

/** The clauses of all chapters. */
export const storeClauses: readonly StoreClause[] = storeContract.flatMap(({ clauses }) => clauses);
