import { of, remove } from "../../../src/model/model-lists.ts";
import type { FaultyStore } from "./faulty-store.ts";

/** Stores that count failures wrongly. */
export const backingOff: readonly FaultyStore[] = [
  {
    name: "reports one failure too many",
    caughtBy: [
      "An add may count a failure: its function receives the number of failures, and returns the delay.",
    ],
    makeFaulty(queue) {
      const put = queue.steps.put.bind(queue.steps);
      queue.steps.put = (request, now) => {
        const { due } = request;
        const more = typeof due === "function" ? { due: (failures: number) => due(failures + 1) } : {};
        return put({ ...request, ...more }, now);
      };
    },
  },
  {
    name: "counts no failures",
    caughtBy: [
      "An add may count a failure: its function receives the number of failures, and returns the delay.",
      "A failed key that need not wait is ready, and the failure is counted.",
    ],
    makeFaulty(queue) {
      queue.steps.countFailure = () => {};
    },
  },
  {
    name: "counts a failure whenever a key waits",
    caughtBy: ["A key that never failed, or that the queue does not know, has no failures."],
    makeFaulty(queue) {
      const wait = queue.steps.wait.bind(queue.steps);
      queue.steps.wait = (run, dueAt) => {
        wait(run, dueAt);
        queue.steps.countFailure(run.key);
      };
    },
  },
  {
    name: "counts a failure only if the key waits for it",
    caughtBy: [
      "A failed key that need not wait is ready, and the failure is counted.",
      "A failure is counted even if its wait is not the one that counts.",
    ],
    makeFaulty(queue) {
      const put = queue.steps.put.bind(queue.steps);
      const countFailure = queue.steps.countFailure.bind(queue.steps);
      queue.steps.put = (request, now) => {
        queue.steps.countFailure = () => {};
        const adding = put(request, now);
        queue.steps.countFailure = countFailure;
        if (typeof request.due === "function" && adding === "waiting") queue.steps.countFailure(request.key);
        return adding;
      };
    },
  },
  {
    name: "forgets a key that is completed",
    caughtBy: ["A completed key keeps its failures until they are forgotten."],
    makeFaulty(queue) {
      const leave = queue.steps.leave.bind(queue.steps);
      queue.steps.leave = (key) => {
        queue.keys.failures.delete(key);
        return leave(key);
      };
    },
  },
  {
    name: "never forgets",
    caughtBy: [
      "Forgetting a key clears its failures and nothing else.",
      "Back-offs that are kept are those of failures: without any, or once they are forgotten, nothing is.",
    ],
    makeFaulty(queue) {
      queue.forget = () => queue.act(undefined, () => {});
    },
  },
  {
    name: "forgets the key with its failures",
    caughtBy: ["Forgetting a key clears its failures and nothing else."],
    makeFaulty(queue) {
      const forget = queue.forget.bind(queue);
      queue.forget = async (key) => {
        await forget(key);
        remove(queue.keys.lists.waiting, of(queue.keys.lists.waiting, key));
      };
    },
  },
  {
    name: "keeps every back-off",
    caughtBy: ["Merging, an add for now cuts a back-off short, and the failures stand."],
    makeFaulty(queue) {
      queue.steps.policy = { ...queue.steps.policy, backoff: "keep" };
    },
  },
  {
    name: "keeps no back-off",
    caughtBy: [
      "Where back-offs are kept, it is coalesced into what waits, and the key waits on.",
      "A processing key that backs off already also goes on waiting.",
    ],
    makeFaulty(queue) {
      queue.steps.policy = { ...queue.steps.policy, backoff: "cut" };
    },
  },
  {
    name: "takes every wait for a back-off",
    caughtBy: [
      "Back-offs that are kept are those of failures: without any, or once they are forgotten, nothing is.",
    ],
    makeFaulty(queue) {
      const putNow = queue.steps.putNow.bind(queue.steps);
      queue.steps.putNow = (run, merging, now) => {
        const failuresOf = queue.steps.failuresOf.bind(queue.steps);
        queue.steps.failuresOf = () => 1;
        const adding = putNow(run, merging, now);
        queue.steps.failuresOf = failuresOf;
        return adding;
      };
    },
  },
];
