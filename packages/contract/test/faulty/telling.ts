import type { ModelQueue } from "@workset/contract";
import type { FaultyQueue } from "./faulty-queue.ts";

/** Queues that tell what is not so, or take a key for more than a text. */
export const telling: readonly FaultyQueue[] = [
  {
    name: "does not know what is in hand",
    caughtBy: ["A queue knows a key that is ready or in hand, and no other."],
    makeFaulty(queue) {
      queue.has = (key) => queue.stateOf(key) === "ready";
    },
  },
  {
    name: "says that a changed key is merely in hand",
    caughtBy: ["A queue tells where a key is."],
    makeFaulty(queue) {
      const stateOf = queue.stateOf.bind(queue);
      queue.stateOf = (key) => (stateOf(key) === "rerun" ? "processing" : stateOf(key));
    },
  },
  {
    name: "lists from the back",
    caughtBy: [
      "The listing shows the ready keys as they will be got, then those in hand.",
      "Waiting keys are listed after the others, the next due first, with the time that is left.",
    ],
    makeFaulty(queue) {
      const list = queue.list.bind(queue);
      queue.list = function* () {
        yield* [...list()].toReversed();
      };
    },
  },
  {
    name: "lists the item in hand rather than the next",
    caughtBy: [
      "The listing shows the item of the next run; for a key in hand that did not change, that of the present one.",
    ],
    makeFaulty(queue) {
      const list = queue.list.bind(queue);
      queue.list = function* () {
        for (const listed of list()) {
          const lease = queue.processing.find(({ key }) => key === listed.key);
          yield lease ? { ...listed, item: lease.item } : listed;
        }
      };
    },
  },
  {
    name: "lists each ready key once",
    caughtBy: ["Looking changes nothing."],
    makeFaulty(queue) {
      const list = queue.list.bind(queue);
      queue.list = function* () {
        yield* list();
        queue.ready.length = 0;
      };
    },
  },
  {
    name: "does not count changed keys as in hand",
    caughtBy: ["The numbers tell how many keys are ready, in hand and changed since."],
    makeFaulty(queue) {
      const stats = queue.stats.bind(queue);
      queue.stats = () => ({ ...stats(), processing: queue.processing.length - queue.rerun.length });
    },
  },
  {
    name: "counts on those who gave up waiting",
    caughtBy: ["The numbers tell how many wait for a key."],
    makeFaulty(queue) {
      const giveUp = queue.waiters.giveUp.bind(queue.waiters);
      let gaveUp = 0;
      queue.waiters.giveUp = (getter, reason) => {
        gaveUp++;
        giveUp(getter, reason);
      };
      const stats = queue.stats.bind(queue);
      queue.stats = () => ({ ...stats(), getters: queue.waiters.getters.length + gaveUp });
    },
  },
  {
    name: "counts every add as added",
    caughtBy: ["The numbers tell how many adds ended in which outcome, and how many leases ended."],
    makeFaulty(queue) {
      const add = queue.add.bind(queue);
      queue.add = (item, options) => {
        const outcome = add(item, options);
        queue.adds[outcome]--;
        queue.adds.added++;
        return outcome;
      };
    },
  },
  {
    name: "counts what waits as ready",
    caughtBy: ["A waiting key is known, and does not count as ready."],
    makeFaulty(queue) {
      Object.defineProperty(queue, "length", { get: () => queue.ready.length + queue.delayed.length });
    },
  },
  {
    name: "does not know what waits",
    caughtBy: ["A waiting key is known, and does not count as ready."],
    makeFaulty(queue) {
      const stateOf = queue.stateOf.bind(queue);
      queue.stateOf = (key) => (stateOf(key) === "waiting" ? undefined : stateOf(key));
    },
  },
  {
    name: "tells when a waiting key is due, and not in how long",
    caughtBy: ["Waiting keys are listed after the others, the next due first, with the time that is left."],
    makeFaulty(queue) {
      queue.waiting = function* () {
        for (const work of queue.delayed) yield { ...work, state: "waiting", dueInMs: work.at };
      };
    },
  },
  {
    name: "knows its keys as the names of a plain object",
    caughtBy: ["A key may be a word that means something to the language."],
    makeFaulty(queue) {
      const put = queue.put.bind(queue);
      const known: Record<string, unknown> = {};
      queue.put = (work) => {
        known[work.key] = work;
        return put(work);
      };
      queue.has = (key) => known[key] !== undefined && queue.stateOf(key) !== undefined;
      const stateOf = queue.stateOf.bind(queue);
      queue.stateOf = (key) =>
        stateOf(key) ?? (known[key] === undefined || Object.hasOwn(known, key) ? undefined : "ready");
    },
  },
  {
    name: "knows what waits as the names of a plain object",
    caughtBy: ["Whatever its text, a key can wait."],
    makeFaulty(queue) {
      const addAfter = queue.addAfter.bind(queue);
      const known: Record<string, unknown> = {};
      queue.addAfter = (item, delayMs, options) => {
        return known[item.key] === undefined ? addAfter(item, delayMs, options) : "coalesced";
      };
    },
  },
  {
    name: "counts failures in a plain object",
    caughtBy: ["Whatever its text, the limiter knows a key from all others."],
    makeFaulty(queue) {
      const counts: Record<string, number> = {};
      queue.numRequeues = (key) => counts[key] ?? 0;
      queue.requeues.set = (key, count) => {
        counts[key] = count;
        return queue.requeues;
      };
    },
  },
  {
    name: "trims its keys",
    caughtBy: ["A key may be empty, and may hold quotes, blanks and signs of any kind."],
    makeFaulty: (queue) => rewritesKeys(queue, (key) => key.trim()),
  },
  {
    name: "writes its keys as UTF-8",
    caughtBy: ["A key that holds half of a surrogate pair comes out as it went in, or is refused."],
    makeFaulty: (queue) => rewritesKeys(queue, (key) => key.toWellFormed()),
  },
  {
    name: "ends its keys at the first zero",
    caughtBy: ["A key may hold the character zero."],
    makeFaulty: (queue) => rewritesKeys(queue, (key) => key.split("\0")[0]!),
  },
  {
    name: "has a column of 255 characters for its keys",
    caughtBy: ["A key may be very long."],
    makeFaulty: (queue) => rewritesKeys(queue, (key) => key.slice(0, 255)),
  },
  {
    name: "takes keys that look alike for one",
    caughtBy: ["Texts that look alike are different keys, and numbers keep no order of their own."],
    makeFaulty: (queue) => rewritesKeys(queue, (key) => key.normalize().toLowerCase()),
  },
  {
    name: "hands out numbers first",
    caughtBy: ["Texts that look alike are different keys, and numbers keep no order of their own."],
    makeFaulty(queue) {
      queue.first = (ready) => {
        const byKey = Object.fromEntries(ready.map((work) => [work.key, work]));
        return Object.values(byKey)[0];
      };
    },
  },
];

function rewritesKeys(queue: ModelQueue, rewrite: (key: string) => string): void {
  const put = queue.put.bind(queue);
  queue.put = (work) => put({ ...work, key: rewrite(work.key) });
}
