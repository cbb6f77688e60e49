import { checkedNumber, shown, systemClock, type Clock } from "@workset/clock";
import type { MetricsProvider } from "@workset/metrics";
import type { KeyOf, PayloadPolicy } from "./queue.ts";
import type { Ageing } from "./ready-queue.ts";

/** How a work queue is made. */
export interface WorkQueueOptions<T> {
  /**
   * The name under which metrics are kept. Without one there are none.
   * @defaultValue ""
   */
  readonly name?: string;
  /**
   * Gives each item its key. Needed unless the items are strings, which are their own keys. A key must not change
   * while the queue knows it.
   */
  readonly keyOf?: KeyOf<T>;
  /**
   * What becomes of two payloads of one key.
   * @defaultValue "latest"
   */
  readonly payload?: PayloadPolicy<T>;
  /**
   * A ready key gains one point of priority for each `pointMs` since it was added, so that no key starves.
   * @defaultValue none: a lower priority waits for as long as higher ones keep coming
   */
  readonly ageing?: Ageing;
  /** Where metrics go. @defaultValue nowhere */
  readonly metrics?: MetricsProvider;
  /** @defaultValue the system's clock */
  readonly clock?: Clock;
}

/** What `keyOf` is for these items: needed, unless they are strings. */
export type KeyOfOption<T> = [T] extends [string] ? unknown : { readonly keyOf: KeyOf<T> };

/** The options with defaults applied. */
export interface ResolvedOptions<T> {
  readonly name: string;
  readonly keyOf: KeyOf<T>;
  readonly combine: (waiting: T, added: T) => T;
  readonly ageing: Ageing | undefined;
  readonly metrics: MetricsProvider | undefined;
  readonly clock: Clock;
}

/** Checks the options and applies the defaults. */
export function resolve<T>(options: WorkQueueOptions<T>): ResolvedOptions<T> {
  const { name = "", payload = "latest", ageing, metrics, clock = systemClock } = options;
  const keyOf = checkedKeyOf(options.keyOf);
  if (ageing) checkedNumber("ageing.pointMs", ageing.pointMs, { above: 0, unit: "milliseconds" });
  return {
    name,
    keyOf,
    combine: combineBy(payload, keyOf),
    ageing,
    metrics: name ? metrics : undefined,
    clock,
  };
}

/** The key of an item, by `keyOf`, or the item itself. The function throws a TypeError for what has no text as its key. */
export function checkedKeyOf<T>(keyOf: KeyOf<T> | undefined): KeyOf<T> {
  return (item) => {
    const key: unknown = keyOf === undefined ? item : keyOf(item);
    if (typeof key === "string") return key;
    throw new TypeError(
      keyOf === undefined
        ? `an item that is not a string needs the option keyOf, which gives it its key; the item is ${shown(item)}`
        : `keyOf must give each item a string, but it gave ${shown(key)}`,
    );
  };
}

/** The priority as it was given. @throws RangeError, naming the option, when it is not a number. */
export function checkedPriority(priority: number): number {
  // Every add comes by here: the ordinary case is one comparison.
  return Number.isFinite(priority) ? priority : checkedNumber("priority", priority);
}

function combineBy<T>(payload: PayloadPolicy<T>, keyOf: KeyOf<T>): (waiting: T, added: T) => T {
  if (payload === "latest") return (_, added) => added;
  if (payload === "first") return (waiting) => waiting;
  if (typeof payload !== "function") {
    throw new TypeError(`payload must be "latest", "first" or a function, but it is ${shown(payload)}`);
  }
  return (waiting, added) => {
    const merged = payload(waiting, added);
    if (keyOf(merged) !== keyOf(added)) {
      throw new TypeError(
        "payload must merge two items into one of the same key: keyOf gives it another one",
      );
    }
    return merged;
  };
}
