import { systemClock, type Clock } from "@workset/clock";
import type { MetricsProvider } from "@workset/metrics";
import type { KeyOf, PayloadPolicy } from "./queue.ts";
import type { Ageing } from "./ready-line.ts";

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
   * Lets a ready key gain one point of priority for each `pointMs` since it was added, so that no key starves.
   * @defaultValue none: a lower priority waits for ever while higher ones keep coming
   */
  readonly ageing?: Ageing;
  /** Where metrics go. @defaultValue nowhere */
  readonly metrics?: MetricsProvider;
  /** @defaultValue the system's clock */
  readonly clock?: Clock;
}

/** What the constructor takes: options, with `keyOf` where the items are not strings. */
export type WorkQueueArguments<T> = [T] extends [string]
  ? [options?: WorkQueueOptions<T>]
  : [options: WorkQueueOptions<T> & { readonly keyOf: KeyOf<T> }];

/** The options with nothing left open. */
export interface ResolvedOptions<T> {
  readonly name: string;
  readonly keyOf: KeyOf<T>;
  readonly combine: (waiting: T, added: T) => T;
  readonly ageing: Ageing | undefined;
  readonly metrics: MetricsProvider | undefined;
  readonly clock: Clock;
}

/** The options, checked, with the defaults filled in. */
export function resolve<T>(options: WorkQueueOptions<T>): ResolvedOptions<T> {
  const { name = "", payload = "latest", ageing, metrics, clock = systemClock } = options;
  const keyOf = checkedKeyOf(options.keyOf);
  if (ageing && !(ageing.pointMs > 0)) {
    throw new RangeError(
      `ageing.pointMs must be a number of milliseconds above 0, but it is ${ageing.pointMs}`,
    );
  }
  return {
    name,
    keyOf,
    combine: combineBy(payload, keyOf),
    ageing,
    metrics: name ? metrics : undefined,
    clock,
  };
}

function checkedKeyOf<T>(keyOf: KeyOf<T> | undefined): KeyOf<T> {
  return (item) => {
    const key: unknown = keyOf === undefined ? item : keyOf(item);
    if (typeof key === "string") return key;
    throw new TypeError(
      keyOf === undefined
        ? `an item that is not a string needs the option keyOf, which gives it its key; the item is ${typeof item}`
        : `keyOf must give each item a string, but it gave ${typeof key}`,
    );
  };
}

/** The priority as it was given. @throws RangeError, naming the option, when it is not a number. */
export function checkedPriority(priority: number): number {
  if (typeof priority === "number" && !Number.isNaN(priority)) return priority;
  throw new RangeError(`priority must be a number, but it is ${String(priority)}`);
}

function combineBy<T>(payload: PayloadPolicy<T>, keyOf: KeyOf<T>): (waiting: T, added: T) => T {
  if (payload === "latest") return (_, added) => added;
  if (payload === "first") return (waiting) => waiting;
  if (typeof payload !== "function") {
    throw new TypeError(`payload must be "latest", "first" or a function, but it is ${String(payload)}`);
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
