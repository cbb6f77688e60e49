import { setImmediate } from "node:timers/promises";
import { ModelQueue, type QueueCapability, type QueueHarness } from "@workset/contract";

/** All that a queue may be capable of. */
export const everything: readonly QueueCapability[] = [
  "payloads",
  "priorities",
  "ageing",
  "batches",
  "delays",
  "separate",
  "merge",
  "rate-limits",
  "processes",
  "idle",
  "removes",
  "in-process",
];

/** A harness whose queues are models, each made faulty in the same way, or not at all. */
export function modelHarness(makeFaulty: (queue: ModelQueue) => void = () => {}): QueueHarness {
  const queues: ModelQueue[] = [];
  return {
    capabilities: everything,
    settle: () => setImmediate(),
    async open(setup) {
      const queue = new ModelQueue(setup);
      makeFaulty(queue);
      queues.push(queue);
      return queue;
    },
    async advance(ms) {
      for (const queue of queues) queue.advance(ms);
    },
  };
}
