import { ManualClock } from "@workset/clock";
import { FairQueue, type FairQueueOptions, type Work } from "@workset/controller";
import { RateLimitingQueue } from "@workset/rate-limiters";
import { expect } from "vitest";
import { turns } from "./workers-harness.ts";

/** `group/name` */
export function groupOf(item: string): string {
  return item.split("/")[0]!;
}

/** Never aborted. */
export const forever: AbortSignal = new AbortController().signal;

/** A fair queue over queues in the process. */
export interface Bench {
  readonly clock: ManualClock;
  readonly queue: FairQueue;
  readonly opened: string[];
}

/** Makes one. */
export function inProcess(options: Partial<FairQueueOptions<string>> = {}): Bench {
  const clock = new ManualClock();
  const opened: string[] = [];
  const queue = new FairQueue({
    groupOf,
    clock,
    open: (group) => {
      opened.push(group);
      return new RateLimitingQueue({ clock, merge: true });
    },
    ...options,
  });
  return { clock, queue, opened };
}

/** The queue with some of its verbs done in another way. */
export function altered(own: RateLimitingQueue, verbs: Record<PropertyKey, unknown>): RateLimitingQueue {
  return new Proxy(own, {
    get: (target, name) => {
      if (name in verbs) return verbs[name as string];
      const property: unknown = Reflect.get(target, name);
      return typeof property === "function" ? (property.bind(target) as unknown) : property;
    },
  });
}

/** Lets this number of seconds pass, one by one. */
export async function seconds(clock: ManualClock, many: number): Promise<void> {
  for (let left = many; left > 0; left--) {
    clock.advance(1000);
    await turns();
  }
}

/** The next work, of which there is some. */
export async function take(queue: FairQueue): Promise<Work<string>> {
  await turns(2);
  const work = await queue.take(forever);
  expect(work).toBeDefined();
  return work!;
}

/** Takes and ends this number of keys, one after another. */
export async function keysOf(queue: FairQueue, many: number): Promise<string[]> {
  const keys: string[] = [];
  for (let left = many; left > 0; left--) {
    const work = await take(queue);
    keys.push(work.key);
    await work.release({ next: "done" });
  }
  return keys;
}
