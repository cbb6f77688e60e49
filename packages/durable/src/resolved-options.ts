import {
  checkedCount,
  checkedDelay,
  checkedFunction,
  required,
  requiredMethods,
  shown,
  systemClock,
  type Clock,
} from "@workset/clock";
import type { MetricsProvider } from "@workset/metrics";
import { defaultControllerRateLimiter, type RateLimiter } from "@workset/rate-limiters";
import { isStoreError, type BackoffRule, type Store } from "@workset/store";
import type { DurableQueueOptions } from "./durable-options.ts";
import { ItemCodec } from "./item-codec.ts";

/** The options with defaults applied. */
export interface ResolvedDurableOptions<T> {
  readonly store: Store;
  readonly name: string;
  readonly items: ItemCodec<T>;
  readonly limiter: RateLimiter;
  readonly merge: boolean;
  readonly backoff: BackoffRule;
  readonly maxCrashes: number;
  readonly keepFailedMs: number;
  readonly metrics: MetricsProvider | undefined;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

const backoffRules: readonly BackoffRule[] = ["deadline", "cut", "keep"];

/** The options, checked, with the defaults applied. */
export function resolve<T>(options: DurableQueueOptions<T>): ResolvedDurableOptions<T> {
  required("options", options, "give DurableQueue.open at least store and name");
  const {
    store,
    name,
    merge = true,
    backoff = "deadline",
    maxCrashes = 5,
    keepFailedMs = Infinity,
  } = options;
  const { metrics, clock = systemClock, onError = warn } = options;
  required("store", store, "open a SqliteStore or make a MemoryStore");
  requiredMethods("store", store, ["open"], "a store, as SqliteStore.open and new MemoryStore give it");
  if (typeof name !== "string" || name === "" || !name.isWellFormed()) {
    throw new TypeError(`name must be a well-formed string that is not empty, but it is ${shown(name)}`);
  }
  if (!backoffRules.includes(backoff)) {
    throw new TypeError(`backoff must be "deadline", "cut" or "keep", but it is ${shown(backoff)}`);
  }
  if (checkedDelay("keepFailedMs", keepFailedMs) < 0) {
    throw new RangeError(`keepFailedMs must be at least 0, but it is ${shown(keepFailedMs)}`);
  }
  const limiter = options.limiter ?? defaultControllerRateLimiter({ clock });
  requiredMethods(
    "limiter",
    limiter,
    ["after"],
    "a RateLimiter: its after(failures) says how long a key waits",
  );
  return {
    store,
    name,
    items: new ItemCodec<T>(name, options),
    limiter,
    merge,
    backoff,
    maxCrashes: checkedCount("maxCrashes", maxCrashes, { atLeast: 1 }),
    keepFailedMs,
    metrics,
    clock,
    onError: exceptClosed(checkedFunction("onError", onError)),
  };
}

/** A verb that comes after the queue was closed is refused, which its caller has asked for. */
function exceptClosed(onError: (error: unknown) => void): (error: unknown) => void {
  return (error) => {
    if (!isStoreError(error) || error.code !== "closed") onError(error);
  };
}

/** Without a listener an error must not be silent. */
function warn(error: unknown): void {
  const { process } = globalThis as {
    readonly process?: { emitWarning?(warning: string | Error): void };
  };
  const warning = error instanceof Error ? error : new Error(String(error));
  if (process?.emitWarning) process.emitWarning(warning);
  // oxlint-disable-next-line no-console -- where there is no process, the console is all there is
  else console.warn(warning);
}
