import { delaying } from "./faulty/delaying.ts";
import { ending } from "./faulty/ending.ts";
import type { FaultyQueue } from "./faulty/faulty-queue.ts";
import { gathering } from "./faulty/gathering.ts";
import { handingOut } from "./faulty/handing-out.ts";
import { lettingGo } from "./faulty/letting-go.ts";
import { ordering } from "./faulty/ordering.ts";
import { processing } from "./faulty/processing.ts";
import { removing } from "./faulty/removing.ts";
import { telling } from "./faulty/telling.ts";

/** Faulty queues, each wrong in one way. The contract has to notice every one of them. */
export const faultyQueues: readonly FaultyQueue[] = [
  ...handingOut,
  ...lettingGo,
  ...ordering,
  ...gathering,
  ...delaying,
  ...ending,
  ...processing,
  ...removing,
  ...telling,
];
