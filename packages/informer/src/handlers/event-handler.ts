import type { Deletion } from "../objects/object-change.ts";

/** What a handler may answer: nothing, or a promise that is awaited before its next call. */
export type Handled = void | PromiseLike<unknown>;

/**
 * Hears of changes, one at a time and in order: of one object never an older state after a newer one, though some may be
 * skipped. The cache holds at least what is told. A handler that answers with a promise is not called again before that
 * promise has settled, unless it was added with `concurrency`.
 */
export interface EventHandler<T> {
  /**
   * The object is there and was not before. `isInInitialList`: it was there when the handler was added, or when the
   * informer started.
   */
  onAdd?(object: T, isInInitialList: boolean): Handled;
  /** The object changed. Equal versions mean that nothing did: a resync, or a list that found what was known. */
  onUpdate?(before: T, object: T): Handled;
  /** The object is gone. */
  onDelete?(deletion: Deletion<T>): Handled;
}

/** A handler that is registered. */
export interface HandlerRegistration extends AsyncDisposable {
  /** Whether the handler has heard of all that was there at the start, and has settled it. */
  readonly hasSynced: boolean;
  /** Resolves once {@link hasSynced} is true. @throws The signal's reason; or an error when it is removed or stopped before. */
  synced(signal?: AbortSignal): Promise<void>;
  /** Calls that wait for this handler. */
  readonly backlog: number;
  /**
   * Ends the calls: what waits is dropped. Resolves when the call that is under way, if any, has settled; awaiting it
   * from inside the handler would wait for ever. Where that can be seen, before the first `await` of the call, it is
   * refused with an error; after it, remove without awaiting. Again is harmless.
   */
  remove(): Promise<void>;
}
