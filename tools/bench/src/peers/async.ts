import { queue as open } from "async";
import type { OpenPeer } from "./peer.ts";

const nothing = (): void => {};

/** async.queue with an async worker; an item without a waiting caller gets a callback, which is cheaper than a promise. */
export const asyncQueue: OpenPeer = (handle, concurrency) => {
  const queue = open(handle, concurrency);
  return {
    add: (key) => queue.push(key, nothing),
    addAndWait: (key) => queue.push(key),
    pause: () => queue.pause(),
    resume: () => queue.resume(),
    idle: async () => (queue.idle() ? undefined : queue.drain()),
    waiting: () => queue.length(),
  };
};
