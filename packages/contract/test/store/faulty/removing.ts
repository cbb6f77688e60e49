import { of } from "../../../src/model/model-lists.ts";
import type { FaultyStore } from "./faulty-store.ts";

/** Stores that remove wrongly. */
export const removing: readonly FaultyStore[] = [
  {
    name: "removes a key and keeps its failures",
    caughtBy: ["A ready, waiting or failed key can be removed, and nothing is left of it."],
    makeFaulty(queue) {
      const remove = queue.remove.bind(queue);
      queue.remove = (key, now) => {
        const forget = queue.steps.forget.bind(queue.steps);
        queue.steps.forget = () => {};
        return remove(key, now).finally(() => (queue.steps.forget = forget));
      };
    },
  },
  {
    name: "removes the run of a processing key",
    caughtBy: ["Removing a processing key takes its rerun and its wait, and leaves its run."],
    makeFaulty(queue) {
      const remove = queue.remove.bind(queue);
      queue.remove = async (key, now) => {
        const held = of(queue.keys.lists.processing, key);
        if (held) queue.steps.release(held);
        return remove(key, now);
      };
    },
  },
  {
    name: "takes a filter without a meaning for every failed key",
    caughtBy: ["A filter of failed keys that has no meaning is refused, and removes nothing."],
    makeFaulty(queue) {
      queue.purge = () => queue.act(undefined, () => queue.keys.lists.failed.splice(0).length);
    },
  },
  {
    name: "lists only open queues",
    caughtBy: ["The store lists its queues with their counts, open or not."],
    makeStoreFaulty(store) {
      const queues = store.queues.bind(store);
      store.queues = async () => (await queues()).filter(({ name }) => store.opened.has(name));
    },
  },
  {
    name: "drops a queue and keeps its keys",
    caughtBy: ["A queue that is not open can be dropped, with all its keys."],
    makeStoreFaulty(store) {
      const drop = store.dropQueue.bind(store);
      store.dropQueue = async (name) => {
        const keys = store.keysByQueue.get(name);
        const dropped = await drop(name);
        if (keys) store.keysByQueue.set(name, keys);
        return dropped;
      };
    },
  },
];
