import fastq from "fastq";
import type { OpenPeer } from "./peer.ts";

/** fastq by its promise API: one worker function, a promise for each task. */
export const fastqPromise: OpenPeer = (handle, concurrency) => {
  const queue = fastq.promise<unknown, string, void>(handle, concurrency);
  return {
    add: (key) => void queue.push(key),
    addAndWait: (key) => queue.push(key),
    pause: () => void queue.pause(),
    resume: () => void queue.resume(),
    idle: () => queue.drained(),
    waiting: () => queue.length(),
  };
};
