import type { EventHandler, HandlerRegistration } from "../handlers/event-handler.ts";
import type { HandlerOptions } from "../handlers/handler-options.ts";
import type { ObjectReader } from "../cache/object-store.ts";

/** A cache that is kept in step with a source, and tells any number of handlers what changed. */
export interface Informer<T, Name extends string = never> extends AsyncDisposable {
  /** What is known of the source now. */
  readonly cache: ObjectReader<T, Name>;
  /** Adds a handler, before the start or at any time after. It hears first of all that the cache holds. @throws Error when the informer was stopped. */
  addHandler(handler: EventHandler<T>, options?: HandlerOptions): HandlerRegistration;
  /** Starts; a second call does nothing. @throws Error when the informer was stopped. */
  start(): void;
  /** Whether the first list is in the cache. A cache that was restored from disk is served before that. */
  readonly hasSynced: boolean;
  /** Resolves once {@link hasSynced} is true. @throws The signal's reason; or an error when it is stopped before. */
  synced(signal?: AbortSignal): Promise<void>;
  /** The version up to which the cache has come; empty before the first list. */
  readonly lastVersion: string;
  /** Whether the informer was stopped. */
  readonly isStopped: boolean;
  /**
   * Stops for good. When it resolves, no handler is being called or will be, and no timer or request is left. Calls that
   * waited are dropped; one that is under way is waited for, so a handler that awaits this waits for itself. Again is
   * harmless.
   */
  stop(): Promise<void>;
}
