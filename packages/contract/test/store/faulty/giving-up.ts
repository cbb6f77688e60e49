import { of, remove } from "../../../src/model/model-lists.ts";
import type { FaultyStore } from "./faulty-store.ts";

/** Stores that give up wrongly. */
export const givingUp: readonly FaultyStore[] = [
  {
    name: "drops a key that is given up",
    caughtBy: [
      "A key that is given up is in the failed set, with its payload and the error, and is not handed out.",
    ],
    makeFaulty(queue) {
      queue.steps.fail = () => "failed";
    },
  },
  {
    name: "hands out a key that was given up",
    caughtBy: [
      "A key that is given up is in the failed set, with its payload and the error, and is not handed out.",
    ],
    makeFaulty(queue) {
      const fail = queue.steps.fail.bind(queue.steps);
      queue.steps.fail = (run, now) => {
        queue.steps.lineUp(run);
        return fail(run, now);
      };
    },
  },
  {
    name: "keeps of an error no more than its message",
    caughtBy: [
      "A key that is given up is in the failed set, with its payload and the error, and is not handed out.",
    ],
    makeFaulty(queue) {
      const record = queue.steps.record.bind(queue.steps);
      queue.steps.record = (key, kind, { message }, ...rest) =>
        record(key, kind, { name: "Error", message }, ...rest);
    },
  },
  {
    name: "gives up a key that is wanted again",
    caughtBy: [
      "A key that was added again meanwhile stays in the queue with its next run, and the error is kept.",
      "A key that waits meanwhile waits on, and the error is kept.",
    ],
    makeFaulty(queue) {
      const giveUp = queue.giveUp.bind(queue);
      const goOn = queue.steps.goOn.bind(queue.steps);
      queue.giveUp = (held, error, now) => {
        queue.steps.goOn = () => undefined;
        const result = giveUp(held, error, now);
        queue.steps.goOn = goOn;
        return result;
      };
    },
  },
  {
    name: "forgets the error of a key that stays in the queue",
    caughtBy: [
      "A key that was added again meanwhile stays in the queue with its next run, and the error is kept.",
      "A key that waits meanwhile waits on, and the error is kept.",
    ],
    makeFaulty(queue) {
      const goOn = queue.steps.goOn.bind(queue.steps);
      queue.steps.goOn = (key) => {
        const ending = goOn(key);
        if (ending) queue.keys.errors.delete(key);
        return ending;
      };
    },
  },
  {
    name: "revives a key with the new payload alone",
    caughtBy: [
      "An add revives a failed key: ready, last of its priority, with one payload made of the two.",
      "An add for later of a failed key makes it wait, with one payload; it has failed no more, and starts anew.",
    ],
    makeFaulty(queue) {
      const put = queue.steps.put.bind(queue.steps);
      queue.steps.put = (request, now) => {
        const { policy } = queue.steps;
        const failed = of(queue.keys.lists.failed, request.key);
        if (failed) queue.steps.policy = { ...policy, combine: "latest" };
        const result = put(request, now);
        queue.steps.policy = policy;
        return result;
      };
    },
  },
  {
    name: "leaves in the failed set what it revives",
    caughtBy: [
      "An add revives a failed key: ready, last of its priority, with one payload made of the two.",
      "Failed keys can be replayed: ready, last of their priority, in the order in which they failed.",
      "An add for later of a failed key makes it wait, with one payload; it has failed no more, and starts anew.",
    ],
    makeFaulty(queue) {
      queue.steps.unfail = () => {};
    },
  },
  {
    name: "revives a key as first of its priority",
    caughtBy: ["An add revives a failed key: ready, last of its priority, with one payload made of the two."],
    makeFaulty(queue) {
      const put = queue.steps.put.bind(queue.steps);
      queue.steps.put = (request, now) => {
        const adding = put(request, now);
        const ready = of(queue.keys.lists.ready, request.key);
        if (adding === "revived" && ready && remove(queue.keys.lists.ready, ready))
          queue.steps.lineUpFirst(ready);
        return adding;
      };
    },
  },
  {
    name: "does not say that it revived a key",
    caughtBy: ["An add revives a failed key: ready, last of its priority, with one payload made of the two."],
    makeFaulty(queue) {
      const put = queue.steps.put.bind(queue.steps);
      queue.steps.put = (request, now) => {
        const adding = put(request, now);
        return adding === "revived" ? "added" : adding;
      };
    },
  },
  {
    name: "keeps the counts of a key that comes back to life",
    caughtBy: [
      "A revived key starts anew: its counts are cleared, and its errors kept.",
      "A replayed key starts anew: its counts are cleared, and its errors kept.",
      "An add for later of a failed key makes it wait, with one payload; it has failed no more, and starts anew.",
      "An add revives such a key, now or later, with no crashes counted.",
    ],
    makeFaulty(queue) {
      const put = queue.steps.put.bind(queue.steps);
      const replay = queue.replay.bind(queue);
      const unfail = queue.steps.unfail.bind(queue.steps);
      const counted = new Map<string, [failures: number, crashes: number]>();
      const setBack = (): void => {
        for (const [key, [failures, crashes]] of counted) {
          queue.keys.failures.set(key, failures);
          queue.keys.crashes.set(key, crashes);
        }
        counted.clear();
      };
      queue.steps.unfail = (failed) => {
        counted.set(failed.key, [queue.steps.failuresOf(failed.key), queue.steps.crashesOf(failed.key)]);
        unfail(failed);
      };
      queue.steps.put = (request, now) => {
        const adding = put(request, now);
        setBack();
        return adding;
      };
      queue.replay = async (filter, now) => {
        const replayed = await replay(filter, now);
        setBack();
        return replayed;
      };
    },
  },
  {
    name: "clears the failures of a failed key that is added by counting one",
    caughtBy: [
      "A failed key that is added by counting a failure goes on counting if it waits, and starts anew if not.",
    ],
    makeFaulty(queue) {
      const unfail = queue.steps.unfail.bind(queue.steps);
      queue.steps.unfail = (failed) => {
        unfail(failed);
        queue.keys.failures.delete(failed.key);
      };
    },
  },
  {
    name: "forgets the errors of a key that comes back to life",
    caughtBy: [
      "A revived key starts anew: its counts are cleared, and its errors kept.",
      "A replayed key starts anew: its counts are cleared, and its errors kept.",
      "Of the errors of a key the ten newest are kept.",
    ],
    makeFaulty(queue) {
      const unfail = queue.steps.unfail.bind(queue.steps);
      queue.steps.unfail = (failed) => {
        unfail(failed);
        queue.keys.errors.delete(failed.key);
      };
    },
  },
  {
    name: "lists the oldest error first",
    caughtBy: [
      "The errors of a key are kept with their time and its counts, the newest first.",
      "A listing may ask for a text, in the key, the payload or the newest error message.",
    ],
    makeFaulty(queue) {
      const errorsOf = queue.steps.errorsOf.bind(queue.steps);
      queue.steps.errorsOf = (key) => errorsOf(key).toReversed();
    },
  },
  {
    name: "keeps errors without the counts of their key",
    caughtBy: ["The errors of a key are kept with their time and its counts, the newest first."],
    makeFaulty(queue) {
      const record = queue.steps.record.bind(queue.steps);
      queue.steps.record = (key, kind, error, at) => {
        record(key, kind, error, at);
        queue.keys.errors.get(key)![0] = { ...error, at, kind, failures: 0, crashes: 0 };
      };
    },
  },
  {
    name: "keeps every error",
    caughtBy: ["Of the errors of a key the ten newest are kept."],
    makeFaulty(queue) {
      queue.steps.record = (key, kind, error, at) => {
        const counts = { failures: queue.steps.failuresOf(key), crashes: queue.steps.crashesOf(key) };
        queue.keys.errors.set(key, [{ ...error, at, kind, ...counts }, ...queue.steps.errorsOf(key)]);
      };
    },
  },
  {
    name: "keeps the errors of keys that are gone",
    caughtBy: ["A key that is done takes its errors with it."],
    makeFaulty(queue) {
      queue.steps.leave = () => "done";
    },
  },
  {
    name: "keeps the failures of a key that stays in the queue",
    caughtBy: ["A key that is given up and stays in the queue starts with no failures."],
    makeFaulty(queue) {
      const giveUp = queue.giveUp.bind(queue);
      queue.giveUp = (held, cause, now) => {
        const failures = queue.steps.failuresOf(held.key);
        const result = giveUp(held, cause, now);
        if (failures > 0) queue.keys.failures.set(held.key, failures);
        return result;
      };
    },
  },
];
