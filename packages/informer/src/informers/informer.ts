import type { Component, ComponentStatus, StopOptions, StopReport } from "@workset/clock";
import type { ObjectReader } from "../cache/object-store.ts";
import type { EventHandler, HandlerRegistration } from "../handlers/event-handler.ts";
import type { HandlerOptions } from "../handlers/handler-options.ts";
import type { ObjectMeta } from "../objects/object-meta.ts";
import type { InformerTrouble } from "./informer-failure.ts";

/** How the stop of an informer ended. */
export interface InformerStopReport extends StopReport {
  /** The calls that were still running, and were abandoned. */
  readonly abandonedCalls: readonly {
    readonly handler: string;
    readonly key: string;
    readonly runningMs: number;
  }[];
  /** How many changes the saved cache lacks: they are delivered again by the next process. */
  readonly unsavedChanges: number;
}

/** A cache that follows a source, and tells any number of handlers what changed. */
export interface Informer<T, Name extends string = never>
  extends AsyncDisposable, Component<StopOptions, InformerStopReport> {
  /** The name for errors and metrics. */
  readonly name: string;
  /** How objects are read. */
  readonly meta: ObjectMeta<T>;
  /** What is known of the source now. */
  readonly cache: ObjectReader<T, Name>;
  /** Adds a handler, before the start or at any time after. It receives what the cache holds first. @throws InformerError when the informer was stopped; RangeError, naming the option, when one is out of bounds. */
  addHandler(handler: EventHandler<T>, options?: HandlerOptions<T>): HandlerRegistration;
  /**
   * Starts; resolves when it runs, which does not mean that it has synced. A second call starts nothing.
   * @throws InformerError when the informer was stopped; what loading the saved cache throws.
   */
  start(signal?: AbortSignal): Promise<void>;
  /** Whether the first list is in the cache. A restored cache can be read before that. */
  readonly hasSynced: boolean;
  /** Resolves once {@link hasSynced} is true. @throws The signal's reason; InformerError when it is stopped before. */
  synced(signal?: AbortSignal): Promise<void>;
  /** The version that the cache has reached; empty before the first list. */
  readonly lastVersion: string;
  /**
   * Resolves when the cache has reached this version, or a newer one: the version of an object that was written, for
   * example. Changes of other writers are delivered meanwhile as always.
   * @throws The signal's reason; TypeError when the source's versions cannot be compared; InformerError when it is stopped.
   */
  reached(version: string, signal?: AbortSignal): Promise<void>;
  /**
   * Resolves with the cached object of this key, or `undefined` where there is none, as soon as the condition holds for it.
   * @throws The signal's reason; what the condition throws; InformerError when it is stopped.
   */
  until(
    key: string,
    condition: (object: T | undefined) => boolean,
    signal?: AbortSignal,
  ): Promise<T | undefined>;
  /** What has failed and not worked since; nothing while all is well. */
  readonly trouble: InformerTrouble | undefined;
  /**
   * Ready: it has synced, no handler stalls, and the source has not failed for longer than `unreadyAfterMs`. The reason says
   * what is missing, with the error, how often and since when.
   */
  readonly status: ComponentStatus;
  /** Whether the informer was stopped. */
  readonly isStopped: boolean;
  /**
   * Stops for good. When it resolves, no handler is called any more, and no timer or request is left. Pending calls are
   * dropped. Running ones are waited for, at most `deadlineMs`, by default 30 seconds, and then abandoned; the last save of
   * the cache may take a second more. A handler that awaits this waits for itself. A second call gives the same promise.
   */
  stop(options?: StopOptions): Promise<InformerStopReport>;
}
