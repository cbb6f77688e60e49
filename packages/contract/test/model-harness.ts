import { setImmediate } from "node:timers/promises";
import { ModelQueue, queueCapabilities, type QueueHarness } from "@workset/contract";

/** A harness whose queues are models, each made faulty in the same way, or not at all. */
export function modelHarness(makeFaulty: (queue: ModelQueue) => void = () => {}): QueueHarness {
  const queues: ModelQueue[] = [];
  return {
    capabilities: queueCapabilities,
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
