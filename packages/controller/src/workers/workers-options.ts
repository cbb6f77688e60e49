import { checkedDelay, systemClock, type Clock } from "@workset/clock";
import type { Classify } from "./classify.ts";
import type { Log } from "../telling/log.ts";
import type { Observer } from "../telling/observer.ts";
import type { BatchHandler, Handler, Run } from "../in-hand/run.ts";
import { silentLog } from "../telling/silent-log.ts";
import type { WorkSource } from "../in-hand/work.ts";

/** A handler that is given several keys at once. */
export interface Batch<T> {
  readonly handle: BatchHandler<T>;
  /** How many keys it is given at most. */
  readonly max: number;
  /**
   * How long to wait, from the moment a batch holds its first key, for more to join.
   * @defaultValue 0: it takes what is there
   */
  readonly maxWaitMs?: number;
}

/** A key that was given up. */
export interface GivenUp<T> {
  readonly run: Run<T>;
  /** The last error. */
  readonly cause: unknown;
}

/** How workers work: all but what, and with what. */
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
   * How often a key is tried again before it is given up: with 2 it has three runs.
   * @defaultValue none: as often as it takes
   */
  readonly maxRetries?: number;
  /**
   * What becomes of a key whose run threw. What it answers nothing about, a `TerminalError` anywhere in the error gives
   * up, and everything else is tried again; so does an error that this throws itself.
   */
  readonly classify?: Classify;
  /**
   * Is awaited before a given-up key is let go: the place for a dead letter. What it throws is logged, and the key is
   * given up all the same. After a crash in between it is called once more.
   */
  readonly onGivenUp?: (event: GivenUp<T>) => void | PromiseLike<void>;
  /**
   * How long a run may take, in milliseconds. Then its signal is aborted with a `TimeoutError`, and the key is kept until
   * the handler has really ended: a key never runs twice at once.
   * @defaultValue as long as it takes
   */
  readonly timeLimitMs?: number;
  /**
   * How long after that a handler is said to be deaf, in milliseconds.
   * @defaultValue 5,000
   */
  readonly deafLimitMs?: number;
  /**
   * What is done about a deaf handler: `"keep"` waits on; `"let-go"` tries the key again and lets the worker go on, and
   * whatever the handler answers later changes nothing. The key may then run twice at once, and more handlers may be at
   * work than there are workers.
   * @defaultValue "keep"
   */
  readonly whenDeaf?: "keep" | "let-go";
  /** @defaultValue a silent one */
  readonly log?: Log;
  /** Who learns what happens. @defaultValue nobody */
  readonly observers?: readonly Observer[];
  /** @defaultValue the system's clock */
  readonly clock?: Clock;
}

/** How workers are made. */
export interface WorkersOptions<T> extends WorkersSettings<T> {
  /** Where the work comes from. It stays its owner's to dispose. */
  readonly source: WorkSource<T>;
  /** Does the work: a key at a time, or several at once. */
  readonly handler: Handler<T> | Batch<T>;
}

/** The options with nothing left open. */
export interface ResolvedWorkers<T> {
  readonly name: string;
  readonly source: WorkSource<T>;
  readonly concurrency: number;
  readonly handle: Handler<T> | undefined;
  readonly batch: Required<Batch<T>> | undefined;
  readonly maxRetries: number;
  readonly classify: Classify | undefined;
  readonly onGivenUp: ((event: GivenUp<T>) => void | PromiseLike<void>) | undefined;
  readonly timeLimitMs: number;
  readonly deafLimitMs: number;
  readonly whenDeaf: "keep" | "let-go";
  readonly log: Log;
  readonly observers: readonly Observer[];
  readonly clock: Clock;
}

/** The options, checked, with the defaults filled in. */
export function resolveWorkers<T>(options: WorkersOptions<T>): ResolvedWorkers<T> {
  const { source, handler, name = source.name, whenDeaf = "keep" } = options;
  if (whenDeaf !== "keep" && whenDeaf !== "let-go") {
    throw new TypeError(`whenDeaf must be "keep" or "let-go", but it is ${String(whenDeaf)}`);
  }
  const { maxRetries = Infinity } = options;
  return {
    name,
    source,
    concurrency: checkedConcurrency(options.concurrency ?? 1),
    handle: typeof handler === "function" ? handler : undefined,
    batch: typeof handler === "function" ? undefined : resolveBatch(handler),
    maxRetries: maxRetries === Infinity ? maxRetries : checkedWhole("maxRetries", maxRetries, 0),
    classify: options.classify,
    onGivenUp: options.onGivenUp,
    timeLimitMs: checkedLimit("timeLimitMs", options.timeLimitMs ?? Infinity),
    deafLimitMs: checkedDelay("deafLimitMs", options.deafLimitMs ?? 5000),
    whenDeaf,
    log: options.log ?? silentLog,
    observers: options.observers ?? [],
    clock: options.clock ?? systemClock,
  };
}

/** @throws RangeError when it is not a whole number of at least 0. */
export function checkedConcurrency(concurrency: number): number {
  return checkedWhole("concurrency", concurrency, 0);
}

function resolveBatch<T>({ handle, max, maxWaitMs = 0 }: Batch<T>): Required<Batch<T>> {
  if (typeof handle !== "function") {
    throw new TypeError(
      `handler must be a function, or have one as its handle, but that is ${typeof handle}`,
    );
  }
  return {
    handle,
    max: checkedWhole("handler.max", max, 1),
    maxWaitMs: checkedDelay("handler.maxWaitMs", maxWaitMs),
  };
}

function checkedWhole(name: string, value: number, atLeast: number): number {
  if (Number.isInteger(value) && value >= atLeast) return value;
  throw new RangeError(`${name} must be a whole number of at least ${atLeast}, but it is ${String(value)}`);
}

function checkedLimit(name: string, limitMs: number): number {
  if (checkedDelay(name, limitMs) > 0) return limitMs;
  throw new RangeError(`${name} must be a number of milliseconds above 0, but it is ${limitMs}`);
}
