import type { Deletion } from "../objects/object-change.ts";

/** What a handler may return: nothing, or a promise that is awaited before its next call. */
export type Handled = void | PromiseLike<unknown>;

/**
 * Receives changes, one at a time and in order. Of one object it never receives an older state after a newer one, though
 * some states may be skipped. The cache is at least as new as what is delivered. A handler that returns a promise is not
 * called again before the promise has settled, unless it was added with `concurrency`.
 */
export interface EventHandler<T> {
  /**
   * The object exists and did not before. `isInInitialList`: it existed when the handler was added, or when the informer
   * started.
   */
  onAdd?(object: T, isInInitialList: boolean): Handled;
  /** The object changed. Equal versions mean that nothing did: a resync, or a list that found a known state. */
  onUpdate?(before: T, object: T): Handled;
  /** The object is gone. */
  onDelete?(deletion: Deletion<T>): Handled;
}

/** A handler that was added to an informer. */
export interface HandlerRegistration extends AsyncDisposable {
  /** Whether the handler has settled everything that existed at the start. */
  readonly hasSynced: boolean;
  /** Resolves once {@link hasSynced} is true. @throws The signal's reason; InformerError when the handler is removed, or the informer stopped, before. */
  synced(signal?: AbortSignal): Promise<void>;
  /** How many calls are pending. */
  readonly backlog: number;
  /**
   * Ends the calls: pending ones are dropped. Resolves when the running call, if any, has settled. From inside the handler
   * call it without awaiting; awaiting it there would wait for itself, and is refused where that can be seen, before the
   * first `await` of the call. A second call changes nothing.
   * @throws The signal's reason, if that comes first: the running call is then abandoned.
   */
  remove(signal?: AbortSignal): Promise<void>;
}
