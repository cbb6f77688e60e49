import { of, remove } from "../../../src/model/model-lists.ts";
import { insert } from "../../../src/store/model/model-keys.ts";
import type { FaultyStore } from "./faulty-store.ts";

/** Stores that hand out keys wrongly. */
export const taking: readonly FaultyStore[] = [
  {
    name: "hands out one key at a time",
    caughtBy: ["A take hands out as many keys as it may, or as are ready."],
    makeFaulty(queue) {
      const take = queue.take.bind(queue);
      queue.take = (_, now) => take(1, now);
    },
  },
  {
    name: "hands out all it has",
    caughtBy: ["A take hands out as many keys as it may, or as are ready."],
    makeFaulty(queue) {
      const take = queue.take.bind(queue);
      queue.take = (_, now) => take(Infinity, now);
    },
  },
  {
    name: "lets takers wait until a key is ready",
    caughtBy: ["A take of a queue where nothing is ready resolves at once, with nothing."],
    makeFaulty(queue) {
      const take = queue.take.bind(queue);
      queue.take = async (max, now) => {
        const claims = await take(max, now);
        return claims.length > 0 ? claims : new Promise(() => {});
      };
    },
  },
  {
    name: "hands a key out twice",
    caughtBy: ["A processing key is not handed out again."],
    makeFaulty(queue) {
      queue.take = (max, now) => {
        return queue.act(now, () => queue.keys.lists.ready.slice(0, max).map((run) => queue.steps.hand(run)));
      };
    },
  },
  {
    name: "makes a processing key ready",
    caughtBy: [
      "A processing key is not handed out again.",
      "A processing key that becomes due runs again.",
      "A key that is added while processing runs once more, however often it was added.",
    ],
    makeFaulty(queue) {
      queue.steps.want = (run, combine) => {
        const ready = of(queue.keys.lists.ready, run.key);
        if (ready) remove(queue.keys.lists.ready, ready);
        queue.steps.lineUp(ready ? queue.steps.unite(ready, run, combine) : run);
        if (of(queue.keys.lists.processing, run.key)) return "rerun";
        return ready ? "coalesced" : "added";
      };
    },
  },
  {
    name: "looks first and takes later",
    caughtBy: ["Several takers at once never get the same key, and together get all."],
    makeFaulty(queue) {
      queue.take = async (max, now) => {
        const chosen = await queue.act(now, () => queue.keys.lists.ready.slice(0, max));
        return queue.act(now, () =>
          chosen.map((run) => {
            remove(queue.keys.lists.ready, of(queue.keys.lists.ready, run.key));
            return queue.steps.hand(run);
          }),
        );
      };
    },
  },
  {
    name: "keeps from the taker what it knows of the key",
    caughtBy: [
      "A claim carries the key's payload, its priority, and the time since which the key is wanted.",
    ],
    makeFaulty(queue) {
      const hand = queue.steps.hand.bind(queue.steps);
      queue.steps.hand = (run) => ({ ...hand(run), priority: 0, addedAt: 0 });
    },
  },
  {
    name: "counts tokens for each key",
    caughtBy: ["A token is greater than every earlier token of any owner."],
    makeFaulty(queue) {
      const hand = queue.steps.hand.bind(queue.steps);
      const tokens = new Map<string, number>();
      queue.steps.hand = (run) => {
        const token = (tokens.get(run.key) ?? 0) + 1;
        tokens.set(run.key, token);
        queue.keys.lastToken = token - 1;
        return hand(run);
      };
    },
  },
  {
    name: "gives a key the token it had",
    caughtBy: [
      "A token is greater than every earlier token of any owner.",
      "A claim is fenced when its key was handed out again; the newer claim stays valid.",
    ],
    makeFaulty(queue) {
      const hand = queue.steps.hand.bind(queue.steps);
      const tokens = new Map<string, number>();
      queue.steps.hand = (run) => {
        const claim = hand(run);
        const token = tokens.get(run.key) ?? claim.token;
        tokens.set(run.key, token);
        const processing = queue.keys.lists.processing;
        const held = of(processing, run.key)!;
        remove(processing, held);
        insert(processing, { ...held, position: [token, 0] });
        return { ...claim, token };
      };
    },
  },
];
