import { of, remove } from "../../../src/model/model-lists.ts";
import type { FaultyStore } from "./faulty-store.ts";

/** Stores that try again wrongly. */
export const retrying: readonly FaultyStore[] = [
  {
    name: "tries again at once",
    caughtBy: [
      "A key whose work failed waits for the requested delay, and runs again with the payload it had.",
    ],
    makeFaulty(queue) {
      const tryAgain = queue.steps.tryAgain.bind(queue.steps);
      queue.steps.tryAgain = (held, _, now) => tryAgain(held, now, now);
    },
  },
  {
    name: "tries again without the payload",
    caughtBy: [
      "A key whose work failed waits for the requested delay, and runs again with the payload it had.",
    ],
    makeFaulty(queue) {
      const tryAgain = queue.steps.tryAgain.bind(queue.steps);
      queue.steps.tryAgain = (held, dueAt, now) => {
        const processing = queue.keys.lists.processing;
        const empty = { ...held, payload: null };
        processing[processing.indexOf(held)] = empty;
        return tryAgain(empty, dueAt, now);
      };
    },
  },
  {
    name: "tries again and counts nothing",
    caughtBy: [
      "A failure is counted for it, and the queue's back-off receives how many there were.",
      "If it need not wait, it is ready, last of its priority.",
    ],
    makeFaulty(queue) {
      const retry = queue.steps.retry.bind(queue.steps);
      const countFailure = queue.steps.countFailure.bind(queue.steps);
      queue.steps.retry = (held, afterMs, now) => {
        queue.steps.countFailure = () => {};
        const result = retry(held, afterMs, now);
        queue.steps.countFailure = countFailure;
        return result;
      };
    },
  },
  {
    name: "tells how many failures there are with the one it is asked about",
    caughtBy: ["A failure is counted for it, and the queue's back-off receives how many there were."],
    makeFaulty(queue) {
      const { policy } = queue.steps;
      queue.steps.policy = { ...policy, retryDelayMs: (failures) => policy.retryDelayMs(failures + 1) };
    },
  },
  {
    name: "counts processing time as ready time when it tries again",
    caughtBy: [
      "What is tried again is wanted since it was due, or was added meanwhile, or failed if it need not wait.",
    ],
    makeFaulty(queue) {
      const tryAgain = queue.steps.tryAgain.bind(queue.steps);
      queue.steps.tryAgain = (held, dueAt, now) => {
        const lineUp = queue.steps.lineUp.bind(queue.steps);
        queue.steps.lineUp = (run) => lineUp({ ...run, addedAt: held.addedAt });
        const ending = tryAgain(held, dueAt, now);
        queue.steps.lineUp = lineUp;
        return ending;
      };
    },
  },
  {
    name: "tries again as first of the priority",
    caughtBy: ["If it need not wait, it is ready, last of its priority."],
    makeFaulty(queue) {
      const tryAgain = queue.steps.tryAgain.bind(queue.steps);
      queue.steps.tryAgain = (held, dueAt, now) => {
        const ending = tryAgain(held, dueAt, now);
        const ready = of(queue.keys.lists.ready, held.key);
        if (ready && remove(queue.keys.lists.ready, ready)) queue.steps.lineUpFirst(ready);
        return ending;
      };
    },
  },
  {
    name: "lets the payload that is tried again win",
    caughtBy: [
      "If it was added meanwhile it does not wait, and what was added is the newer of the two payloads.",
      "If it waits already, it waits for the earlier of the two times, and what waits is the newer payload.",
    ],
    makeFaulty(queue) {
      const tryAgain = queue.steps.tryAgain.bind(queue.steps);
      const unite = queue.steps.unite.bind(queue.steps);
      queue.steps.tryAgain = (held, dueAt, now) => {
        queue.steps.unite = (run, added, combine) => ({
          ...unite(run, added, combine),
          payload: run.payload,
        });
        const ending = tryAgain(held, dueAt, now);
        queue.steps.unite = unite;
        return ending;
      };
    },
  },
  {
    name: "lets a key wait that was added meanwhile",
    caughtBy: [
      "If it was added meanwhile it does not wait, and what was added is the newer of the two payloads.",
    ],
    makeFaulty(queue) {
      const tryAgain = queue.steps.tryAgain.bind(queue.steps);
      queue.steps.tryAgain = (held, dueAt, now) => {
        const ending = tryAgain(held, dueAt, now);
        const ready = of(queue.keys.lists.ready, held.key);
        if (dueAt <= now || !ready) return ending;
        remove(queue.keys.lists.ready, ready);
        queue.steps.wait(ready, dueAt);
        return "waiting";
      };
    },
  },
  {
    name: "lets the time that it receives win",
    caughtBy: [
      "If it waits already, it waits for the earlier of the two times, and what waits is the newer payload.",
    ],
    makeFaulty(queue) {
      const tryAgain = queue.steps.tryAgain.bind(queue.steps);
      const wait = queue.steps.wait.bind(queue.steps);
      queue.steps.tryAgain = (held, dueAt, now) => {
        queue.steps.wait = (run) => wait(run, dueAt);
        const ending = tryAgain(held, dueAt, now);
        queue.steps.wait = wait;
        return ending;
      };
    },
  },
  {
    name: "forgets what waits when it tries again",
    caughtBy: ["If it is to run again and waits besides, one run is made of all."],
    makeFaulty(queue) {
      const tryAgain = queue.steps.tryAgain.bind(queue.steps);
      queue.steps.tryAgain = (held, dueAt, now) => {
        const { waiting } = queue.keys.lists;
        if (of(queue.keys.rerun, held.key)) remove(waiting, of(waiting, held.key));
        return tryAgain(held, dueAt, now);
      };
    },
  },
  {
    name: "ends a claim before it knows how",
    caughtBy: [
      "Where the payloads do not combine, or the delay cannot be computed, it rejects, and the key stays processing.",
    ],
    makeFaulty(queue) {
      const release = queue.release.bind(queue);
      queue.release = (claim, how, now) => {
        return release(claim, how, now).catch(async (error: unknown) => {
          if (how.next === "retry") await release(claim, { next: "done", keepFailures: true }, now);
          throw error;
        });
      };
    },
  },
  {
    name: "takes what is tried again for the newest",
    caughtBy: ["An add, too, may be of what is tried again: whatever it meets is the newer payload."],
    makeFaulty(queue) {
      const put = queue.steps.put.bind(queue.steps);
      queue.steps.put = (request, now) => put({ ...request, again: false }, now);
    },
  },
  {
    name: "counts a retry that keeps the failures",
    caughtBy: ["A retry that keeps the failures neither counts nor forgets them."],
    makeFaulty(queue) {
      const end = queue.end.bind(queue);
      queue.end = (held, how, now) =>
        end(held, how.next === "retry" ? { ...how, keepFailures: false } : how, now);
    },
  },
  {
    name: "drops the cause of a retry",
    caughtBy: ["The cause of a retry is recorded with the counts before it."],
    makeFaulty(queue) {
      const record = queue.steps.record.bind(queue.steps);
      queue.steps.record = (key, kind, ...rest) => {
        if (kind !== "retried") record(key, kind, ...rest);
      };
    },
  },
  {
    name: "keeps the failures of a run that is to come again",
    caughtBy: ["A run that is to come again forgets the failures, and waits."],
    makeFaulty(queue) {
      const end = queue.end.bind(queue);
      queue.end = (held, how, now) =>
        end(held, how.next === "again" ? { ...how, keepFailures: true } : how, now);
    },
  },
  {
    name: "forgets the failures of every run that is to come again",
    caughtBy: ["A run that is to come again and keeps its failures does not forget them."],
    makeFaulty(queue) {
      const end = queue.end.bind(queue);
      queue.end = (held, how, now) =>
        end(held, how.next === "again" ? { ...how, keepFailures: false } : how, now);
    },
  },
  {
    name: "lets a change wait with the run that is to come again",
    caughtBy: ["A run that is to come again does not delay what was added meanwhile."],
    makeFaulty(queue) {
      const tryAgain = queue.steps.tryAgain.bind(queue.steps);
      queue.steps.tryAgain = (held, dueAt, now) => tryAgain(held, dueAt, now, dueAt);
    },
  },
];
