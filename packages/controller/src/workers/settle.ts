import { sleep, type Clock } from "@workset/clock";
import type { Conclusion } from "./conclusion.ts";
import type { RunUnderWay } from "./run-under-way.ts";
import type { Work } from "../in-hand/work.ts";

const firstWaitMs = 100;
const longestWaitMs = 10_000;

/** How an ending is brought home. */
export interface Settling {
  readonly clock: Clock;
  /** Aborted when the workers give up on what has not been settled. */
  readonly signal: AbortSignal;
}

/**
 * Ends the work as concluded; whether the queue has taken note, at once or later. One that can not (its disk is full,
 * say) is asked again, first after 100 ms and then less and less often, at least every 10 s; the key stays in hand
 * meanwhile, so that nobody else handles it.
 */
export function settle(
  run: RunUnderWay<unknown>,
  conclusion: Conclusion,
  settling: Settling,
): true | PromiseLike<boolean> {
  try {
    const ending = end(run.work, conclusion);
    if (ending === undefined) return true;
    return ending.then(
      () => true,
      (error: unknown) => insist(run, conclusion, settling, error),
    );
  } catch (error) {
    return insist(run, conclusion, settling, error);
  }
}

async function insist(
  run: RunUnderWay<unknown>,
  conclusion: Conclusion,
  { clock, signal }: Settling,
  refusal: unknown,
): Promise<boolean> {
  let err = refusal;
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
    run.log.warn({ err, next: conclusion.next, waitMs }, "the queue could not take note of how a run ended");
    await sleep(clock, waitMs, signal).catch(() => {});
    if (signal.aborted) return false;
    try {
      await end(run.work, conclusion);
      return true;
    } catch (error) {
      err = error;
    }
  }
}

function end(work: Work<unknown>, conclusion: Conclusion): PromiseLike<unknown> | void {
  switch (conclusion.next) {
    case "done":
      return work.done();
    case "again":
      return work.again(conclusion.afterMs);
    case "retry":
      return work.retry(conclusion.afterMs);
    case "give-up":
      return work.giveUp(conclusion.cause);
    case "given-back":
      return work.giveBack();
  }
}
