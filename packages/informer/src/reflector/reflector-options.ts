import { systemClock, type Clock } from "@workset/clock";
import type { ListWatch } from "../sources/list-watch.ts";
import type { ObjectMeta } from "../objects/object-meta.ts";
import type { ReflectorTarget } from "../deltas/delta-queue.ts";
import { atLeast, type RetryBackoffOptions } from "./retry-backoff.ts";
import { SourceError, type SourceErrorCode } from "../sources/source-error.ts";

/** How a reflector is made. */
export interface ReflectorOptions<T> {
  /** Where the objects are. */
  readonly source: ListWatch<T>;
  /** Where they are written to. */
  readonly target: ReflectorTarget<T>;
  /** How an object tells its key and its version. */
  readonly meta: Pick<ObjectMeta<T>, "keyOf" | "versionOf">;
  /** The name for the errors that the reflector makes itself. @defaultValue "reflector" */
  readonly name?: string;
  /**
   * The version from which to watch at first, without a list: that of a cache that outlived the process. If the source
   * says that it has expired, that costs one list, at once. Empty counts as absent.
   * @defaultValue there is none, and everything is listed first
   */
  readonly from?: string;
  /**
   * How many objects a page of a list may hold; zero asks for no pages.
   * @defaultValue 500 for the first list, and for one that is to be as new as can be; none for a list from a version on,
   * which Kubernetes answers from memory only as a whole, unless the first list came in pages
   */
  readonly pageSize?: number;
  /**
   * Whether to list by way of a watch where the source can. When that fails, the list is asked for as usual.
   * @defaultValue true
   */
  readonly listByWatch?: boolean;
  /**
   * How long the source is asked to keep a watch open, in milliseconds, at least; each watch is given up to twice that,
   * at random. A watch that stays silent for 30 seconds longer than its time is given up.
   * @defaultValue 300,000
   */
  readonly watchTimeoutMs?: number;
  /** How long to wait after failures. */
  readonly backoff?: RetryBackoffOptions;
  /**
   * For how long a source may tell of internal errors on its watches before everything is listed again, in milliseconds:
   * until then, only the watch is opened again. A minute without one ends the count.
   * @defaultValue 0
   */
  readonly internalErrorGraceMs?: number;
  /**
   * How often the target is to resync, in milliseconds, from the first list on; zero never. It is skipped while the
   * target has no room.
   * @defaultValue 0
   */
  readonly resyncMs?: number;
  /** Asked before each resync whether it is to be. @defaultValue always */
  readonly shouldResync?: () => boolean;
  /** Hears of every failure, of those inside a watch too, but not of the end by the signal. */
  readonly onError?: OnReflectorError;
  /** @defaultValue the system's clock */
  readonly clock?: Clock;
  /** A number of at least 0 and less than 1. @defaultValue Math.random */
  readonly random?: () => number;
}

/** The options with every default filled in that does not depend on the source's answers. */
export type ResolvedReflectorOptions<T> = ReflectorOptions<T> &
  Required<
    Pick<
      ReflectorOptions<T>,
      | "name"
      | "from"
      | "listByWatch"
      | "watchTimeoutMs"
      | "internalErrorGraceMs"
      | "resyncMs"
      | "clock"
      | "random"
    >
  >;

/** @throws RangeError, naming the option, when one is out of bounds. */
export function resolved<T>(options: ReflectorOptions<T>): ResolvedReflectorOptions<T> {
  const { pageSize } = options;
  if (pageSize !== undefined && !(Number.isInteger(pageSize) && pageSize >= 0)) {
    throw new RangeError(`pageSize must be a whole number, 0 or more, but it is ${String(pageSize)}`);
  }
  return {
    ...options,
    name: options.name ?? "reflector",
    from: options.from ?? "",
    listByWatch: options.listByWatch ?? true,
    watchTimeoutMs: atLeast("watchTimeoutMs", options.watchTimeoutMs ?? 300_000, 1),
    internalErrorGraceMs: atLeast("internalErrorGraceMs", options.internalErrorGraceMs ?? 0, 0),
    resyncMs: atLeast("resyncMs", options.resyncMs ?? 0, 0),
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
  };
}

/** What went wrong in a reflector, and what it does about it. */
export interface ReflectorFailure {
  /**
   * What was being done. `"list"`: listing, in either way. `"watch"`: opening a watch. `"event"`: reading a watch that was
   * open, or an event of it that makes no sense. `"transform"`: writing to the target. `"resync"`: resyncing it.
   */
  readonly during: "list" | "watch" | "event" | "transform" | "resync";
  /** What is done next. `"go-on"`: nothing but what would have been done anyway. */
  readonly next: "list" | "watch" | "go-on";
  /** In how many milliseconds it is done. */
  readonly retryInMs: number;
}

/** Hears of failures. What it throws, or rejects with, is dropped. */
export type OnReflectorError = (error: unknown, failure: ReflectorFailure) => void;

/** Why a source refused; `"other"` for whatever is not a {@link SourceError}. */
export function codeOf(error: unknown): SourceErrorCode {
  return error instanceof SourceError ? error.code : "other";
}
