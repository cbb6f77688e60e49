import { Backoff, sleep, type Clock } from "@workset/clock";
import type { ListWatch } from "../sources/list-watch.ts";

/** How the identity of a source is requested. */
export interface IdentityRequest {
  readonly clock: Clock;
  /** Ends the request. */
  readonly signal: AbortSignal;
  /** Called with each failed request, and when the next is made. */
  readonly failed: (error: unknown, retryInMs: number) => void;
}

/** The identity of a source, requested until it answers; `undefined` where it has none, or after the abort. */
export async function identityOf<T>(
  source: ListWatch<T>,
  { clock, signal, failed }: IdentityRequest,
): Promise<string | undefined> {
  const backoff = new Backoff({ baseMs: 800, maxMs: 30_000, jitter: 1 });
  while (source.identity && !signal.aborted) {
    try {
      return await source.identity(signal);
    } catch (error) {
      if (signal.aborted) return undefined;
      const waitMs = backoff.next();
      failed(error, waitMs);
      await sleep(clock, waitMs, signal).catch(() => {});
    }
  }
  return undefined;
}
