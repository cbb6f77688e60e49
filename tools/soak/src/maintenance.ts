import type { MemoryMetrics } from "@workset/metrics";
import type { SoakApp } from "./soak-app.ts";

/** The least time for which failed keys are kept. */
const keepFailedMs = 2000;

/** Does what an operator does: purges or replays the failed set and changes the number of workers. */
export async function maintain({ controllers, resources, env }: SoakApp): Promise<void> {
  const { random, clock } = env;
  for (const controller of controllers) controller.concurrency = 2 + random.int(12);
  const failedBefore = clock.wallNow() - keepFailedMs;
  const { failed } = resources.queue;
  if (random.chance(0.3)) await failed.replay({ failedBefore });
  else await failed.purge({ failedBefore });
  forget(resources.memory);
}

/** Clears the observations that in-memory metrics keep for tests. */
function forget(memory: MemoryMetrics): void {
  for (const name of memory.names) {
    const queue = memory.of(name)!;
    const runTime = memory.ofController(name)?.runTime ?? [];
    for (const observed of [queue.latency, queue.workDuration, runTime]) observed.length = 0;
  }
}
