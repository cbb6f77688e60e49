import type { ModelEntry } from "@workset/contract";
import { of, remove } from "../../../src/model/model-lists.ts";
import type { FaultyStore } from "./faulty-store.ts";

/** Stores that end claims wrongly. */
export const ending: readonly FaultyStore[] = [
  {
    name: "keeps a key that was completed",
    caughtBy: ["A key that is completed is gone."],
    makeFaulty(queue) {
      const release = queue.steps.release.bind(queue.steps);
      queue.steps.release = (held) => {
        release(held);
        queue.steps.lineUp(held);
      };
    },
  },
  {
    name: "drops what is added to a processing key",
    caughtBy: ["A key that is added while processing runs once more, however often it was added."],
    makeFaulty(queue) {
      const want = queue.steps.want.bind(queue.steps);
      queue.steps.want = (run, combine) => {
        return of(queue.keys.lists.processing, run.key) ? "coalesced" : want(run, combine);
      };
    },
  },
  {
    name: "runs a key as often again as it was added",
    caughtBy: ["A key that is added while processing runs once more, however often it was added."],
    makeFaulty(queue) {
      const want = queue.steps.want.bind(queue.steps);
      queue.steps.want = (run, combine) => {
        if (!of(queue.keys.rerun, run.key)) return want(run, combine);
        queue.keys.rerun.push(run);
        return "coalesced";
      };
    },
  },
  {
    name: "lets a key that runs again go first",
    caughtBy: ["Its next run is last of its priority."],
    makeFaulty(queue) {
      const goOn = queue.steps.goOn.bind(queue.steps);
      queue.steps.goOn = (key) => {
        const ending = goOn(key);
        const ready = of(queue.keys.lists.ready, key);
        if (ready && remove(queue.keys.lists.ready, ready)) queue.steps.lineUpFirst(ready);
        return ending;
      };
    },
  },
  {
    name: "combines what is added with the payload that is processing",
    caughtBy: ["What is added to a processing key belongs to its next run: payload, priority and time."],
    makeFaulty(queue) {
      const want = queue.steps.want.bind(queue.steps);
      queue.steps.want = (run, combine) => {
        const held = of(queue.keys.lists.processing, run.key);
        const fresh = held && !of(queue.keys.rerun, run.key);
        return want(fresh ? queue.steps.unite(held, run, combine) : run, combine);
      };
    },
  },
  {
    name: "drops the payload of the next run",
    caughtBy: ["What is added to a processing key belongs to its next run: payload, priority and time."],
    makeFaulty(queue) {
      const goOn = queue.steps.goOn.bind(queue.steps);
      queue.steps.goOn = (key) => {
        for (const [n, run] of queue.keys.rerun.entries()) queue.keys.rerun[n] = { ...run, payload: null };
        return goOn(key);
      };
    },
  },
  {
    name: "forgets the wait of a key when it is released",
    caughtBy: [
      "A processing key that also waits goes on waiting when it is completed.",
      "A key that waits meanwhile waits on, and the error is kept.",
      "A key that is to run again and waits besides does both.",
      "What waits besides is left waiting.",
    ],
    makeFaulty(queue) {
      const release = queue.steps.release.bind(queue.steps);
      queue.steps.release = (held) => {
        release(held);
        remove(queue.keys.lists.waiting, of(queue.keys.lists.waiting, held.key));
      };
    },
  },
  {
    name: "forgets what waits when a key runs again",
    caughtBy: ["A key that is to run again and waits besides does both."],
    makeFaulty(queue) {
      const goOn = queue.steps.goOn.bind(queue.steps);
      queue.steps.goOn = (key) => {
        const ending = goOn(key);
        const { waiting } = queue.keys.lists;
        if (ending === "rerun") remove(waiting, of(waiting, key));
        return ending;
      };
    },
  },
  {
    name: "asks for the key of a claim, and not for its token",
    caughtBy: [
      "A claim is fenced when its key was handed out again; the newer claim stays valid.",
      "The token of one key releases no claim of another key, or of a key that the queue does not know.",
    ],
    makeFaulty(queue) {
      queue.steps.heldBy = ({ key }) => of(queue.keys.lists.processing, key);
    },
  },
  {
    name: "asks for the token of a claim, and not for its key",
    caughtBy: [
      "The token of one key releases no claim of another key, or of a key that the queue does not know.",
    ],
    makeFaulty(queue) {
      queue.steps.heldBy = ({ token }) =>
        queue.keys.lists.processing.find(({ position }) => position[0] === token);
    },
  },
  {
    name: "ends a claim as often as it is asked to",
    caughtBy: [
      "A claim ends once: whatever comes after is fenced.",
      "A claim of a key that was given up is fenced.",
      "Of two releases of one claim that no caller awaits, the first counts.",
    ],
    makeFaulty(queue) {
      const heldBy = queue.steps.heldBy.bind(queue.steps);
      const ended = new Map<number, ModelEntry>();
      queue.steps.heldBy = (claim) => {
        const held = heldBy(claim) ?? ended.get(claim.token);
        if (held) ended.set(claim.token, held);
        return held;
      };
    },
  },
  {
    name: "records the error of a claim that is fenced",
    caughtBy: ["A claim ends once: whatever comes after is fenced."],
    makeFaulty(queue) {
      const release = queue.release.bind(queue);
      queue.release = async (claim, how, now) => {
        const result = await release(claim, how, now);
        if (result === "fenced" && how.next === "give-up") {
          queue.steps.record(claim.key, "given-up", how.cause, now);
        }
        return result;
      };
    },
  },
];
