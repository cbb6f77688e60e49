import type { ModelKeys } from "@workset/contract";
import { of, remove } from "../../../src/model/model-lists.ts";
import type { FaultyStore } from "./faulty-store.ts";

/** Stores that do not get over a crash. */
export const crashing: readonly FaultyStore[] = [
  {
    name: "leaves processing keys processing after a crash",
    caughtBy: [
      "After a crash, keys that were processing are ready: first of their priority, in the order in which they were taken.",
    ],
    makeFaulty(queue) {
      queue.recover = () => {};
    },
  },
  {
    name: "recovers keys as last of their priority",
    caughtBy: [
      "After a crash, keys that were processing are ready: first of their priority, in the order in which they were taken.",
    ],
    makeFaulty(queue) {
      const recover = queue.recover.bind(queue);
      const lineUpFirst = queue.steps.lineUpFirst.bind(queue.steps);
      queue.recover = () => {
        queue.steps.lineUpFirst = (run) => queue.steps.lineUp(run);
        recover();
        queue.steps.lineUpFirst = lineUpFirst;
      };
    },
  },
  {
    name: "recovers the last to be taken first",
    caughtBy: [
      "After a crash, keys that were processing are ready: first of their priority, in the order in which they were taken.",
    ],
    makeFaulty(queue) {
      const recover = queue.recover.bind(queue);
      queue.recover = () => {
        queue.keys.lists.processing.reverse();
        recover();
      };
    },
  },
  {
    name: "forgets what waits for a key that it recovers",
    caughtBy: ["The wait of a key that was processing goes on after a crash."],
    makeFaulty(queue) {
      const recover = queue.recover.bind(queue);
      queue.recover = () => {
        const { waiting, processing } = queue.keys.lists;
        for (const { key } of processing) remove(waiting, of(waiting, key));
        recover();
      };
    },
  },
  {
    name: "says nothing of what it recovered",
    caughtBy: [
      "After a crash, keys that were processing are ready: first of their priority, in the order in which they were taken.",
    ],
    makeFaulty(queue) {
      const recover = queue.recover.bind(queue);
      queue.recover = () => {
        recover();
        queue.recovery = { recovered: 0, quarantined: [] };
      };
    },
  },
  {
    name: "counts no crashes",
    caughtBy: [
      "It comes back as it was taken, but for its crash count, which grows with every crash in a row.",
      "A key that was processing at too many crashes in a row goes to the failed set; the others stay in the queue.",
    ],
    makeFaulty(queue) {
      queue.steps.crashesOf = () => 0;
    },
  },
  {
    name: "counts a crash for every key",
    caughtBy: ["A crash does not change keys that were not processing."],
    makeFaulty(queue) {
      const recover = queue.recover.bind(queue);
      queue.recover = () => {
        for (const { key } of queue.keys.lists.ready)
          queue.keys.crashes.set(key, queue.steps.crashesOf(key) + 1);
        recover();
      };
    },
  },
  {
    name: "loses the order of ready keys in a crash",
    caughtBy: [
      "A crash does not change keys that were not processing.",
      "It finds waiting keys with their due times; keys that became due meanwhile are ready.",
    ],
    makeFaulty(queue) {
      const recover = queue.recover.bind(queue);
      queue.recover = () => {
        recover();
        for (const [n, entry] of queue.keys.lists.waiting.entries()) {
          queue.keys.lists.waiting[n] = { ...entry, position: [queue.options.now, n] };
        }
      };
    },
  },
  {
    name: "acknowledges before it commits",
    caughtBy: ["Whatever was acknowledged before a crash has happened."],
    makeFaulty(queue) {
      const act = queue.act.bind(queue);
      const abandon = queue.abandon.bind(queue);
      let committed: ModelKeys | undefined;
      queue.act = (now, verb) => {
        return act(now, () => {
          committed = structuredClone(queue.keys);
          return verb();
        });
      };
      queue.abandon = () => {
        if (committed) Object.assign(queue.keys, committed);
        abandon();
      };
      const giveAllBack = queue.giveAllBack.bind(queue);
      queue.giveAllBack = () => {
        committed = undefined;
        giveAllBack();
      };
    },
  },
  {
    name: "never sets the crash count back",
    caughtBy: ["A run that ends sets the crash count back, whichever way it ends."],
    makeFaulty(queue) {
      queue.keys.crashes.delete = () => false;
    },
  },
  {
    name: "sets the crash count back when a key is given up",
    caughtBy: ["A key that is given up keeps the crashes before, in the failed set and with its error."],
    makeFaulty(queue) {
      const fail = queue.steps.fail.bind(queue.steps);
      queue.steps.fail = (run, now) => {
        queue.keys.crashes.delete(run.key);
        return fail(run, now);
      };
    },
  },
  {
    name: "sets the crash count back when a key is given back",
    caughtBy: [
      "Giving back neither counts as a crash, nor sets the count back.",
      "It runs alone until a run of it ends, be it given back meanwhile or the queue closed.",
    ],
    makeFaulty(queue) {
      const end = queue.end.bind(queue);
      queue.end = (held, how, now) => {
        const result = end(held, how, now);
        if (how.next === "give-back") queue.keys.crashes.delete(held.key);
        return result;
      };
    },
  },
  {
    name: "takes closing for a crash",
    caughtBy: [
      "Giving back neither counts as a crash, nor sets the count back.",
      "Closing gives back processing keys: first of their priority, in the order in which they were taken, and nothing is counted.",
      "A durable store that is opened again finds everything, and nothing counts as crashed.",
    ],
    makeFaulty(queue) {
      queue.giveAllBack = () => queue.abandon();
    },
  },
  {
    name: "lets a key crash without end",
    caughtBy: [
      "A key that was processing at too many crashes in a row goes to the failed set; the others stay in the queue.",
      "The reason is recorded among its errors and in the failed set.",
      "Several of them are reported in the order in which they were taken.",
    ],
    makeFaulty(queue) {
      const policy = { ...queue.options.policy, maxCrashes: Infinity };
      Object.assign(queue, { options: { ...queue.options, policy } });
    },
  },
  {
    name: "lets a key crash once more than it may",
    caughtBy: [
      "A key that was processing at too many crashes in a row goes to the failed set; the others stay in the queue.",
    ],
    makeFaulty(queue) {
      const policy = { ...queue.options.policy, maxCrashes: queue.options.policy.maxCrashes + 1 };
      Object.assign(queue, { options: { ...queue.options, policy } });
    },
  },
  {
    name: "hands out with others a key that may crash only once more",
    caughtBy: [
      "Before its last crash such a key runs alone: nothing else is processing, and takes are blocked meanwhile.",
      "It runs alone until a run of it ends, be it given back meanwhile or the queue closed.",
      "A key whose work ends the process every time takes no other to the failed set with it.",
      "It receives a report when a key that runs alone blocks takes, and when that is over.",
    ],
    makeFaulty(queue) {
      queue.runsAlone = () => false;
    },
  },
  {
    name: "hands out others beside a key that runs alone",
    caughtBy: [
      "Before its last crash such a key runs alone: nothing else is processing, and takes are blocked meanwhile.",
    ],
    makeFaulty(queue) {
      queue.mayTake = (key) => queue.keys.lists.processing.length === 0 || !queue.runsAlone(key);
    },
  },
  {
    name: "hands out a key that is to run alone beside others",
    caughtBy: [
      "Before its last crash such a key runs alone: nothing else is processing, and takes are blocked meanwhile.",
    ],
    makeFaulty(queue) {
      queue.mayTake = () => !queue.keys.lists.processing.some(({ key }) => queue.runsAlone(key));
    },
  },
  {
    name: "passes over a key that is to run alone while others are processing",
    caughtBy: [
      "Before its last crash such a key runs alone: nothing else is processing, and takes are blocked meanwhile.",
    ],
    makeFaulty(queue) {
      queue.take = (max, now) =>
        queue.act(now, () => {
          const { ready } = queue.keys.lists;
          return ready.slice(0, max).flatMap((run) => {
            if (!queue.mayTake(run.key)) return [];
            remove(ready, run);
            return queue.steps.hand(run);
          });
        });
    },
  },
  {
    name: "lets whatever has crashed run alone",
    caughtBy: [
      "Before its last crash such a key runs alone: nothing else is processing, and takes are blocked meanwhile.",
    ],
    makeFaulty(queue) {
      queue.runsAlone = (key) => queue.steps.crashesOf(key) > 0;
    },
  },
  {
    name: "lets keys run alone that never crashed",
    caughtBy: ["Where a single crash is one too many, keys run together, and fail together."],
    makeFaulty(queue) {
      queue.runsAlone = (key) => queue.steps.crashesOf(key) >= queue.options.policy.maxCrashes - 1;
    },
  },
  {
    name: "records no error for a key that crashed too often",
    caughtBy: ["The reason is recorded among its errors and in the failed set."],
    makeFaulty(queue) {
      const record = queue.steps.record.bind(queue.steps);
      queue.steps.record = (key, kind, error, at) => {
        if (kind !== "crashed") record(key, kind, error, at);
      };
    },
  },
  {
    name: "reports keys that crashed too often in reverse order",
    caughtBy: ["Several of them are reported in the order in which they were taken."],
    makeFaulty(queue) {
      const recover = queue.recover.bind(queue);
      queue.recover = () => {
        recover();
        const { recovered, quarantined } = queue.recovery;
        queue.recovery = { recovered, quarantined: quarantined.toReversed() };
      };
    },
  },
  {
    name: "lets a key wait that crashed too often",
    caughtBy: ["What waits for such a key waits no more, and its payload is not lost."],
    makeFaulty(queue) {
      const quarantine = queue.steps.quarantine.bind(queue.steps);
      queue.steps.quarantine = (held, now) => {
        const waiting = of(queue.keys.lists.waiting, held.key);
        quarantine(held, now);
        if (waiting) queue.steps.wait(waiting, waiting.position[0]);
      };
    },
  },
  {
    name: "revives with its crashes a key that crashed too often",
    caughtBy: ["An add revives such a key, now or later, with no crashes counted."],
    makeFaulty(queue) {
      const unfail = queue.steps.unfail.bind(queue.steps);
      queue.steps.unfail = (failed) => {
        const crashes = queue.steps.crashesOf(failed.key);
        unfail(failed);
        queue.keys.crashes.set(failed.key, crashes);
      };
    },
  },
  {
    name: "begins anew to count tokens",
    caughtBy: [
      "After a crash tokens go on growing, and claims from before it are fenced.",
      "Tokens go on growing, and a claim of an earlier opening is fenced.",
      "A durable store that is opened again finds everything, and nothing counts as crashed.",
    ],
    makeFaulty(queue) {
      const recover = queue.recover.bind(queue);
      queue.recover = () => {
        recover();
        queue.keys.lastToken = 0;
      };
    },
  },
];
