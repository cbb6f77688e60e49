import { checkedChoice, checkedDuration, checkedNumber } from "@workset/clock";

/** How a handler is added. */
export interface HandlerOptions<T = unknown> {
  /** The name for errors and metrics. @defaultValue its number */
  readonly name?: string;
  /**
   * Delivers only objects for which this returns true, as if there were no others. An update by which an object joins them
   * is an add; one by which it leaves them is a delete, with the last state that was one of them. A deletion is judged by
   * its last state, and delivered when none is known. What the function throws is a failure of the handler.
   * @defaultValue every object is delivered
   */
  readonly filter?: (object: T) => boolean;
  /**
   * How often every object is delivered again, as an update of equal versions, in milliseconds; zero never.
   * @defaultValue the informer's `resyncMs`
   */
  readonly resyncMs?: number;
  /**
   * Whether states are delivered that the source sent although they were known: each object of a new list that did not
   * change. They come as updates of equal versions.
   * @defaultValue false: a new list delivers what changed
   */
  readonly unchanged?: boolean;
  /**
   * What a call does that throws or rejects. `"report"`: the error is reported and the call counts as made. `"retry"`: it
   * is reported, and the call is made again after a growing delay, before any other.
   * @defaultValue "report"
   */
  readonly onFailure?: "report" | "retry";
  /**
   * How many calls may run at once, counted from the oldest that has not settled. They start in order all the same. More
   * than one suits handlers that only pass changes on, for example to a queue that writes many at once.
   * @defaultValue 1
   */
  readonly concurrency?: number;
  /**
   * How long a call may take, in milliseconds. A call that takes longer counts as failed; its promise is abandoned, so it
   * may still be running during the next call.
   * @defaultValue no limit: a call of more than 30 seconds is reported, and the informer is not ready until it ends
   */
  readonly callTimeoutMs?: number;
  /** How many calls may be pending. @defaultValue 100,000 */
  readonly backlog?: number;
  /**
   * What happens when more would be pending; either is reported. `"coalesce"`: of each object only the newest state stays
   * pending, and the other handlers are not affected. `"block"`: no state is skipped, and the informer reads no further,
   * for any handler, until there is room.
   * @defaultValue "coalesce"
   */
  readonly whenFull?: "block" | "coalesce";
}

/** The options of a handler with defaults applied. */
export type ResolvedHandlerOptions<T> = Required<Omit<HandlerOptions<T>, "filter">>;

/** @throws RangeError, naming the option, when one is out of bounds. */
export function resolvedHandlerOptions<T>(
  options: HandlerOptions<T>,
  defaults: { readonly name: () => string; readonly resyncMs: number },
): ResolvedHandlerOptions<T> {
  const { callTimeoutMs = Infinity, onFailure = "report", whenFull = "coalesce" } = options;
  return {
    name: options.name ?? defaults.name(),
    resyncMs: checkedDuration("resyncMs", options.resyncMs ?? defaults.resyncMs),
    unchanged: options.unchanged ?? false,
    onFailure: checkedChoice("onFailure", onFailure, ["report", "retry"]),
    concurrency: checkedNumber("concurrency", options.concurrency ?? 1, { atLeast: 1 }),
    callTimeoutMs: checkedNumber("callTimeoutMs", callTimeoutMs, { above: 0, unit: "milliseconds" }),
    backlog: checkedNumber("backlog", options.backlog ?? 100_000, { atLeast: 1 }),
    whenFull: checkedChoice("whenFull", whenFull, ["coalesce", "block"]),
  };
}

/** A call that took more than 100 ms while more than 1,024 were pending. */
export interface SlowCall {
  readonly handler: string;
  readonly tookMs: number;
  /** How many calls of the handler are pending. */
  readonly backlog: number;
}
