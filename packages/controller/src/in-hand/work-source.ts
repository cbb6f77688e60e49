import type { RateLimitedQueue } from "@workset/rate-limiters";
import { DurableSource, type DurableQueueOf } from "./durable-work.ts";
import { ProcessSource } from "./process-work.ts";
import type { WorkSource } from "./work.ts";

/** A queue that work can come from: one in the process, or a durable one, known by its set of failed keys. */
export type WorkableQueue<T> = RateLimitedQueue<T> | DurableQueueOf<T>;

/**
 * The work of a queue. A key keeps its priority when it comes again, and what was added meanwhile is newer than what is
 * tried again.
 *
 * `retry(afterMs)` leaves the limiter unasked. In the process, a key that is given back goes to the end of its line; a
 * given-up key is gone; what ends with a retry after a shutdown is lost, as all that waits. A durable queue counts
 * crashes as failures, and keeps what is given up in its failed set.
 */
export function workSource<T>(queue: WorkableQueue<T>): WorkSource<T> {
  return "failed" in queue ? new DurableSource(queue) : new ProcessSource(queue);
}
