import type { FaultyQueue } from "./faulty-queue.ts";

/** Queues that do not end well. */
export const ending: readonly FaultyQueue[] = [
  {
    name: "ignores a shutdown",
    caughtBy: ["A queue says whether it is shutting down."],
    makeFaulty(queue) {
      queue.shutDown = () => {};
    },
  },
  {
    name: "takes adds after the shutdown",
    caughtBy: [
      "After the shutdown adds are dropped.",
      "A processed key does not run again for an add that was dropped.",
      "After the shutdown delays are dropped, and waiting keys do not become ready.",
      "A drain refuses adds, and ends at once where there is nothing to do.",
    ],
    makeFaulty(queue) {
      const put = queue.put.bind(queue);
      queue.put = (work) => {
        const { shuttingDown } = queue;
        queue.shuttingDown = false;
        const outcome = put(work);
        queue.shuttingDown = shuttingDown;
        return outcome;
      };
    },
  },
  {
    name: "drops what is ready at the shutdown",
    caughtBy: [
      "After the shutdown the ready keys are still handed out; then every get resolves with `undefined`.",
      "A drain waits until the ready keys were handed out and are done.",
    ],
    makeFaulty(queue) {
      const close = queue.close.bind(queue);
      queue.close = () => {
        queue.ready.length = 0;
        close();
      };
    },
  },
  {
    name: "ends only the first waiting call",
    caughtBy: ["The shutdown ends every get that waits: there will be no more keys."],
    makeFaulty(queue) {
      const close = queue.close.bind(queue);
      queue.close = () => {
        queue.waiters.getters.splice(1);
        close();
      };
    },
  },
  {
    name: "drops at the shutdown what is to come back",
    caughtBy: ["A key that was to run again before the shutdown can still be got after it."],
    makeFaulty(queue) {
      const close = queue.close.bind(queue);
      queue.close = () => {
        queue.rerun.length = 0;
        close();
      };
    },
  },
  {
    name: "gives up what is ready when it is shut down twice",
    caughtBy: ["A second shutdown does nothing."],
    makeFaulty(queue) {
      const shutDown = queue.shutDown.bind(queue);
      queue.shutDown = () => {
        if (queue.shuttingDown) queue.ready.length = 0;
        shutDown();
      };
    },
  },
  {
    name: "does not notice that it is disposed",
    caughtBy: ["Disposing a queue shuts it down."],
    makeFaulty(queue) {
      queue[Symbol.dispose] = () => {};
    },
  },
  {
    name: "keeps what waits after the shutdown",
    caughtBy: ["Keys that wait in the process alone are dropped at the shutdown."],
    makeFaulty(queue) {
      const close = queue.close.bind(queue);
      queue.close = () => {
        const waiting = queue.delayed.splice(0);
        close();
        queue.delayed.push(...waiting);
      };
    },
  },
  {
    name: "ends a drain at the next change and not before",
    caughtBy: ["A drain refuses adds, and ends at once where there is nothing to do."],
    makeFaulty({ waiters }) {
      waiters.drain = ({ only }) => {
        return new Promise((resolve) => {
          waiters.drains.push({ only, resolve });
        });
      };
    },
  },
  {
    name: "drains only what is processed",
    caughtBy: [
      "A drain waits until the ready keys were handed out and are done.",
      "A drain waits for a key that was added while it was processed to run once more.",
      "A queue that was shut down can still be drained.",
    ],
    makeFaulty({ waiters }) {
      const drain = waiters.drain.bind(waiters);
      waiters.drain = (options) => drain({ ...options, only: "processing" });
    },
  },
  {
    name: "lets those who wait for a key wait on during a drain",
    caughtBy: ["A drain ends every get that waits: there will be no more keys."],
    makeFaulty(queue) {
      const shutDownWithDrain = queue.shutDownWithDrain.bind(queue);
      queue.shutDownWithDrain = (options) => {
        const waiting = queue.waiters.getters.splice(0);
        const draining = shutDownWithDrain(options);
        queue.waiters.getters.push(...waiting);
        return draining;
      };
    },
  },
  {
    name: "ends one drain when the work is done",
    caughtBy: ["Any number of drains may be under way: all end when the work is done."],
    makeFaulty({ waiters }) {
      const endDrain = waiters.endDrain.bind(waiters);
      waiters.endDrain = (drain, ended) => {
        endDrain(drain, ended);
        waiters.drains.length = 0;
      };
    },
  },
  {
    name: "ignores the signal of a drain",
    caughtBy: [
      "A drain whose signal is aborted ends with a report of what is left; the queue stays shut down.",
    ],
    makeFaulty({ waiters }) {
      const drain = waiters.drain.bind(waiters);
      waiters.drain = ({ only }) => drain(only ? { only } : {});
    },
  },
  {
    name: "ignores a signal that was aborted before the drain",
    caughtBy: [
      "A signal that is aborted beforehand ends the drain at once; the queue is shut down all the same.",
    ],
    makeFaulty({ waiters }) {
      const drain = waiters.drain.bind(waiters);
      waiters.drain = (options) => {
        const { signal, ...rest } = options;
        return drain(signal?.aborted ? rest : options);
      };
    },
  },
  {
    name: "reports that nothing is left",
    caughtBy: [
      "A drain whose signal is aborted ends with a report of what is left; the queue stays shut down.",
      "A shutdown ends the drains that are under way.",
      'A drain with `only: "processing"` leaves ready keys where they are.',
      "A drain does not wait for keys that are not yet due, and reports how many there were.",
    ],
    makeFaulty(queue) {
      const drain = queue.waiters.drain.bind(queue.waiters);
      queue.waiters.drain = async (options) => {
        const { ended } = await drain(options);
        return { ended, ready: 0, processing: 0, waiting: 0 };
      };
    },
  },
  {
    name: "drains on after a shutdown",
    caughtBy: ["A shutdown ends the drains that are under way."],
    makeFaulty({ waiters }) {
      waiters.endDrains = () => {};
    },
  },
  {
    name: "waits for ready keys in a drain of processing keys alone",
    caughtBy: ['A drain with `only: "processing"` leaves ready keys where they are.'],
    makeFaulty({ waiters }) {
      const drain = waiters.drain.bind(waiters);
      waiters.drain = ({ signal }) => drain(signal ? { signal } : {});
    },
  },
  {
    name: "adds what waits at the start of a drain",
    caughtBy: ["A drain does not wait for keys that are not yet due, and reports how many there were."],
    makeFaulty(queue) {
      const shutDownWithDrain = queue.shutDownWithDrain.bind(queue);
      queue.shutDownWithDrain = (options) => {
        for (const { item } of queue.delayed.splice(0)) queue.add(item);
        return shutDownWithDrain(options);
      };
    },
  },
];
