import { checkedDelay, systemClock, type Clock } from "@workset/clock";
import type { KeyOf } from "@workset/queue";
import type { AddsKeys } from "../in-hand/adds-keys.ts";
import type { WorkableQueue } from "../in-hand/work-source.ts";

/** The queue of one group: in the process or durable. */
export type GroupQueue<T> = AddsKeys<T> & WorkableQueue<T> & Partial<AsyncDisposable & Disposable>;

/** How a fair queue is made. */
export interface FairQueueOptions<T> {
  /**
   * The name for logs.
   * @defaultValue "fair"
   */
  readonly name?: string;
  /** The group of an item. All items of one key are of one group. */
  readonly groupOf: (item: T) => string;
  /** Opens the queue of a group that has none. It is closed when the group has had nothing to do for a while. */
  readonly open: (group: string) => GroupQueue<T> | PromiseLike<GroupQueue<T>>;
  /** Gives each item its key. @defaultValue an item that is text is its own key */
  readonly keyOf?: KeyOf<T>;
  /**
   * How many keys of one group are in hand at once, at most.
   * @defaultValue as many as there are workers
   */
  readonly limit?: number;
  /**
   * How many keys a group may hand out before it is the next one's turn: a whole number of at least 1.
   * @defaultValue 1
   */
  readonly weight?: (group: string) => number;
  /**
   * How long a group without keys is kept, in milliseconds, before its queue is closed.
   * @defaultValue 10,000
   */
  readonly keepIdleMs?: number;
  /** @defaultValue the system's clock */
  readonly clock?: Clock;
}

/** The options with nothing left open. */
export type ResolvedFair<T> = Required<FairQueueOptions<T>>;

/** The options, checked, with the defaults filled in. */
export function resolveFair<T>(options: FairQueueOptions<T>): ResolvedFair<T> {
  const { limit = Infinity, keepIdleMs = 10_000 } = options;
  if (limit !== Infinity && !(Number.isInteger(limit) && limit >= 1)) {
    throw new RangeError(`limit must be a whole number of at least 1, but it is ${String(limit)}`);
  }
  return {
    name: options.name ?? "fair",
    groupOf: options.groupOf,
    open: options.open,
    keyOf: options.keyOf ?? textOf,
    limit,
    weight: options.weight ?? (() => 1),
    keepIdleMs: checkedDelay("keepIdleMs", keepIdleMs),
    clock: options.clock ?? systemClock,
  };
}

/** The weight of a group. @throws RangeError when it is not a whole number of at least 1. */
export function checkedWeight(weight: number, group: string): number {
  if (Number.isInteger(weight) && weight >= 1) return weight;
  throw new RangeError(
    `weight must be a whole number of at least 1, but for ${JSON.stringify(group)} it is ${String(weight)}`,
  );
}

function textOf(item: unknown): string {
  if (typeof item === "string") return item;
  throw new TypeError("an item that is not a string needs the option keyOf, which gives it its key");
}
