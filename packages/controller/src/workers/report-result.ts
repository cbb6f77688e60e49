import { Backoff, pause, type Clock } from "@workset/clock";
import type { Release } from "@workset/store";
import type { ActiveRun } from "./active-run.ts";

const backoff = { baseMs: 100, maxMs: 10_000 };

/** What reporting a result needs. */
export interface Reporting {
  readonly clock: Clock;
  /** Aborted when the workers stop waiting for results that have not been recorded. */
  readonly signal: AbortSignal;
}

/**
 * Releases the key; whether the queue has recorded it, at once or later. A queue that cannot, because its disk is full for
 * example, is asked again after 100 ms, then less and less often, at least every 15 s. The key stays processing meanwhile,
 * so that no other worker gets it.
 */
export function reportResult(
  run: ActiveRun<unknown>,
  how: Release,
  reporting: Reporting,
): true | PromiseLike<boolean> {
  try {
    const recorded = run.work.release(how);
    if (recorded === undefined) return true;
    return recorded.then(
      () => true,
      (error: unknown) => retryReport(run, how, reporting, error),
    );
  } catch (error) {
    return retryReport(run, how, reporting, error);
  }
}

async function retryReport(
  run: ActiveRun<unknown>,
  how: Release,
  { clock, signal }: Reporting,
  firstError: unknown,
): Promise<boolean> {
  let err = firstError;
  const waits = new Backoff(backoff);
  for (;;) {
    const waitMs = waits.next();
    run.log.warn({ err, next: how.next, waitMs }, "failed to record how a run ended; retrying");
    await pause(clock, waitMs, signal);
    if (signal.aborted) return false;
    try {
      await run.work.release(how);
      return true;
    } catch (error) {
      err = error;
    }
  }
}
