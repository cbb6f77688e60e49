import {
  checkedChoice,
  checkedCount,
  checkedDelay,
  checkedDuration,
  checkedFunction,
  checkedNumber,
  requiredMethods,
  systemClock,
  type Clock,
} from "@workset/clock";
import type { Observer } from "../observability/observer.ts";
import { silentLog, type Log } from "../work/log.ts";
import { RunRate, type RateLimit } from "../work/run-rate.ts";
import type { BatchHandler, Handler, Run } from "../work/run.ts";
import type { WorkSource } from "../work/work.ts";
import type { Classify } from "./classify.ts";

/** A handler that gets several keys at once. */
export interface Batch<T> {
  readonly handle: BatchHandler<T>;
  /** How many keys it gets at most. */
  readonly max: number;
  /**
   * How long to wait for more keys, from the moment a batch holds its first one, in milliseconds.
   * @defaultValue 0: it takes the keys that are ready
   */
  readonly maxWaitMs?: number;
}

/** A key that was given up. */
export interface GivenUp<T> {
  readonly run: Run<T>;
  /** The last error. */
  readonly cause: unknown;
}

/** How workers work: everything but the source and the handler. */
export interface WorkersSettings<T> {
  /**
   * The name for logs and observers.
   * @defaultValue that of the source
   */
  readonly name?: string;
  /**
   * How many handlers run at once.
   * @defaultValue 1
   */
  readonly concurrency?: number;
  /**
   * How many runs may begin within a time, first runs included.
   * @defaultValue no limit
   */
  readonly rateLimit?: RateLimit;
  /**
   * How often a key is retried before it is given up: with 2 it has three runs.
   * @defaultValue no limit
   */
  readonly maxRetries?: number;
  /**
   * The outcome of a run that threw. Where it returns nothing, a `TerminalError` anywhere in the error gives up, and every
   * other error is retried; the same holds if this function throws itself.
   */
  readonly classify?: Classify;
  /**
   * Awaited before a given-up key is released: the place for a dead letter. If it throws, that is logged, and the key is
   * given up all the same. After a crash in between it is called once more.
   */
  readonly onGivenUp?: (event: GivenUp<T>) => void | PromiseLike<void>;
  /**
   * How long a run may take, in milliseconds. Then its signal is aborted with a `TimeoutError`, and the key stays
   * processing until the handler has ended: a key never runs twice at once.
   * @defaultValue no limit
   */
  readonly timeLimitMs?: number;
  /**
   * How long a handler may go on after its signal was aborted by the time limit, in milliseconds; then
   * {@link onAbortIgnored} applies.
   * @defaultValue 5,000
   */
  readonly abortGraceMs?: number;
  /**
   * What happens to a handler that ignores its aborted signal. `"wait"` logs it and waits on. `"abandon"` retries the key
   * and frees the worker, and the handler's later result is ignored; the key may then run twice at once, and more
   * handlers may run than `concurrency` says.
   * @defaultValue "wait"
   */
  readonly onAbortIgnored?: "wait" | "abandon";
  /**
   * How long a key waits for the caches to show what its run has written, in milliseconds; see `Run.wrote`.
   * @defaultValue 10,000
   */
  readonly writeTimeoutMs?: number;
  /** @defaultValue one that writes nothing */
  readonly log?: Log;
  /** Called as keys are added and run. @defaultValue none */
  readonly observers?: readonly Observer[];
  /**
   * Whether started workers keep the process running until they are stopped. Only runtimes that can tell the difference
   * honour `false`.
   * @defaultValue true
   */
  readonly keepsAlive?: boolean;
  /** @defaultValue the system clock */
  readonly clock?: Clock;
}

/** How workers are made. */
export interface WorkersOptions<T> extends WorkersSettings<T> {
  /** Where the work comes from. It stays its owner's to dispose. */
  readonly source: WorkSource<T>;
  /** Does the work: one key at a time, or several at once. */
  readonly handler: Handler<T> | Batch<T>;
}

/** The options with defaults applied. */
export interface ResolvedWorkers<T> {
  readonly name: string;
  readonly source: WorkSource<T>;
  readonly concurrency: number;
  readonly handle: Handler<T> | undefined;
  readonly batch: Required<Batch<T>> | undefined;
  readonly rate: RunRate | undefined;
  readonly maxRetries: number;
  readonly classify: Classify | undefined;
  readonly onGivenUp: ((event: GivenUp<T>) => void | PromiseLike<void>) | undefined;
  readonly timeLimitMs: number;
  readonly abortGraceMs: number;
  readonly onAbortIgnored: "wait" | "abandon";
  readonly writeTimeoutMs: number;
  readonly log: Log;
  readonly observers: readonly Observer[];
  readonly keepsAlive: boolean;
  readonly clock: Clock;
}

/** @throws RangeError or TypeError, naming the option, when one has no meaning. */
export function resolveWorkers<T>(options: WorkersOptions<T>): ResolvedWorkers<T> {
  const { handler, maxRetries = Infinity, classify, onGivenUp, rateLimit, clock = systemClock } = options;
  const source = requiredMethods(
    "source",
    options.source,
    ["take", "takeBatch", "shutDown", "counts"],
    "give workSource(queue), or a WorkSource",
  );
  return {
    name: options.name ?? source.name,
    source,
    concurrency: checkedConcurrency(options.concurrency ?? 1),
    handle: typeof handler === "function" ? handler : undefined,
    batch: typeof handler === "function" ? undefined : resolveBatch(handler),
    rate: rateLimit && new RunRate("rateLimit", rateLimit, clock),
    maxRetries: maxRetries === Infinity ? maxRetries : checkedCount("maxRetries", maxRetries),
    classify: classify && checkedFunction("classify", classify),
    onGivenUp: onGivenUp && checkedFunction("onGivenUp", onGivenUp),
    timeLimitMs: checkedNumber("timeLimitMs", options.timeLimitMs ?? Infinity, {
      above: 0,
      unit: "milliseconds",
    }),
    abortGraceMs: checkedDelay("abortGraceMs", options.abortGraceMs ?? 5000),
    onAbortIgnored: checkedChoice("onAbortIgnored", options.onAbortIgnored ?? "wait", ["wait", "abandon"]),
    writeTimeoutMs: checkedDuration("writeTimeoutMs", options.writeTimeoutMs ?? 10_000),
    log: options.log ?? silentLog,
    observers: options.observers ?? [],
    keepsAlive: options.keepsAlive ?? true,
    clock,
  };
}

/** @throws RangeError when it is not a whole number of at least 0. */
export function checkedConcurrency(concurrency: number): number {
  return checkedCount("concurrency", concurrency);
}

function resolveBatch<T>(batch: Batch<T>): Required<Batch<T>> {
  const hint = "give a function, or { handle, max } for batches";
  const { handle, max, maxWaitMs = 0 } = requiredMethods("handler", batch, ["handle"], hint);
  return {
    handle,
    max: checkedCount("handler.max", max, { atLeast: 1 }),
    maxWaitMs: checkedDelay("handler.maxWaitMs", maxWaitMs),
  };
}
