import { delaying } from "./faulty/delaying.ts";
import { ending } from "./faulty/ending.ts";
import type { FaultyQueue } from "./faulty/faulty-queue.ts";
import { batching } from "./faulty/batching.ts";
import { getting } from "./faulty/getting.ts";
import { releasing } from "./faulty/releasing.ts";
import { ordering } from "./faulty/ordering.ts";
import { processing } from "./faulty/processing.ts";
import { removing } from "./faulty/removing.ts";
import { inspecting } from "./faulty/inspecting.ts";

/** Faulty queues, each wrong in one way. The contract has to notice every one of them. */
export const faultyQueues: readonly FaultyQueue[] = [
  ...getting,
  ...releasing,
  ...ordering,
  ...batching,
  ...delaying,
  ...ending,
  ...processing,
  ...removing,
  ...inspecting,
];
