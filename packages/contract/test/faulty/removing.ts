import type { FaultyQueue } from "./faulty-queue.ts";

/** Queues from which keys are not removed well, or that are idle at the wrong time. */
export const removing: readonly FaultyQueue[] = [
  {
    name: "removes nothing, and says that it did",
    caughtBy: [
      "A ready key that is removed is gone, and is not handed out.",
      "Removing an unknown key does nothing, and says so.",
    ],
    makeFaulty(queue) {
      queue.remove = () => true;
    },
  },
  {
    name: "keeps the position of a removed key",
    caughtBy: ["A removed key that is added again is a new one, behind the others."],
    makeFaulty(queue) {
      const remove = queue.remove.bind(queue);
      const put = queue.put.bind(queue);
      const removed = new Set<string>();
      queue.remove = (key) => {
        removed.add(key);
        return remove(key);
      };
      queue.put = (added) => {
        const outcome = put(added);
        if (removed.has(added.key)) queue.ready.unshift(queue.ready.pop()!);
        return outcome;
      };
    },
  },
  {
    name: "removes no next run of a key that is processed",
    caughtBy: ["Removing a key that is processed removes its next run, and the present one goes on."],
    makeFaulty(queue) {
      const remove = queue.remove.bind(queue);
      queue.remove = (key) => !queue.rerun.some((work) => work.key === key) && remove(key);
    },
  },
  {
    name: "ends the present run of a key that is removed",
    caughtBy: [
      "A key that is processed and not due to run again cannot be removed.",
      "Removing a key that is processed removes its next run, and the present one goes on.",
    ],
    makeFaulty(queue) {
      const remove = queue.remove.bind(queue);
      queue.remove = (key) => {
        const removed = remove(key);
        queue.done(key);
        return removed;
      };
    },
  },
  {
    name: "does not wake waiting calls when a key was removed",
    caughtBy: [
      "A drain ends when the last ready key is removed.",
      "Removing the last ready key makes the queue idle.",
    ],
    makeFaulty(queue) {
      const remove = queue.remove.bind(queue);
      queue.remove = (key) => {
        const serve = queue.waiters.serve.bind(queue.waiters);
        queue.waiters.serve = () => {};
        const removed = remove(key);
        queue.waiters.serve = serve;
        return removed;
      };
    },
  },
  {
    name: "leaves what waits for a removed key",
    caughtBy: ["A waiting key that is removed never becomes ready."],
    makeFaulty(queue) {
      const remove = queue.remove.bind(queue);
      queue.remove = (key) => {
        const waiting = [...queue.delayed];
        const removed = remove(key);
        queue.delayed.splice(0, Infinity, ...waiting);
        return removed;
      };
    },
  },
  {
    name: "remembers the failures of a removed key",
    caughtBy: ["The failures of a removed key are forgotten."],
    makeFaulty(queue) {
      const remove = queue.remove.bind(queue);
      const forget = queue.forget.bind(queue);
      queue.remove = (key) => {
        queue.forget = () => {};
        const removed = remove(key);
        queue.forget = forget;
        return removed;
      };
    },
  },
  {
    name: "clears no next runs",
    caughtBy: [
      "Clearing removes every key that is not processed, and says how many.",
      "Clearing by state removes the keys in that state alone.",
    ],
    makeFaulty(queue) {
      const clear = queue.clear.bind(queue);
      queue.clear = (filter) => {
        const rerun = queue.rerun.splice(0);
        const removed = clear(filter);
        queue.rerun.push(...rerun);
        return removed;
      };
    },
  },
  {
    name: "clears every state, whichever is asked for",
    caughtBy: ["Clearing by state removes the keys in that state alone."],
    makeFaulty(queue) {
      const clear = queue.clear.bind(queue);
      queue.clear = (filter) => {
        queue.check(filter);
        return clear({ all: true });
      };
    },
  },
  {
    name: "clears everything where the filter says nothing it knows",
    caughtBy: ["A filter without a field, or with an unknown one, is refused and removes nothing."],
    makeFaulty(queue) {
      queue.check = () => {};
    },
  },
  {
    name: "is idle while keys are ready",
    caughtBy: ["A queue is idle once the ready keys were handed out and all are done."],
    makeFaulty(queue) {
      const idle = queue.idle.bind(queue);
      queue.idle = async (signal) => {
        if (queue.processing.length > 0) await idle(signal);
      };
    },
  },
  {
    name: "is idle only after something was done",
    caughtBy: [
      "A queue in which nothing is ready or processing is idle at once.",
      "An idle queue takes keys as before.",
    ],
    makeFaulty(queue) {
      const idle = queue.idle.bind(queue);
      queue.idle = (signal) =>
        queue.ended === 0 && queue.ready.length === 0 ? new Promise(() => {}) : idle(signal);
    },
  },
  {
    name: "is idle as soon as any key is done",
    caughtBy: ["A key that is to run again keeps the queue busy."],
    makeFaulty(queue) {
      const release = queue.release.bind(queue);
      queue.release = (lease) => {
        release(lease);
        for (const resolve of queue.waiters.idlers.splice(0)) resolve();
      };
    },
  },
  {
    name: "resolves only the first caller when it is idle",
    caughtBy: ["An idle queue resolves all callers that wait for it."],
    makeFaulty(queue) {
      const serve = queue.waiters.serve.bind(queue.waiters);
      queue.waiters.serve = () => {
        queue.waiters.idlers.splice(1);
        serve();
      };
    },
  },
  {
    name: "shuts down once it is idle",
    caughtBy: ["An idle queue takes keys as before."],
    makeFaulty(queue) {
      const idle = queue.idle.bind(queue);
      queue.idle = async (signal) => {
        await idle(signal);
        queue.shutDown();
      };
    },
  },
  {
    name: "waits to be idle whatever the signal says",
    caughtBy: [
      "An aborted wait for the queue to be idle rejects with the signal's reason, and changes nothing.",
    ],
    makeFaulty(queue) {
      const idle = queue.idle.bind(queue);
      queue.idle = () => idle();
    },
  },
  {
    name: "is not idle while a key waits",
    caughtBy: ["A key that waits for its time does not keep the queue busy."],
    makeFaulty(queue) {
      const idle = queue.idle.bind(queue);
      queue.idle = (signal) => (queue.delayed.length > 0 ? new Promise(() => {}) : idle(signal));
    },
  },
];
