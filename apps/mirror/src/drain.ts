import { systemClock } from "@workset/clock";
import type { DrainReport } from "@workset/queue";
import type { KeyQueue } from "./key-queue.ts";
import type { Workers } from "./workers.ts";

/** How long a drain may take, in milliseconds. */
export interface DrainLimits {
  /** Until all is done. */
  readonly drainMs: number;
  /** Until work that was cut short has noticed. */
  readonly graceMs: number;
}

/**
 * Finishes what there is to do; what waits for its time gets one more run now. When the time is up, `cutShort` is
 * aborted, and work that does not hear it is left behind. Says what was left.
 */
export async function drain(
  queue: KeyQueue,
  workers: Workers,
  cutShort: AbortController,
  { drainMs, graceMs }: DrainLimits,
): Promise<DrainReport> {
  const waiting: string[] = [];
  for await (const { item } of queue.waiting()) waiting.push(item);
  await queue.addAll(waiting);
  const report = await queue.shutDownWithDrain({ signal: AbortSignal.timeout(drainMs) });
  cutShort.abort(new Error("there was no time left for it"));
  const graceIsOver = Promise.withResolvers<void>();
  using _ = systemClock.after(graceMs, graceIsOver.resolve);
  await Promise.race([workers.ended, graceIsOver.promise]);
  return report;
}
