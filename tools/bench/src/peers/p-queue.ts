import PQueue from "p-queue";
import type { OpenPeer } from "./peer.ts";

/** p-queue: a promise for each task, which is a function. */
export const pQueue: OpenPeer = (handle, concurrency) => {
  const queue = new PQueue({ concurrency });
  return {
    add: (key) => void queue.add(() => handle(key)),
    addAndWait: (key) => queue.add(() => handle(key)),
    pause: () => queue.pause(),
    resume: () => void queue.start(),
    idle: () => queue.onIdle(),
    waiting: () => queue.size,
  };
};
