import type { ModelStoreQueue } from "@workset/contract";
import type { FaultyStore } from "./faulty-store.ts";

/** Stores to which a text is more than a text. */
export const naming: readonly FaultyStore[] = [
  {
    name: "keeps counts in plain objects",
    caughtBy: ["A key may be a word that means something to a language."],
    makeFaulty(queue) {
      const failuresOf = queue.steps.failuresOf.bind(queue.steps);
      const counts: Record<string, number> = {};
      queue.steps.failuresOf = (key) => counts[key] ?? failuresOf(key);
    },
  },
  {
    name: "ends a text at the character zero",
    caughtBy: ["A key may be empty, and may hold quotes, blanks, the character zero, and signs of any kind."],
    makeFaulty: (queue) => rename(queue, (key) => key.split("\0")[0]!),
  },
  {
    name: "takes texts for the same that look alike",
    caughtBy: ["Texts that look alike are different keys, and numbers keep no order of their own."],
    makeFaulty: (queue) => rename(queue, (key) => key.normalize().trim().toLowerCase()),
  },
  {
    name: "cuts off long texts",
    caughtBy: ["A key may be very long."],
    makeFaulty: (queue) => rename(queue, (key) => key.slice(0, 1000)),
  },
  {
    name: "takes an empty payload for none",
    caughtBy: ["A payload comes out as it went in; none is not the same as an empty one."],
    makeFaulty(queue) {
      const put = queue.steps.put.bind(queue.steps);
      queue.steps.put = (request, now) => put({ ...request, payload: request.payload || null }, now);
    },
  },
];

function rename(queue: ModelStoreQueue, named: (key: string) => string): void {
  const put = queue.steps.put.bind(queue.steps);
  queue.steps.put = (request, now) => put({ ...request, key: named(request.key) }, now);
}
