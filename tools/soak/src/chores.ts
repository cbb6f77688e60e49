import type { MemoryMetrics } from "@workset/metrics";
import type { House } from "./house.ts";

/** Failed keys are kept for so long at least. */
const keepFailedMs = 2000;

/** What somebody who runs such a house sees to: the failed set, how many workers there are, and what only tests keep. */
export async function doChores({ controllers, foundation, grounds }: House): Promise<void> {
  const { random, clock } = grounds;
  for (const controller of controllers) controller.concurrency = 2 + random.int(12);
  const failedBefore = clock.wallNow() - keepFailedMs;
  const { failed } = foundation.queue;
  if (random.chance(0.3)) await failed.replay({ failedBefore });
  else await failed.purge({ failedBefore });
  forget(foundation.memory);
}

/** Metrics in memory keep every observation, which is what tests want of them. */
function forget(memory: MemoryMetrics): void {
  for (const name of memory.names) {
    const queue = memory.of(name)!;
    const runTime = memory.ofController(name)?.runTime ?? [];
    for (const observed of [queue.latency, queue.workDuration, runTime]) observed.length = 0;
  }
}
