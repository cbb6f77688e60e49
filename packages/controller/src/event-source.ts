/** How a source asks for a key. */
export interface Enqueue<T> {
  /** Resolves when the key is in the queue, and durable where the queue is. */
  (item: T, options?: { readonly priority?: number }): Promise<void>;
}

/** Where keys come from: the events of an informer, a timer, a web hook. */
export interface EventSource<T> {
  /** The name for logs and observers. */
  readonly name: string;
  /** Starts to ask for keys. */
  start(enqueue: Enqueue<T>): void;
  /** Resolves when all that was there at the start has been asked for. @throws The signal's reason. */
  synced(signal: AbortSignal): Promise<void>;
  /** Asks for nothing any more once it resolves. */
  stop(): Promise<void>;
}
