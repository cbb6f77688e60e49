import { combineSafely } from "@workset/store";
import { of, remove } from "../../../src/model/model-lists.ts";
import type { FaultyStore } from "./faulty-store.ts";

/** Stores that take keys in wrongly. */
export const adding: readonly FaultyStore[] = [
  {
    name: "forgets an acknowledged add",
    caughtBy: ["A key that is added is ready."],
    makeFaulty(queue) {
      queue.steps.put = () => "added";
    },
  },
  {
    name: "has as much work as there were adds",
    caughtBy: [
      "A ready key that is added again is still one piece of work.",
      "Keys are taken in the order in which they were first added.",
    ],
    makeFaulty(queue) {
      const want = queue.steps.want.bind(queue.steps);
      queue.steps.want = (run, combine) => {
        if (!of(queue.keys.lists.ready, run.key)) return want(run, combine);
        queue.steps.lineUp(run);
        return "coalesced";
      };
    },
  },
  {
    name: "keeps the payload that waits",
    caughtBy: [
      "Of two payloads of a ready key one is made, of the one that waits and the one that was added.",
    ],
    makeFaulty(queue) {
      const unite = queue.steps.unite.bind(queue.steps);
      queue.steps.unite = (run, added, combine) => ({ ...unite(run, added, combine), payload: run.payload });
    },
  },
  {
    name: "hands the two payloads over the wrong way round",
    caughtBy: [
      "Of two payloads of a ready key one is made, of the one that waits and the one that was added.",
    ],
    makeFaulty(queue) {
      const unite = queue.steps.unite.bind(queue.steps);
      queue.steps.unite = (run, added, combine) =>
        unite(run, added, (waiting, newer) => combine(newer, waiting));
    },
  },
  {
    name: "lets the last payload win, whatever the policy says",
    caughtBy: ["The payload that was added last wins, or the first one, as the queue's policy says."],
    makeFaulty(queue) {
      queue.steps.policy = { ...queue.steps.policy, combine: "latest" };
    },
  },
  {
    name: "takes the newer payload where two do not combine",
    caughtBy: [
      "An add whose payload does not combine rejects with what the function threw, and changes nothing.",
      "An add for later whose payload does not combine changes nothing.",
      "Where what waits does not combine with what is added, nothing is changed.",
      "Where an add does not combine with the payload of a failed key, nothing is changed.",
    ],
    makeFaulty(queue) {
      const put = queue.steps.put.bind(queue.steps);
      queue.steps.put = (request, now) => {
        const { policy } = queue.steps;
        queue.steps.policy = { ...policy, combine: combineSafely(policy.combine) };
        const result = put(request, now);
        queue.steps.policy = policy;
        return result;
      };
    },
  },
  {
    name: "leaves a verb that throws half done",
    caughtBy: [
      "An add whose payload does not combine rejects with what the function threw, and changes nothing.",
      "An add for later whose payload does not combine changes nothing.",
      "Where what waits does not combine with what is added, nothing is changed.",
      "Where an add does not combine with the payload of a failed key, nothing is changed.",
      "An add whose function throws rejects with that, and counts and changes nothing.",
    ],
    makeFaulty(queue) {
      const put = queue.steps.put.bind(queue.steps);
      queue.steps.put = (request, now) => {
        const { key, payload, due } = request;
        try {
          return put(request, now);
        } catch (error) {
          if (typeof due === "function") queue.steps.countFailure(key);
          const { ready, waiting } = queue.keys.lists;
          for (const list of [ready, waiting]) {
            const present = of(list, key);
            if (present) list[list.indexOf(present)] = { ...present, payload };
          }
          throw error;
        }
      };
      queue.restore = () => {};
    },
  },
  {
    name: "combines an add with what was completed",
    caughtBy: ["Nothing of a run that was completed is found in the next."],
    makeFaulty(queue) {
      const put = queue.steps.put.bind(queue.steps);
      const release = queue.steps.release.bind(queue.steps);
      const last = new Map<string, string | null>();
      queue.steps.release = (held) => {
        last.set(held.key, held.payload);
        release(held);
      };
      queue.steps.put = (request, now) => {
        const { key, payload } = request;
        return put({ ...request, payload: queue.steps.combine(last.get(key) ?? null, payload) }, now);
      };
    },
  },
  {
    name: "merges whether it is to or not",
    caughtBy: [
      "Unless it merges, an add for now leaves what waits where it is: the key runs now, and then at its time.",
      "Unless it merges, an add for later waits although the key is ready or to run again.",
    ],
    makeFaulty(queue) {
      queue.steps.policy = { ...queue.steps.policy, merge: true };
    },
  },
  {
    name: "never merges",
    caughtBy: [
      "Merging, an add for now takes what waits with it: one run, one payload, the higher priority.",
      "Merging, an add for now of a processing key takes its wait into the next run.",
      "Merging, an add for later of a ready key is coalesced into it.",
      "Merging, an add for later of a key that is to run again is coalesced into that run.",
      "Merging, an add of a key that both waits and needs work makes one run of all.",
      "Merging, an add for now cuts a back-off short, and the failures stand.",
    ],
    makeFaulty(queue) {
      queue.steps.policy = { ...queue.steps.policy, merge: false };
    },
  },
  {
    name: "puts what it merges first of its priority",
    caughtBy: ["A key that waited is last of its priority."],
    makeFaulty(queue) {
      const putNow = queue.steps.putNow.bind(queue.steps);
      queue.steps.putNow = (run, merging, now) => {
        const waited = of(queue.keys.lists.waiting, run.key);
        const adding = putNow(run, merging, now);
        const ready = of(queue.keys.lists.ready, run.key);
        if (waited && ready && remove(queue.keys.lists.ready, ready)) queue.steps.lineUpFirst(ready);
        return adding;
      };
    },
  },
];
