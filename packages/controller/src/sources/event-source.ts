import type { Clock, StopOptions } from "@workset/clock";

/** How a source asks for a key. */
export interface EnqueueOptions {
  /**
   * Higher goes first.
   * @defaultValue 0
   */
  readonly priority?: number;
  /**
   * How long the key waits first, in milliseconds.
   * @defaultValue 0
   */
  readonly delayMs?: number;
  /**
   * Whether this delay counts even if it ends later than the one the key waits for already.
   * @defaultValue false
   */
  readonly replace?: boolean;
}

/** Adds a key to the queue of the controller, on behalf of a source. */
export interface Enqueue<T> {
  /**
   * Resolves when the key is in the queue, and durable where the queue is.
   * @throws ControllerError `dropped` when the queue is shutting down and took nothing; or what its store throws.
   */
  (item: T, options?: EnqueueOptions): Promise<void>;
}

/** What a source is started with. */
export interface SourceHost<T> {
  readonly enqueue: Enqueue<T>;
  readonly clock: Clock;
  /** The key of an item. */
  readonly keyOf: (item: T) => string;
  /** Reports a failure that reaches no caller. Never throws. */
  report(error: unknown): void;
}

/** A failure of a source that lasts. */
export interface SourceTrouble {
  /** The last error. */
  readonly error: unknown;
  /** When it began to fail, in wall time. */
  readonly since: number;
}

/** Where keys come from: the events of an informer, a timer, a web hook. */
export interface EventSource<T> {
  /** The name for logs and observers. */
  readonly name: string;
  /**
   * Starts to ask for keys. Resolves when everything that existed at the start has been asked for.
   * @throws The signal's reason when it is aborted before; or why the source cannot start.
   */
  start(host: SourceHost<T>, signal: AbortSignal): Promise<void>;
  /** Asks for nothing any more once it resolves. Also called when it never started; a second call is harmless. */
  stop(options?: StopOptions): PromiseLike<unknown>;
  /** The failure that keeps the source from its work now, if any: the controller's status and errors name it. */
  readonly trouble?: SourceTrouble | undefined;
}
