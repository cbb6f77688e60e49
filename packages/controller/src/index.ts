// What a handler gets and returns.
export type { BatchHandler, Handler, ReadCache, Run } from "./work/run.ts";
export { again, done, giveUp, retry, TerminalError, type Outcome } from "./work/outcome.ts";
export type { Release } from "@workset/store";
export { ControllerError, type ControllerErrorCode } from "./work/controller-error.ts";

// Where work comes from.
export type { AddsKeys, Work, WorkCounts, WorkSource } from "./work/work.ts";
export type { RateLimit } from "./work/run-rate.ts";
export { workSource, type WorkableQueue } from "./work/work-source.ts";
export type { DurableLeaseOf, DurableQueueOf } from "./work/durable-work.ts";
export { FairQueue } from "./fair/fair-queue.ts";
export type { FairQueueOptions, GroupQueue, Groups } from "./fair/fair-options.ts";

// What runs the handler.
export { Workers } from "./workers/workers.ts";
export type { Batch, GivenUp, WorkersOptions, WorkersSettings } from "./workers/workers-options.ts";
export type { WorkersStopOptions, WorkersStopReport } from "./workers/stop-options.ts";
export { classifyBy, isTerminal, type Classify, type Reaction } from "./workers/classify.ts";
export { httpClassOf, httpErrors, retryAfterMs, type HttpClass } from "./workers/http-errors.ts";

// What enqueues keys.
export type {
  Enqueue,
  EnqueueOptions,
  EventSource,
  SourceHost,
  SourceTrouble,
} from "./sources/event-source.ts";
export type { InformerLike, InformerSourceOptions } from "./sources/informer-source.ts";
export { forObjects, type ForObjectsOptions } from "./sources/for-objects.ts";
export { ownedBy, type Owned, type OwnerKind, type OwnerReference } from "./sources/owned-by.ts";
export { mapObjects } from "./sources/map-objects.ts";
export { interval, type IntervalOptions } from "./sources/interval.ts";
export { fromAsyncIterable, type FromAsyncIterableOptions } from "./sources/from-async-iterable.ts";
export { Channel } from "./sources/channel.ts";
export { debounced, type Debounce } from "./sources/debounce.ts";
export {
  allOf,
  anyOf,
  not,
  onEvent,
  type ObjectEvent,
  type OnEvent,
  type Predicate,
} from "./sources/predicate.ts";
export {
  annotationsChanged,
  generationChanged,
  labelsChanged,
  labelsMatch,
  versionChanged,
  type Annotated,
  type Generational,
} from "./sources/change-predicates.ts";

// All of it together.
export { Controller } from "./controller/controller.ts";
export type { ControllerOptions, ControllerQueue } from "./controller/controller-options.ts";
export { Runner } from "./controller/runner.ts";
export type {
  ComponentStopped,
  HealthReport,
  RunnerComponent,
  RunnerOptions,
  RunnerStopReport,
} from "./controller/runner.ts";
export { disposing } from "./controller/disposing.ts";

// What observes it.
export type { KeyEnqueued, Observer, RunEnded, RunOverdue, RunStarted } from "./observability/observer.ts";
export { silentLog, type Log } from "./work/log.ts";
