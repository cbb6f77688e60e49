export type { Outcome } from "./outcome.ts";
export type { Log } from "./log.ts";
export type { BatchHandler, Handler, Run } from "./run.ts";
export { TerminalError } from "./terminal-error.ts";
export type { Work, WorkSource } from "./work.ts";
export type { Observer, RunEnded, RunStarted } from "./observer.ts";
export type { StopOptions, StopReport } from "./stop-report.ts";
export type { Enqueue, EventSource } from "./event-source.ts";

// Sources, predicates, the controller and the runner.
export { silentLog } from "./silent-log.ts";
export type { EnqueueOptions, SourceHost } from "./event-source.ts";
export type { ObjectEvent } from "./object-event.ts";
export { allOf, anyOf, not, perEvent, type PerEvent, type Predicate } from "./predicate.ts";
export {
  annotationsChanged,
  generationChanged,
  labelsChanged,
  labelsMatch,
  versionChanged,
  type Annotated,
  type Generational,
} from "./change-predicates.ts";
export type { InformerSourceOptions, InformerToHear } from "./informer-source.ts";
export { forObjects, type ForObjectsOptions } from "./for-objects.ts";
export { ownedBy, type Owned, type OwnerKind, type OwnerReference } from "./owned-by.ts";
export { mapped } from "./mapped.ts";
export { every, type EveryOptions } from "./every.ts";
export { iterated, type IteratedOptions } from "./iterated.ts";
export { Channel } from "./channel.ts";
export { debounced, type Debounce } from "./debounce.ts";
export type { AddsKeys } from "./adds-keys.ts";
export type { Condition } from "./condition.ts";
export { Controller } from "./controller.ts";
export type { ControllerOptions, ControllerQueue } from "./controller-options.ts";
export { closes, informerPart, type Part } from "./part.ts";
export { Runner, type PartCondition, type PartStopped, type RunnerOptions, type Verdict } from "./runner.ts";

// Workers, and where their work comes from.
export { again, done, giveUp, retry } from "./outcome.ts";
export { Workers } from "./workers.ts";
export type { Batch, GivenUp, WorkersOptions, WorkersSettings } from "./workers-options.ts";
export { workSource, type WorkableQueue } from "./work-source.ts";
export type { DurableLeaseOf, DurableQueueOf } from "./durable-work.ts";
export { isTerminal, type Classify } from "./classify.ts";
export { classes, type Reaction } from "./classes.ts";
export { httpClassOf, httpErrors, retryAfterMs, type HttpClass } from "./http-errors.ts";
export { FairQueue } from "./fair-queue.ts";
export type { FairQueueOptions, GroupQueue } from "./fair-options.ts";
