import type { RateLimitedQueue } from "@workset/rate-limiters";
import { DurableSource, type DurableQueueOf } from "./durable-work.ts";
import { ProcessSource } from "./process-work.ts";
import type { WorkSource } from "./work.ts";

/** A queue that hands out work: an in-process one, or a durable one, recognised by its failed set. */
export type WorkableQueue<T> = RateLimitedQueue<T> | DurableQueueOf<T>;

/**
 * The work of a queue. A key keeps its priority when it runs again, and a payload added while it was processing is newer
 * than the payload that is retried.
 *
 * `retry` with `afterMs` does not ask the limiter. In process, a key that is given back goes to the end of the queue, a
 * given-up key is gone, and a retry after a shutdown is lost, as is everything that waits. A durable queue counts
 * crashes as failures and keeps what is given up in its failed set.
 */
export function workSource<T>(queue: WorkableQueue<T>): WorkSource<T> {
  return "failed" in queue ? new DurableSource(queue) : new ProcessSource(queue);
}
