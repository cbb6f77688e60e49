import type { ModelQueue } from "@workset/contract";
import type { FaultyQueue } from "./faulty-queue.ts";

/** Queues whose states, listings or stats are wrong, or that take a key for more than a string. */
export const inspecting: readonly FaultyQueue[] = [
  {
    name: "does not know the processed keys",
    caughtBy: ["A queue knows a key that is ready or processing, and no other."],
    makeFaulty(queue) {
      queue.has = (key) => queue.stateOf(key) === "ready";
    },
  },
  {
    name: "says of a key to run again that it is only processed",
    caughtBy: ["A queue returns the state of a key."],
    makeFaulty(queue) {
      const stateOf = queue.stateOf.bind(queue);
      queue.stateOf = (key) => (stateOf(key) === "rerun" ? "processing" : stateOf(key));
    },
  },
  {
    name: "lists from the back",
    caughtBy: [
      "The listing shows the ready keys as they will be got, then those being processed.",
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
    name: "lists the item of the present run instead of the next",
    caughtBy: [
      "The listing shows the item of the next run; for a processed key that was not added since, that of the present one.",
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
    caughtBy: ["Reading states, listings and stats changes nothing."],
    makeFaulty(queue) {
      const list = queue.list.bind(queue);
      queue.list = function* () {
        yield* list();
        queue.ready.length = 0;
      };
    },
  },
  {
    name: "does not count keys to run again as processing",
    caughtBy: ["The stats count the keys that are ready, processing and to run again."],
    makeFaulty(queue) {
      const stats = queue.stats.bind(queue);
      queue.stats = () => ({ ...stats(), processing: queue.processing.length - queue.rerun.length });
    },
  },
  {
    name: "counts on those who gave up waiting",
    caughtBy: ["The stats count the calls that wait for a key."],
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
    caughtBy: ["The stats count the adds by outcome, and the leases that ended."],
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
    name: "lists when a waiting key is due instead of the time that is left",
    caughtBy: ["Waiting keys are listed after the others, the next due first, with the time that is left."],
    makeFaulty(queue) {
      queue.waiting = function* () {
        for (const work of queue.delayed) yield { ...work, state: "waiting", dueInMs: work.at };
      };
    },
  },
  {
    name: "knows its keys as the names of a plain object",
    caughtBy: ["A key may be a word with a meaning in JavaScript, such as `__proto__`."],
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
    caughtBy: ["A key with any text can wait."],
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
    caughtBy: ["The limiter keeps keys with any text apart."],
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
    caughtBy: ["A key may be empty, and may hold quotes, blanks and any other characters."],
    makeFaulty: (queue) => rewritesKeys(queue, (key) => key.trim()),
  },
  {
    name: "writes its keys as UTF-8",
    caughtBy: ["A key with a lone surrogate comes out as it went in, or is refused."],
    makeFaulty: (queue) => rewritesKeys(queue, (key) => key.toWellFormed()),
  },
  {
    name: "ends its keys at the first zero",
    caughtBy: ["A key may hold the character NUL."],
    makeFaulty: (queue) => rewritesKeys(queue, (key) => key.split("\0")[0]!),
  },
  {
    name: "has a column of 255 characters for its keys",
    caughtBy: ["A key may be very long."],
    makeFaulty: (queue) => rewritesKeys(queue, (key) => key.slice(0, 255)),
  },
  {
    name: "takes keys that look alike for one",
    caughtBy: ["Keys that look alike are different keys, and numeric keys are not sorted."],
    makeFaulty: (queue) => rewritesKeys(queue, (key) => key.normalize().toLowerCase()),
  },
  {
    name: "hands out numbers first",
    caughtBy: ["Keys that look alike are different keys, and numeric keys are not sorted."],
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
