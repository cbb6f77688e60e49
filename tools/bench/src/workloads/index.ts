import type { Workload } from "../workload.ts";
import { controllerFairness } from "./controller-fairness.ts";
import { controllerOverhead, controllerOverheadDurable } from "./controller-overhead.ts";
import { deduped } from "./deduped.ts";
import { delays } from "./delays.ts";
import { distinct } from "./distinct.ts";
import { durableAddMany, durableAddOne } from "./durable-adding.ts";
import {
  durableDelayed,
  durableProcessHundred,
  durableProcessOne,
  durableProcessTen,
} from "./durable-processing.ts";
import { durableStart, durableStartSize } from "./durable-start.ts";
import { informerLists, informerUpdates } from "./informer-handlers.ts";
import { informerIndexer, informerIndexerMemory } from "./informer-indexer.ts";
import { informerRestart, informerRestartSize } from "./informer-restart.ts";
import { interleaved } from "./interleaved.ts";
import { kubernetesWorkloads } from "./kubernetes.ts";
import { limitersDistinct, limitersOneKey, limitersPassing } from "./limiters.ts";
import { memory } from "./memory.ts";
import { metrics } from "./metrics.ts";
import { mirror } from "./mirror.ts";
import { retries } from "./retries.ts";
import { workersWorkload } from "./workers.ts";

/** All that is measured, in the order in which it is printed. A new workload is a file beside these, and a line here. */
export const workloads: readonly Workload[] = [
  distinct,
  interleaved,
  deduped,
  workersWorkload,
  delays,
  limitersDistinct,
  limitersPassing,
  limitersOneKey,
  retries,
  controllerOverhead,
  controllerOverheadDurable,
  controllerFairness,
  memory,
  metrics,
  mirror,
  durableAddOne,
  durableAddMany,
  durableProcessOne,
  durableProcessTen,
  durableProcessHundred,
  durableDelayed,
  durableStart,
  durableStartSize,
  informerIndexer,
  informerIndexerMemory,
  ...informerLists,
  ...informerUpdates,
  informerRestart,
  informerRestartSize,
  ...kubernetesWorkloads,
];
