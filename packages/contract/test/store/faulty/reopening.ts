import { ModelKeys } from "../../../src/store/model/model-keys.ts";
import type { FaultyStore } from "./faulty-store.ts";

/** Stores that close and open wrongly. */
export const reopening: readonly FaultyStore[] = [
  {
    name: "opens with a key of its own",
    caughtBy: ["A queue that is opened for the first time is empty."],
    makeFaulty(queue) {
      queue.steps.lineUp({ key: "hello", payload: null, priority: 0, addedAt: 0 });
    },
  },
  {
    name: "is open to several at once",
    caughtBy: ["A queue is open once at a time: a second opening is refused, and the first goes on."],
    makeStoreFaulty(store) {
      store.opened.has = () => false;
    },
  },
  {
    name: "cannot be opened again after closing",
    caughtBy: ["A queue is open once at a time: a second opening is refused, and the first goes on."],
    makeStoreFaulty(store) {
      store.opened.delete = () => false;
    },
  },
  {
    name: "loses everything when a queue is opened again",
    caughtBy: [
      "A queue that is opened again finds its ready keys: order, priorities, payloads and times.",
      "It finds waiting keys with their due times; keys that became due meanwhile are ready.",
      "It finds failures, of keys that wait and of keys that were completed.",
      "It finds the failed set, and the errors of its keys.",
      "What was called before a queue is closed has happened, awaited or not.",
    ],
    makeFaulty(queue) {
      Object.assign(queue.keys, new ModelKeys());
    },
  },
  {
    name: "loses the ready keys when it is opened again",
    caughtBy: ["A queue that is opened again finds its ready keys: order, priorities, payloads and times."],
    makeFaulty(queue) {
      const ready = queue.keys.lists.ready.splice(0).toSorted((a, b) => (a.key < b.key ? -1 : 1));
      for (const run of ready) queue.steps.lineUp(run);
    },
  },
  {
    name: "loses failures when it is opened again",
    caughtBy: [
      "It finds failures, of keys that wait and of keys that were completed.",
      "A crash does not change keys that were not processing.",
    ],
    makeFaulty(queue) {
      queue.keys.failures.clear();
    },
  },
  {
    name: "loses errors when it is opened again",
    caughtBy: ["It finds the failed set, and the errors of its keys."],
    makeFaulty(queue) {
      queue.keys.errors.clear();
    },
  },
  {
    name: "loses failed keys when it is opened again",
    caughtBy: [
      "It finds the failed set, and the errors of its keys.",
      "Counts hold after a whole life of many keys, and after it was opened again.",
    ],
    makeFaulty(queue) {
      queue.keys.lists.failed.length = 0;
    },
  },
  {
    name: "closes before it has done what it was asked to do",
    caughtBy: [
      "What was called before a queue is closed has happened, awaited or not.",
      "What a durable store was asked before it was closed has happened, awaited or not.",
    ],
    makeFaulty(queue) {
      queue.close = async () => {
        if (!queue.closed) queue.giveAllBack();
      };
    },
  },
  {
    name: "answers after it was closed",
    caughtBy: ["A closed queue refuses every verb, also if the same queue was opened again."],
    makeFaulty(queue) {
      const act = queue.act.bind(queue);
      queue.act = (now, verb) => {
        queue.closed = false;
        return act(now, verb);
      };
    },
  },
  {
    name: "gives back again what was closed before",
    caughtBy: ["Closing a queue twice closes it once, awaited or not."],
    makeFaulty(queue) {
      queue.close = async () => {
        await Promise.resolve();
        queue.giveAllBack();
      };
    },
  },
  {
    name: "rejects when it is closed twice",
    caughtBy: [
      "Closing a queue twice closes it once, awaited or not.",
      "A closed store opens nothing, and its queues refuse every verb.",
    ],
    makeFaulty(queue) {
      queue.close = () => queue.act(undefined, () => queue.giveAllBack());
    },
  },
  {
    name: "opens although the store is closed",
    caughtBy: [
      "A closed store opens nothing, and its queues refuse every verb.",
      "Closing a store twice closes it once, and disposing of it is the same.",
    ],
    makeStoreFaulty(store) {
      store.close = async () => {
        await Promise.all(Array.from(store.opened.values(), (queue) => queue.close()));
      };
    },
  },
  {
    name: "closes and leaves its queues open",
    caughtBy: ["A closed store opens nothing, and its queues refuse every verb."],
    makeStoreFaulty(store) {
      store.close = async () => {
        store.closed = true;
      };
    },
  },
  {
    name: "rejects when the store is closed twice",
    caughtBy: ["Closing a store twice closes it once, and disposing of it is the same."],
    makeStoreFaulty(store) {
      const close = store.close.bind(store);
      store.close = async () => {
        if (store.closed) throw new Error("it is closed");
        store.closed = true;
        await close();
      };
    },
  },
  {
    name: "claims to be durable and loses everything with the store",
    caughtBy: [
      "A durable store that is opened again finds everything, and nothing counts as crashed.",
      "What a durable store was asked before it was closed has happened, awaited or not.",
    ],
    makeStoreFaulty(store) {
      store.keysByQueue.clear();
    },
  },
  {
    name: "holds the keys of all queues in common",
    caughtBy: ["Queues of one store know nothing of each other, whatever their names."],
    makeStoreFaulty(store) {
      const make = store.make.bind(store);
      const common = new ModelKeys();
      store.make = (_, options) => make(common, options);
    },
  },
];
