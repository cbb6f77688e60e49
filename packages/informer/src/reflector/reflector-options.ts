import {
  checkedCount,
  checkedDuration,
  checkedNumber,
  requiredMethods,
  systemClock,
  type Clock,
} from "@workset/clock";
import type { ReflectorTarget } from "../deltas/delta-queue.ts";
import type { ObjectMeta } from "../objects/object-meta.ts";
import type { ListWatch } from "../sources/list-watch.ts";
import { SourceError, type SourceErrorCode } from "../sources/source-error.ts";

/** How long a reflector waits after failures. The defaults are client-go's. */
export interface RetryBackoffOptions {
  /** The first wait, in milliseconds, before it is stretched. @defaultValue 800 */
  readonly baseMs?: number;
  /** The longest wait, in milliseconds, before it is stretched. @defaultValue 30,000 */
  readonly maxMs?: number;
  /** What each wait is multiplied by to give the next; at least 1. @defaultValue 2 */
  readonly factor?: number;
  /**
   * How far a wait is stretched at random: by a factor from 1 up to, but not including, 1 + `jitter`, so that clients that
   * failed together do not come back together.
   * @defaultValue 1
   */
  readonly jitter?: number;
  /**
   * A failure that comes more than this after the failure before it counts as a first one, in milliseconds.
   * @defaultValue 120,000
   */
  readonly resetAfterMs?: number;
}

/** How a reflector is made. */
export interface ReflectorOptions<T> {
  /** What is listed and watched. */
  readonly source: ListWatch<T>;
  /** Where objects are written to. */
  readonly target: ReflectorTarget<T>;
  /** How the key and the version of an object are read. */
  readonly meta: Pick<ObjectMeta<T>, "keyOf" | "versionOf">;
  /** The name in errors that the reflector makes. @defaultValue "reflector" */
  readonly name?: string;
  /**
   * The version from which to watch at first, without a list: that of a saved cache. If it has expired, that costs one
   * list, at once. Empty counts as absent.
   * @defaultValue none: everything is listed first
   */
  readonly from?: string;
  /**
   * How many objects a page of a list may hold; zero asks for no pages.
   * @defaultValue 500 for the first list, and for one of the newest state; none for a list from a version on, which
   * Kubernetes answers from memory only as a whole, unless the first list came in pages
   */
  readonly pageSize?: number;
  /**
   * Whether to list by way of a watch where the source can. When that fails, an ordinary list is requested.
   * @defaultValue true
   */
  readonly listByWatch?: boolean;
  /**
   * How long a list by way of a watch may take, in milliseconds. After that ordinary lists are requested, from then on.
   * @defaultValue 60,000
   */
  readonly watchListTimeoutMs?: number;
  /**
   * How long the source is asked to keep a watch open, in milliseconds, at least; each watch is given up to twice that, at
   * random.
   * @defaultValue 300,000
   */
  readonly watchTimeoutMs?: number;
  /**
   * How long an open watch may send nothing before it is given up, in milliseconds: a connection that was cut without notice
   * looks like that.
   * @defaultValue one and a half times the source's `bookmarkIntervalMs`, where it has one (90 seconds for one minute);
   * otherwise 30 seconds more than the time the source was asked to keep the watch open
   */
  readonly idleTimeoutMs?: number;
  /** How long to wait after failures. */
  readonly backoff?: RetryBackoffOptions;
  /**
   * For how long a source may send internal errors on its watches before everything is listed again, in milliseconds: until
   * then, only the watch is opened again. A minute without one starts over.
   * @defaultValue 0
   */
  readonly internalErrorGraceMs?: number;
  /**
   * How often to list although the watch works, in milliseconds; zero never. It repairs what a source failed to send on a
   * watch; an informer counts such changes in its metric `missed`.
   * @defaultValue 0
   */
  readonly relistMs?: number;
  /**
   * How often the target resyncs, in milliseconds, from the first list on; zero never. It is skipped while the target has no
   * room.
   * @defaultValue 0
   */
  readonly resyncMs?: number;
  /** Called before each resync; `false` skips it. @defaultValue always true */
  readonly shouldResync?: () => boolean;
  /** Called with every failure, also with those inside a watch, but not at the end by the signal. */
  readonly onError?: OnReflectorError;
  /** Called when a watch works again after failures. */
  readonly onRecovered?: () => void;
  /** @defaultValue the system clock */
  readonly clock?: Clock;
  /** Returns a number of at least 0 and less than 1. @defaultValue Math.random */
  readonly random?: () => number;
}

type Defaulted =
  | "name"
  | "from"
  | "listByWatch"
  | "watchListTimeoutMs"
  | "watchTimeoutMs"
  | "internalErrorGraceMs"
  | "relistMs"
  | "resyncMs"
  | "clock"
  | "random";

/** The options with those defaults applied that do not depend on the source's answers. */
export type ResolvedReflectorOptions<T> = ReflectorOptions<T> &
  Required<Pick<ReflectorOptions<T>, Defaulted>>;

/** @throws RangeError or TypeError, naming the option, when one is missing or out of bounds. */
export function resolved<T>(options: ReflectorOptions<T>): ResolvedReflectorOptions<T> {
  requiredMethods("source", options.source, ["list", "watch"], "give a ListWatch");
  const { pageSize, watchListTimeoutMs = 60_000, watchTimeoutMs = 300_000, idleTimeoutMs } = options;
  if (pageSize !== undefined) checkedCount("pageSize", pageSize);
  if (idleTimeoutMs !== undefined) aboveZero("idleTimeoutMs", idleTimeoutMs);
  return {
    ...options,
    name: options.name ?? "reflector",
    from: options.from ?? "",
    listByWatch: options.listByWatch ?? true,
    watchListTimeoutMs: aboveZero("watchListTimeoutMs", watchListTimeoutMs),
    watchTimeoutMs: checkedNumber("watchTimeoutMs", watchTimeoutMs, { atLeast: 1, unit: "milliseconds" }),
    internalErrorGraceMs: checkedDuration("internalErrorGraceMs", options.internalErrorGraceMs ?? 0),
    relistMs: checkedDuration("relistMs", options.relistMs ?? 0),
    resyncMs: checkedDuration("resyncMs", options.resyncMs ?? 0),
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
  };
}

function aboveZero(name: string, value: number): number {
  return checkedNumber(name, value, { above: 0, unit: "milliseconds" });
}

/** What went wrong in a reflector, and what it does about it. */
export interface ReflectorFailure {
  /**
   * What failed. `"list"`: a list, in either way. `"watch"`: opening a watch. `"event"`: reading an open watch, or an event
   * that makes no sense. `"transform"`: writing to the target. `"resync"`: a resync of the target.
   */
  readonly during: "list" | "watch" | "event" | "transform" | "resync";
  /** What is done next. `"go-on"`: what would have been done without the failure. */
  readonly next: "list" | "watch" | "go-on";
  /** In how many milliseconds it is done. */
  readonly retryInMs: number;
}

/** Called with failures. What it throws, or rejects with, is dropped. */
export type OnReflectorError = (error: unknown, failure: ReflectorFailure) => void;

/** The code of an error; `"other"` for whatever is not a {@link SourceError}. */
export function codeOf(error: unknown): SourceErrorCode {
  return error instanceof SourceError ? error.code : "other";
}
