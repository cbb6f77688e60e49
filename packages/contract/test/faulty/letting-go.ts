import type { FaultyQueue } from "./faulty-queue.ts";

/** Queues that go wrong when a key is done, or changes while it is in hand. */
export const lettingGo: readonly FaultyQueue[] = [
  {
    name: "puts every key that is done back in line",
    caughtBy: [
      "A key that is done and was not added meanwhile is gone.",
      "A loop over the queue ends when it is shut down and nothing is ready.",
    ],
    makeFaulty(queue) {
      const release = queue.release.bind(queue);
      queue.release = (lease) => {
        if (queue.processing.includes(lease) && !queue.rerun.some(({ key }) => key === lease.key)) {
          queue.rerun.push({ ...lease, at: queue.now });
        }
        release(lease);
      };
    },
  },
  {
    name: "does not notice that a lease is disposed",
    caughtBy: ["Disposing a lease says that the work is done."],
    makeFaulty(queue) {
      const take = queue.take.bind(queue);
      queue.take = (work) => ({ ...take(work), [Symbol.dispose]() {} });
    },
  },
  {
    name: "ends the oldest lease, whichever key is named",
    caughtBy: ["Naming a key in hand as done ends its lease, and no other."],
    makeFaulty(queue) {
      queue.done = () => queue.processing[0]?.done();
    },
  },
  {
    name: "ends whatever lease the key has by now",
    caughtBy: ["A lease that ended changes nothing any more, even while the key is in hand again."],
    makeFaulty(queue) {
      const take = queue.take.bind(queue);
      queue.take = (work) => ({ ...take(work), done: () => queue.done(work.key) });
    },
  },
  {
    name: "lets go again each time a lease is done",
    caughtBy: ["A lease that is done twice brings its key back once."],
    makeFaulty(queue) {
      const release = queue.release.bind(queue);
      queue.release = (lease) => {
        if (!queue.processing.includes(lease)) queue.processing.push(lease);
        release(lease);
      };
    },
  },
  {
    name: "pushes a second copy of a ready key that is named as done",
    caughtBy: ["Naming a ready key as done does nothing: it is handed out all the same, and once."],
    makeFaulty(queue) {
      const done = queue.done.bind(queue);
      queue.done = (key) => {
        done(key);
        queue.ready.push(...queue.ready.filter((work) => work.key === key));
      };
    },
  },
  {
    name: "sends somebody home whenever a key is named as done",
    caughtBy: ["Naming an unknown key as done does nothing."],
    makeFaulty(queue) {
      const done = queue.done.bind(queue);
      queue.done = (key) => {
        done(key);
        queue.waiters.getters.shift()?.resolve([]);
      };
    },
  },
  {
    name: "ignores what is added to a key in hand",
    caughtBy: ["A key added while in hand is handed out once more when it is done."],
    makeFaulty(queue) {
      const put = queue.put.bind(queue);
      queue.put = (work) => (queue.processing.some(({ key }) => key === work.key) ? "rerun" : put(work));
    },
  },
  {
    name: "makes a key in hand ready when it is added",
    caughtBy: ["A key added while in hand is not ready until it is done, and nobody gets it."],
    makeFaulty(queue) {
      const put = queue.put.bind(queue);
      queue.put = (work) => {
        const outcome = put(work);
        queue.ready.push(...queue.rerun.splice(0));
        return outcome;
      };
    },
  },
  {
    name: "remembers each add to a key in hand by itself",
    caughtBy: ["However often a key is added while in hand, it comes back once."],
    makeFaulty(queue) {
      const put = queue.put.bind(queue);
      queue.put = (work) => {
        const rerun = queue.rerun.splice(0);
        const outcome = put(work);
        queue.rerun.unshift(...rerun);
        return outcome;
      };
    },
  },
  {
    name: "puts what comes back at the front of the line",
    caughtBy: [
      "A key comes back at the end of the line, as of when it is done and not of when it was added.",
    ],
    makeFaulty(queue) {
      const release = queue.release.bind(queue);
      queue.release = (lease) => {
        const before = queue.ready.length;
        release(lease);
        if (queue.ready.length > before) queue.ready.unshift(queue.ready.pop()!);
      };
    },
  },
  {
    name: "wakes nobody for a key that comes back",
    caughtBy: ["A key comes back to somebody who waits already."],
    makeFaulty(queue) {
      const release = queue.release.bind(queue);
      queue.release = (lease) => {
        const { getters } = queue.waiters;
        const waiting = getters.splice(0);
        release(lease);
        getters.push(...waiting);
      };
    },
  },
  {
    name: "lets a key come back once in a lifetime",
    caughtBy: ["A key that comes back may change again, and comes back again."],
    makeFaulty(queue) {
      const put = queue.put.bind(queue);
      const cameBack = new Set<string>();
      queue.put = (work) => {
        const outcome = put(work);
        if (outcome === "rerun" && cameBack.has(work.key)) queue.rerun.pop();
        if (outcome === "rerun") cameBack.add(work.key);
        return outcome;
      };
    },
  },
];
