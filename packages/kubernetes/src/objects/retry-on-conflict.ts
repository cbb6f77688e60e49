import { Backoff, sleep, systemClock, type Clock } from "@workset/clock";
import { isApplyConflict, isConflict } from "../errors/predicates.ts";

/** How often, and how fast, a conflict is tried again. The defaults are client-go's. */
export interface RetryOnConflictOptions {
  /** How often it is tried at most. @defaultValue 5 */
  readonly attempts?: number;
  /** The wait before it is tried again, in milliseconds, stretched at random by a tenth. @defaultValue 10 */
  readonly waitMs?: number;
  readonly signal?: AbortSignal;
  /** @defaultValue the system's clock */
  readonly clock?: Clock;
}

/**
 * Calls a function that reads an object and writes it, again when the write was refused because the object has changed
 * since. A conflict of field managers is not tried again: it would be the same.
 * @throws What the function throws last.
 */
export async function retryOnConflict<R>(
  write: (attempt: number) => Promise<R>,
  { attempts = 5, waitMs = 10, signal, clock = systemClock }: RetryOnConflictOptions = {},
): Promise<R> {
  const backoff = new Backoff({ baseMs: waitMs, maxMs: waitMs, jitter: 0.1 });
  for (let attempt = 1; ; attempt++) {
    try {
      return await write(attempt);
    } catch (error) {
      if (attempt >= attempts || !isConflict(error) || isApplyConflict(error)) throw error;
    }
    await sleep(clock, backoff.next(), signal);
  }
}
