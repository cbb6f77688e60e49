import { checkedCount, checkedDelay, checkedFunction, shown, systemClock, type Clock } from "@workset/clock";
import { checkedKeyOf, type KeyOf } from "@workset/queue";
import type { RateLimit } from "../work/run-rate.ts";
import type { WorkableQueue } from "../work/work-source.ts";
import type { AddsKeys } from "../work/work.ts";

/** The queue of one group: in-process or durable. */
export type GroupQueue<T> = AddsKeys<T> & WorkableQueue<T> & Partial<AsyncDisposable & Disposable>;

/** The names of groups. */
export type Groups = Iterable<string> | AsyncIterable<string>;

/** How a fair queue is made. */
export interface FairQueueOptions<T> {
  /**
   * The name for logs.
   * @defaultValue "fair"
   */
  readonly name?: string;
  /** The group of an item. All items of one key belong to one group. */
  readonly groupOf: (item: T) => string;
  /** Opens the queue of a group that has none. It is closed when the group has been idle for a while. */
  readonly open: (group: string) => GroupQueue<T> | PromiseLike<GroupQueue<T>>;
  /**
   * The groups whose durable queues may hold keys of an earlier process: the names of `store.queues()`, for example. They
   * are opened when work is first asked for, so that their keys run although nothing is added to them.
   * @defaultValue none: a group is opened by its first add
   */
  readonly groups?: () => Groups | PromiseLike<Groups>;
  /** The key of an item. @defaultValue an item that is a string is its own key */
  readonly keyOf?: KeyOf<T>;
  /**
   * How many keys of one group are processing at once, at most.
   * @defaultValue no limit besides the number of workers
   */
  readonly limit?: number;
  /**
   * How many runs of a group may begin within a time; asked once, when the queue of the group is opened.
   * @defaultValue no limit
   */
  readonly rateLimit?: (group: string) => RateLimit | undefined;
  /**
   * How many keys a group may hand out before the next group's turn: a whole number of at least 1.
   * @defaultValue 1
   */
  readonly weight?: (group: string) => number;
  /**
   * How long a group without keys is kept, in milliseconds, before its queue is closed.
   * @defaultValue 10,000
   */
  readonly keepIdleMs?: number;
  /** @defaultValue the system clock */
  readonly clock?: Clock;
}

/** The options with defaults applied. */
export type ResolvedFair<T> = Required<FairQueueOptions<T>>;

/** @throws RangeError or TypeError, naming the option, when one has no meaning. */
export function resolveFair<T>(options: FairQueueOptions<T>): ResolvedFair<T> {
  const { limit = Infinity, keepIdleMs = 10_000 } = options;
  return {
    name: options.name ?? "fair",
    groupOf: checkedFunction("groupOf", options.groupOf),
    open: checkedFunction("open", options.open),
    groups: options.groups ?? (() => []),
    keyOf: checkedKeyOf(options.keyOf),
    limit: limit === Infinity ? limit : checkedCount("limit", limit, { atLeast: 1 }),
    rateLimit: options.rateLimit ?? (() => undefined),
    weight: options.weight ?? (() => 1),
    keepIdleMs: checkedDelay("keepIdleMs", keepIdleMs),
    clock: options.clock ?? systemClock,
  };
}

/** The weight of a group. @throws RangeError when it is not a whole number of at least 1. */
export function checkedWeight(weight: number, group: string): number {
  return checkedCount(`weight of ${shown(group)}`, weight, { atLeast: 1 });
}
