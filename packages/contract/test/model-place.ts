import { setImmediate } from "node:timers/promises";
import { ModelQueue, type QueueCapability, type QueuePlace } from "@workset/contract";

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
  "in-process",
];

/** A place whose queues are models, each spoiled in the same way, or not at all. */
export function modelPlace(spoil: (queue: ModelQueue) => void = () => {}): QueuePlace {
  const queues: ModelQueue[] = [];
  return {
    capabilities: everything,
    settle: () => setImmediate(),
    async open(setup) {
      const queue = new ModelQueue(setup);
      spoil(queue);
      queues.push(queue);
      return queue;
    },
    async advance(ms) {
      for (const queue of queues) queue.advance(ms);
    },
  };
}
