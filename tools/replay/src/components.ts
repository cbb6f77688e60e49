import type { Component } from "./component.ts";
import { delayingQueueComponent } from "./components/delaying-queue.ts";
import { deltaFifoComponent } from "./components/delta-fifo.ts";
import { indexerComponent } from "./components/indexer.ts";
import { limitersComponent } from "./components/limiters.ts";
import { queueMetricsComponent } from "./components/queue-metrics.ts";
import { queueComponent } from "./components/queue.ts";
import { rateLimitingQueueComponent } from "./components/rate-limiting-queue.ts";
import { sharedInformerComponent } from "./components/shared-informer.ts";
import { wireComponent } from "./wire/component.ts";

/** The components that are replayed, in the order in which they are reported. */
export const components: readonly Component[] = [
  queueComponent(),
  delayingQueueComponent(),
  limitersComponent(),
  rateLimitingQueueComponent(),
  queueMetricsComponent(),
  deltaFifoComponent(),
  indexerComponent(),
  sharedInformerComponent(),
  wireComponent("s36"),
  wireComponent("s20"),
];

/** The components of the format that are not replayed. */
export const notReplayed: readonly string[] = [];
