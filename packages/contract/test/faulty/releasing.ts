import type { FaultyQueue } from "./faulty-queue.ts";

/** Queues that go wrong when a key is done, or is added while it is processed. */
export const releasing: readonly FaultyQueue[] = [
  {
    name: "makes every key that is done ready again",
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
    caughtBy: ["Disposing a lease is done."],
    makeFaulty(queue) {
      const take = queue.take.bind(queue);
      queue.take = (work) => ({ ...take(work), [Symbol.dispose]() {} });
    },
  },
  {
    name: "ends the oldest lease, whichever key is named",
    caughtBy: ["Done by key ends the lease of that key, and no other."],
    makeFaulty(queue) {
      queue.done = () => queue.processing[0]?.done();
    },
  },
  {
    name: "ends whatever lease the key has by now",
    caughtBy: ["A lease that has ended changes nothing any more, also while the key is processed again."],
    makeFaulty(queue) {
      const take = queue.take.bind(queue);
      queue.take = (work) => ({ ...take(work), done: () => queue.done(work.key) });
    },
  },
  {
    name: "releases the key each time a lease is done",
    caughtBy: ["A lease that is done twice makes its key ready once."],
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
    caughtBy: ["Done of a ready key does nothing: the key is handed out all the same, and once."],
    makeFaulty(queue) {
      const done = queue.done.bind(queue);
      queue.done = (key) => {
        done(key);
        queue.ready.push(...queue.ready.filter((work) => work.key === key));
      };
    },
  },
  {
    name: "ends a waiting call whenever done is called by key",
    caughtBy: ["Done of an unknown key does nothing."],
    makeFaulty(queue) {
      const done = queue.done.bind(queue);
      queue.done = (key) => {
        done(key);
        queue.waiters.getters.shift()?.resolve([]);
      };
    },
  },
  {
    name: "ignores what is added to a processed key",
    caughtBy: ["A key added while it is processed is handed out once more when it is done."],
    makeFaulty(queue) {
      const put = queue.put.bind(queue);
      queue.put = (work) => (queue.processing.some(({ key }) => key === work.key) ? "rerun" : put(work));
    },
  },
  {
    name: "makes a processed key ready when it is added",
    caughtBy: ["A key added while it is processed is not ready before it is done, and cannot be got."],
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
    name: "keeps each add to a processed key by itself",
    caughtBy: ["However often a key is added while it is processed, it runs once more."],
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
      "A key that runs again is queued behind the keys that are ready when it is done, not when it was added.",
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
    name: "wakes no waiting call for a key that runs again",
    caughtBy: ["A key that runs again goes to a caller that waits already."],
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
    caughtBy: ["A key that runs again may be added again, and then runs once more."],
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
