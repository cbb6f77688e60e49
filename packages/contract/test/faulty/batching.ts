import type { FaultyQueue } from "./faulty-queue.ts";

/** Queues that go wrong with batches and loops. */
export const batching: readonly FaultyQueue[] = [
  {
    name: "puts one key too many into a batch",
    caughtBy: ["A batch takes up to `max` ready keys, in order, and leaves the rest."],
    makeFaulty(queue) {
      const getBatch = queue.getBatch.bind(queue);
      queue.getBatch = (max, options) => getBatch(max + 1, options);
    },
  },
  {
    name: "waits until the batch is full",
    caughtBy: ["A batch takes the ready keys and does not wait for more."],
    makeFaulty(queue) {
      const getBatch = queue.getBatch.bind(queue);
      queue.getBatch = (max, options) => getBatch(max, { ...options, maxWaitMs: Infinity });
    },
  },
  {
    name: "never waits for a batch",
    caughtBy: [
      "Where nothing is ready, a batch waits for its first key.",
      "A batch that may wait gathers keys until `maxWaitMs` have passed since its first.",
    ],
    makeFaulty(queue) {
      queue.getBatch = async (max) =>
        Array.from({ length: Math.min(max, queue.length) }, () => queue.tryGet()!);
    },
  },
  {
    name: "measures the wait of a batch from the call",
    caughtBy: ["A batch that may wait gathers keys until `maxWaitMs` have passed since its first."],
    makeFaulty({ waiters }) {
      const serveGetter = waiters.serveGetter.bind(waiters);
      waiters.serveGetter = (getter) => {
        getter.endsAt = Math.min(getter.endsAt, waiters.queue.now + getter.maxWaitMs);
        if (getter.maxWaitMs > 0 || getter.max === 1) serveGetter(getter);
      };
    },
  },
  {
    name: "waits on with a full batch",
    caughtBy: ["A full batch waits no longer."],
    makeFaulty({ waiters }) {
      const serveGetter = waiters.serveGetter.bind(waiters);
      waiters.serveGetter = (getter) => {
        const full = getter.leases.length + waiters.queue.ready.length >= getter.max;
        if (!full || getter.maxWaitMs === 0) serveGetter(getter);
      };
    },
  },
  {
    name: "sends a batch to the end of the line with each key it gets",
    caughtBy: ["While a batch gathers, it keeps its position before callers that came later."],
    makeFaulty({ waiters }) {
      const serveGetter = waiters.serveGetter.bind(waiters);
      waiters.serveGetter = (getter) => {
        serveGetter(getter);
        const at = waiters.getters.indexOf(getter);
        if (at !== -1 && getter.leases.length > 0) waiters.getters.push(...waiters.getters.splice(at, 1));
      };
    },
  },
  {
    name: "ends all leases of a batch with the first",
    caughtBy: ["Each key of a batch has its own lease, and is done by itself."],
    makeFaulty(queue) {
      const getBatch = queue.getBatch.bind(queue);
      queue.getBatch = async (max, options) => {
        const leases = await getBatch(max, options);
        const done = (): void => leases.forEach((lease) => lease.done());
        return max === 1 ? leases : leases.map((lease) => ({ ...lease, done }));
      };
    },
  },
  {
    name: "loses the keys of a batch that is aborted",
    caughtBy: ["An aborted batch that holds keys resolves with them."],
    makeFaulty({ waiters }) {
      const giveUp = waiters.giveUp.bind(waiters);
      waiters.giveUp = (getter, reason) => giveUp({ ...getter, leases: [] }, reason);
    },
  },
  {
    name: "ends an aborted batch as if nothing had happened",
    caughtBy: ["An aborted batch that holds no key rejects with the signal's reason, and no key is lost."],
    makeFaulty({ waiters }) {
      waiters.giveUp = (getter) => getter.resolve(getter.leases);
    },
  },
  {
    name: "gathers on after the shutdown",
    caughtBy: ["A shutdown ends the wait of a batch; a batch that holds no key is then empty."],
    makeFaulty({ waiters }) {
      const serveGetter = waiters.serveGetter.bind(waiters);
      waiters.serveGetter = (getter) => {
        if (getter.leases.length === 0 || !waiters.queue.shuttingDown) serveGetter(getter);
      };
    },
  },
  {
    name: "makes do with any size of a batch",
    caughtBy: ["The size of a batch must be a whole number of at least 1."],
    makeFaulty(queue) {
      const getBatch = queue.getBatch.bind(queue);
      queue.getBatch = (max, options) => getBatch(Math.max(1, Math.floor(max) || 1), options);
    },
  },
  {
    name: "ends a loop at the shutdown although keys are ready",
    caughtBy: ["A loop over the queue ends when it is shut down and nothing is ready."],
    makeFaulty(queue) {
      queue[Symbol.asyncIterator] = async function* () {
        while (!queue.shuttingDown) {
          const lease = await queue.get();
          if (lease) yield lease;
        }
      };
    },
  },
  {
    name: "ends a loop as soon as nothing is ready",
    caughtBy: ["Until the shutdown a loop waits for keys."],
    makeFaulty(queue) {
      queue[Symbol.asyncIterator] = async function* () {
        for (let lease = queue.tryGet(); lease; lease = queue.tryGet()) yield lease;
      };
    },
  },
  {
    name: "gets the next key before the loop asks for it",
    caughtBy: ["Leaving the loop loses no key, and ends no lease."],
    makeFaulty(queue) {
      queue[Symbol.asyncIterator] = async function* () {
        for (let lease = await queue.get(); lease;) {
          const next = queue.get();
          yield lease;
          lease = await next;
        }
      };
    },
  },
  {
    name: "ends the lease when the loop is left",
    caughtBy: ["Leaving the loop loses no key, and ends no lease."],
    makeFaulty(queue) {
      queue[Symbol.asyncIterator] = async function* () {
        for (let lease = await queue.get(); lease; lease = await queue.get()) {
          using _ = lease;
          yield lease;
        }
      };
    },
  },
];
