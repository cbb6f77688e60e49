import type { EventHandler, HandlerRegistration } from "../handlers/event-handler.ts";
import type { ObjectReader } from "../cache/object-store.ts";

/** How a handler is added. */
export interface HandlerOptions {
  /**
   * How often the handler hears of every object again, as an update of equal versions; zero never.
   * @defaultValue the informer's `resyncMs`
   */
  readonly resyncMs?: number;
  /**
   * Whether the handler hears of states that the source told again although they were known: each object of a new list
   * that did not change. They come as updates of equal versions.
   * @defaultValue false: a new list tells what changed, and nothing else
   */
  readonly unchanged?: boolean;
  /** The name for errors and metrics. @defaultValue its number */
  readonly name?: string;
  /**
   * What becomes of a call that throws or rejects. `"report"`: the error is reported and the call counts as made.
   * `"retry"`: it is reported, and the call is made again after a growing delay, before any other.
   * @defaultValue "report"
   */
  readonly onFailure?: "report" | "retry";
  /**
   * How many calls of the handler may be under way at once, counted from the oldest that has not settled. They begin in
   * order all the same. More than one is for handlers that do nothing but hand over, to a queue that writes for many at
   * once for example.
   * @defaultValue 1
   */
  readonly atOnce?: number;
  /**
   * How many calls may wait for this handler. @defaultValue 100,000
   */
  readonly backlog?: number;
  /**
   * What happens when more would wait. `"block"`: the informer reads no further until there is room. `"coalesce"`: of
   * each object only the newest state waits.
   * @defaultValue "block"
   */
  readonly whenFull?: "block" | "coalesce";
}

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
