// What is done with a key, and what comes of it.
export type { BatchHandler, Handler, Run } from "./in-hand/run.ts";
export { again, done, giveUp, retry, type Outcome } from "./in-hand/outcome.ts";
export { TerminalError } from "./in-hand/terminal-error.ts";

// Where work comes from.
export type { AddsKeys } from "./in-hand/adds-keys.ts";
export type { Work, WorkSource } from "./in-hand/work.ts";
export { workSource, type WorkableQueue } from "./in-hand/work-source.ts";
export type { DurableLeaseOf, DurableQueueOf } from "./in-hand/durable-work.ts";
export { FairQueue } from "./fair/fair-queue.ts";
export type { FairQueueOptions, GroupQueue } from "./fair/fair-options.ts";

// Who does it.
export { Workers } from "./workers/workers.ts";
export type { Batch, GivenUp, WorkersOptions, WorkersSettings } from "./workers/workers-options.ts";
export { isTerminal, type Classify } from "./workers/classify.ts";
export { classes, type Reaction } from "./workers/classes.ts";
export { httpClassOf, httpErrors, retryAfterMs, type HttpClass } from "./workers/http-errors.ts";

// What asks for it.
export type { Enqueue, EnqueueOptions, EventSource, SourceHost } from "./sources/event-source.ts";
export type { InformerSourceOptions, InformerToHear } from "./sources/informer-source.ts";
export { forObjects, type ForObjectsOptions } from "./sources/for-objects.ts";
export { ownedBy, type Owned, type OwnerKind, type OwnerReference } from "./sources/owned-by.ts";
export { mapped } from "./sources/mapped.ts";
export { every, type EveryOptions } from "./sources/every.ts";
export { iterated, type IteratedOptions } from "./sources/iterated.ts";
export { Channel } from "./sources/channel.ts";
export { debounced, type Debounce } from "./sources/debounce.ts";
export type { ObjectEvent } from "./sources/object-event.ts";
export { allOf, anyOf, not, perEvent, type PerEvent, type Predicate } from "./sources/predicate.ts";
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
export { Controller } from "./running/controller.ts";
export type { ControllerOptions, ControllerQueue } from "./running/controller-options.ts";
export { Runner } from "./running/runner.ts";
export type { PartCondition, PartStopped, RunnerOptions, Verdict } from "./running/runner.ts";
export { closes, informerPart, type Part } from "./running/part.ts";
export type { Condition } from "./running/condition.ts";
export type { StopOptions, StopReport } from "./running/stop-report.ts";

// What is told of it.
export type { Observer, RunEnded, RunStarted } from "./telling/observer.ts";
export type { Log } from "./telling/log.ts";
export { silentLog } from "./telling/silent-log.ts";
