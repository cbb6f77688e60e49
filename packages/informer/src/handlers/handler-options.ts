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
  readonly concurrency?: number;
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

/** A handler that keeps many calls waiting. */
export interface SlowCall {
  readonly handler: string;
  readonly tookMs: number;
  /** Calls that wait for it. */
  readonly backlog: number;
}
