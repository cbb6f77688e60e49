import type { Clock } from "@workset/clock";

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

/** Asks for a key on behalf of a source. */
export interface Enqueue<T> {
  /**
   * Resolves when the key is in the queue, and durable where the queue is.
   * @throws Error when the queue is shutting down and took nothing; or what its store throws.
   */
  (item: T, options?: EnqueueOptions): Promise<void>;
}

/** What a source is given by whoever starts it. */
export interface SourceHost<T> {
  readonly clock: Clock;
  /** The key of an item. */
  readonly keyOf: (item: T) => string;
  /** Says that something went wrong which reaches no caller. Never throws. */
  report(error: unknown): void;
}

/** Where keys come from: the events of an informer, a timer, a web hook. */
export interface EventSource<T> {
  /** The name for logs and observers. */
  readonly name: string;
  /** Starts to ask for keys. */
  start(enqueue: Enqueue<T>, host: SourceHost<T>): void;
  /** Resolves when all that was there at the start has been asked for. @throws The signal's reason. */
  synced(signal: AbortSignal): Promise<void>;
  /** Asks for nothing any more once it resolves. Also called when it never started; again is harmless. */
  stop(): Promise<void>;
}
