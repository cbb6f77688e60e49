import { setImmediate } from "node:timers/promises";
import {
  ModelQueue,
  queueCapabilities,
  type LeaseSubject,
  type ModelLease,
  type OpenedQueue,
  type QueueHarness,
} from "@workset/contract";

/** A harness whose queues answer like a distant store: every verb is a promise, and takes a while before it does anything. */
export function promisedHarness(): QueueHarness {
  const queues: ModelQueue[] = [];
  let under = 0;
  let last: Promise<unknown> = Promise.resolve();

  /** Does it after all that was asked for before. If that is to wait, those who ask next do not wait for it. */
  async function later<T>(act: () => T): Promise<Awaited<T>> {
    under++;
    const turn = last.then(() => setImmediate());
    const acting = turn.then(() => [act()] as const).finally(() => under--);
    last = acting.catch(() => {});
    const [answer] = await acting;
    return await answer;
  }

  function promisedLease(lease: ModelLease): LeaseSubject;
  function promisedLease(lease: ModelLease | undefined): LeaseSubject | undefined;
  function promisedLease(lease: ModelLease | undefined): LeaseSubject | undefined {
    if (!lease) return undefined;
    const { key, item, priority } = lease;
    const done = (): Promise<void> => later(() => lease.done());
    return { key, item, priority, done, [Symbol.asyncDispose]: done };
  }

  function promisedQueue(queue: ModelQueue): OpenedQueue {
    return {
      add: (item, options) => later(() => queue.add(item, options)),
      addAll: (items, options) => later(() => queue.addAll(items, options)),
      addAfter: (item, delayMs, options) => later(() => queue.addAfter(item, delayMs, options)),
      addRateLimited: (item, options) => later(() => queue.addRateLimited(item, options)),
      get: (signal) => later(() => queue.get(signal)).then(promisedLease),
      tryGet: () => later(() => queue.tryGet()).then(promisedLease),
      getBatch: async (max, options) =>
        (await later(() => queue.getBatch(max, options))).map((lease) => promisedLease(lease)),
      async *[Symbol.asyncIterator]() {
        for (let held = await this.get(); held; held = await this.get()) yield held;
      },
      async *list() {
        yield* await later(() => [...queue.list()]);
      },
      async *waiting() {
        yield* await later(() => [...queue.waiting()]);
      },
      get length() {
        return later(() => queue.length);
      },
      get shuttingDown() {
        return later(() => queue.shuttingDown);
      },
      cancel: (key) => later(() => queue.cancel(key)),
      postpone: (key, delayMs) => later(() => queue.postpone(key, delayMs)),
      forget: (key) => later(() => queue.forget(key)),
      numRequeues: (key) => later(() => queue.numRequeues(key)),
      process: (handler, setup) => later(() => queue.process(handler, setup)),
      idle: (signal) => later(() => queue.idle(signal)),
      remove: (key) => later(() => queue.remove(key)),
      clear: (filter) => later(() => queue.clear(filter)),
      done: (key) => later(() => queue.done(key)),
      has: (key) => later(() => queue.has(key)),
      stateOf: (key) => later(() => queue.stateOf(key)),
      stats: () => later(() => queue.stats()),
      shutDown: () => later(() => queue.shutDown()),
      shutDownWithDrain: (options) => later(() => queue.shutDownWithDrain(options)),
      [Symbol.asyncDispose]: () => later(() => queue[Symbol.dispose]()),
    };
  }

  return {
    capabilities: queueCapabilities,
    async settle() {
      do await setImmediate();
      while (under > 0);
    },
    async open(setup) {
      const queue = new ModelQueue(setup);
      queues.push(queue);
      return promisedQueue(queue);
    },
    async advance(ms) {
      for (const queue of queues) await later(() => queue.advance(ms));
      await this.settle();
    },
  };
}
