import { checkedDelay, systemClock, type Clock } from "@workset/clock";
import type { MetricsProvider } from "@workset/metrics";
import { defaultControllerRateLimiter, type RateLimiter } from "@workset/rate-limiters";
import type { Store } from "@workset/store";
import type { DurableQueueOptions } from "./durable-options.ts";
import { Items } from "./items.ts";

/** The options with nothing left open. */
export interface ResolvedDurableOptions<T> {
  readonly store: Store;
  readonly name: string;
  readonly items: Items<T>;
  readonly limiter: RateLimiter;
  readonly merge: boolean;
  readonly keepBackoff: boolean;
  readonly maxCrashes: number;
  readonly keepFailedMs: number;
  readonly metrics: MetricsProvider | undefined;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

/** The options, checked, with the defaults filled in. */
export function resolve<T>(options: DurableQueueOptions<T>): ResolvedDurableOptions<T> {
  const { store, name, merge = true, backoff = "cut", maxCrashes = 5, keepFailedMs = Infinity } = options;
  const { metrics, clock = systemClock, onError = () => {} } = options;
  if (typeof name !== "string" || name === "") {
    throw new TypeError(`name must be a string that is not empty, but it is ${JSON.stringify(name)}`);
  }
  if (backoff !== "cut" && backoff !== "keep") {
    throw new TypeError(`backoff must be "cut" or "keep", but it is ${String(backoff)}`);
  }
  if (!Number.isInteger(maxCrashes) || maxCrashes < 1) {
    throw new RangeError(`maxCrashes must be a whole number of at least 1, but it is ${String(maxCrashes)}`);
  }
  if (checkedDelay("keepFailedMs", keepFailedMs) < 0) {
    throw new RangeError(`keepFailedMs must be at least 0, but it is ${keepFailedMs}`);
  }
  return {
    store,
    name,
    items: new Items<T>(options),
    limiter: options.limiter ?? defaultControllerRateLimiter({ clock }),
    merge,
    keepBackoff: backoff === "keep",
    maxCrashes,
    keepFailedMs,
    metrics,
    clock,
    onError,
  };
}
