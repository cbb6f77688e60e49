import type { FaultySource } from "./faulty-source.ts";

const neverAborted = (): AbortSignal => new AbortController().signal;

/** Sources whose requests do not end as they should. */
export const leaving: readonly FaultySource[] = [
  {
    name: "lists for a signal that is aborted",
    caughtBy: ["A list whose signal is aborted beforehand rejects with the signal's reason."],
    makeFaulty(source) {
      const list = source.list.bind(source);
      source.list = (options) => list({ ...options, signal: neverAborted() });
    },
  },
  {
    name: "ends an aborted list with an error of its own",
    caughtBy: [
      "A list whose signal is aborted beforehand rejects with the signal's reason.",
      "A list whose signal is aborted while it runs ends; if it rejects, with the signal's reason.",
    ],
    makeFaulty(source) {
      const list = source.list.bind(source);
      source.list = async (options) => {
        await Promise.resolve();
        if (options.signal.aborted) throw new Error("gone");
        return list(options);
      };
    },
  },
  {
    name: "watches for a signal that was aborted beforehand",
    caughtBy: [
      "A watch whose signal is aborted beforehand rejects with the signal's reason, and none is open.",
    ],
    makeFaulty(source) {
      const watch = source.watch.bind(source);
      source.watch = (request) => {
        return watch(request.signal.aborted ? { ...request, signal: neverAborted() } : request);
      };
    },
  },
  {
    name: "takes no notice of a signal once the watch is open",
    caughtBy: [
      "An open watch whose signal is aborted ends without an error, and sends nothing more.",
      "A watch whose signal is aborted is closed.",
      "A watch that ends leaves the others open.",
    ],
    makeFaulty(source) {
      const watch = source.watch.bind(source);
      source.watch = async (request) => {
        request.signal.throwIfAborted();
        return watch({ ...request, signal: neverAborted() });
      };
    },
  },
  {
    name: "ends an aborted watch with an error",
    caughtBy: ["An open watch whose signal is aborted ends without an error, and sends nothing more."],
    makeFaulty(source) {
      source.close = (watch) => {
        source.hand(watch, { type: "error", error: new Error("aborted") });
        source.end(watch);
      };
    },
  },
  {
    name: "keeps a watch that was left",
    caughtBy: [
      "Leaving the iteration closes the watch.",
      "The iteration can be left while it waits for an event.",
    ],
    makeFaulty(source) {
      const reader = source.reader.bind(source);
      source.reader = (watch) => ({
        ...reader(watch),
        return: async () => {
          watch.state = "ended";
          watch.wake();
          return { done: true, value: undefined };
        },
      });
    },
  },
  {
    name: "ends all watches with one",
    caughtBy: ["A watch that ends leaves the others open."],
    makeFaulty(source) {
      const close = source.close.bind(source);
      source.close = (watch) => {
        close(watch);
        source.endWatches();
      };
    },
  },
  {
    name: "drops what waits when it ends the watches",
    caughtBy: ["A watch that the source ends has sent every earlier change, and no error."],
    makeFaulty: (source) => {
      const hand = source.hand.bind(source);
      // What was told by then comes too late.
      source.hand = (watch, event) => void setImmediate(() => hand(watch, event));
    },
  },
  {
    name: "breaks a watch off without a word",
    caughtBy: ["A watch that the source resets sends an error with the code expired, and ends."],
    makeFaulty: (source) => void (source.reset = () => source.endWatches()),
  },
  {
    name: "says that a watch has expired, and goes on",
    caughtBy: ["A watch that the source resets sends an error with the code expired, and ends."],
    makeFaulty(source) {
      source.reset = () => {
        const error = Object.assign(new Error("expired"), { code: "expired" });
        for (const watch of source.open) source.hand(watch, { type: "error", error });
      };
    },
  },
];
