import type { FaultyQueue } from "./faulty-queue.ts";

/** Queues that do not call a handler as they should. */
export const processing: readonly FaultyQueue[] = [
  {
    name: "ends a key before its handler has ended",
    caughtBy: [
      "The handler is called with each item and its key, and the key is done when the handler has ended.",
    ],
    makeFaulty(queue) {
      const work = queue.work.bind(queue);
      queue.work = (handler, setup) =>
        work((item, run) => {
          queue.done(run.key);
          return handler(item, run);
        }, setup);
    },
  },
  {
    name: "processes one key at a time, whatever the concurrency",
    caughtBy: ["At most `concurrency` keys are processed at once; by default one."],
    makeFaulty(queue) {
      const process = queue.process.bind(queue);
      queue.process = (handler, setup) => process(handler, { ...setup, concurrency: 1 });
    },
  },
  {
    name: "processes two keys at a time by default",
    caughtBy: ["At most `concurrency` keys are processed at once; by default one."],
    makeFaulty(queue) {
      const process = queue.process.bind(queue);
      queue.process = (handler, setup) => process(handler, { concurrency: 2, ...setup });
    },
  },
  {
    name: "loses a key whose handler throws",
    caughtBy: [
      "A key whose handler throws or rejects is processed again.",
      "A key that fails waits as the limiter says, longer with each failure, and a success forgets it.",
    ],
    makeFaulty(queue) {
      queue.addRateLimited = () => "waiting";
    },
  },
  {
    name: "tries a key again only if its handler throws at once",
    caughtBy: ["A key whose handler throws or rejects is processed again."],
    makeFaulty(queue) {
      const work = queue.work.bind(queue);
      queue.work = (handler, setup) =>
        work((item, run) => {
          const handled = handler(item, run);
          return handled instanceof Promise ? handled.catch(() => {}) : handled;
        }, setup);
    },
  },
  {
    name: "keeps what a handler throws to itself",
    caughtBy: ["What a handler throws is given to `onError`, with the item and the key."],
    makeFaulty(queue) {
      queue.failed = () => {};
    },
  },
  {
    name: "stops where `onError` throws",
    caughtBy: ["An `onError` that throws stops nothing."],
    makeFaulty(queue) {
      const work = queue.work.bind(queue);
      queue.failed = (error, { item, key }, next, onError) => onError?.(error, { item, key, next });
      queue.work = (handler, setup) => work(handler, setup).catch(() => {});
    },
  },
  {
    name: "forgets what was added while a key is processed",
    caughtBy: ["A key that is added while it is processed is processed once more."],
    makeFaulty(queue) {
      const succeeded = queue.succeeded.bind(queue);
      queue.succeeded = (key) => {
        queue.remove(key);
        succeeded(key);
      };
    },
  },
  {
    name: "goes on processing after the shutdown",
    caughtBy: ["Processing ends when the queue is shut down and empty."],
    makeFaulty(queue) {
      const process = queue.process.bind(queue);
      queue.process = async (handler, setup) => {
        await process(handler, setup);
        if (!setup?.signal?.aborted) await new Promise(() => {});
      };
    },
  },
  {
    name: "begins keys after the abort",
    caughtBy: [
      "Once the signal is aborted no key is begun, and processing ends with the handlers; what is ready stays.",
    ],
    makeFaulty(queue) {
      const process = queue.process.bind(queue);
      queue.process = async (handler, setup) => {
        await process(handler, setup);
        const lease = setup?.signal?.aborted ? queue.tryGet() : undefined;
        lease?.done();
      };
    },
  },
  {
    name: "does not abort the signals of the handlers",
    caughtBy: [
      "Once the signal is aborted no key is begun, and processing ends with the handlers; what is ready stays.",
    ],
    makeFaulty(queue) {
      const work = queue.work.bind(queue);
      const { signal } = new AbortController();
      queue.work = (handler, setup) => work((item, run) => handler(item, { ...run, signal }), setup);
    },
  },
  {
    name: "waits for a key after the abort",
    caughtBy: ["An abort while no key is ready ends the processing."],
    makeFaulty(queue) {
      const get = queue.get.bind(queue);
      queue.get = () => get();
    },
  },
  {
    name: "counts a run that was cut short as a failure",
    caughtBy: ["A run that throws after the abort makes its key ready again, and is no failure."],
    makeFaulty(queue) {
      const add = queue.add.bind(queue);
      queue.add = (item, options) => {
        if (!options?.again || queue.shuttingDown) return add(item, options);
        queue.requeues.set(item.key, 1);
        return queue.addAfter(item, 10, options) === "waiting" ? "added" : "coalesced";
      };
    },
  },
  {
    name: "says that a key was added again though the queue is shut down",
    caughtBy: ["A key that fails after the shutdown cannot be added again, and `onError` says so."],
    makeFaulty(queue) {
      const failed = queue.failed.bind(queue);
      queue.failed = (error, lease, _, onError) => failed(error, lease, "waiting", onError);
    },
  },
  {
    name: "does not forget the failures of a key that succeeds",
    caughtBy: [
      "A key that fails waits as the limiter says, longer with each failure, and a success forgets it.",
    ],
    makeFaulty(queue) {
      queue.succeeded = () => {};
    },
  },
  {
    name: "takes any concurrency",
    caughtBy: ["A concurrency that is not a whole number of at least 1 is refused."],
    makeFaulty(queue) {
      const process = queue.process.bind(queue);
      queue.process = (handler, setup) => process(handler, { ...setup, concurrency: 1 });
    },
  },
];
