import type { FaultyStore } from "./faulty-store.ts";

/** Stores that report wrongly to their observers. */
export const observing: readonly FaultyStore[] = [
  {
    name: "does not report keys that became due",
    caughtBy: ["The observer receives the priorities of the keys that became due and need work now."],
    makeFaulty(queue) {
      const tell = queue.tell.bind(queue);
      queue.tell = () => {
        queue.joined = [];
        tell();
      };
    },
  },
  {
    name: "does not report that takes are blocked",
    caughtBy: ["It receives a report when a key that runs alone blocks takes, and when that is over."],
    makeFaulty(queue) {
      Object.assign(queue, {
        options: { ...queue.options, observer: { ...queue.options.observer, blocked() {} } },
      });
    },
  },
  {
    name: "does not report that takes are no longer blocked",
    caughtBy: ["It receives a report when a key that runs alone blocks takes, and when that is over."],
    makeFaulty(queue) {
      const tell = queue.tell.bind(queue);
      queue.tell = () => {
        if (!queue.blocked || queue.keys.lists.processing.length > 0) tell();
      };
    },
  },
  {
    name: "does not report processing keys that became due",
    caughtBy: ["The observer receives the priorities of the keys that became due and need work now."],
    makeFaulty(queue) {
      const join = queue.join.bind(queue);
      queue.join = (now) => {
        const want = queue.steps.want.bind(queue.steps);
        queue.steps.want = (run, combine) => {
          const adding = want(run, combine);
          return adding === "rerun" ? "coalesced" : adding;
        };
        join(now);
        queue.steps.want = want;
      };
    },
  },
  {
    name: "reports keys that needed work already",
    caughtBy: ["It receives no report of keys that needed work already, or that a caller added."],
    makeFaulty(queue) {
      const join = queue.join.bind(queue);
      queue.join = (now) => {
        const want = queue.steps.want.bind(queue.steps);
        queue.steps.want = (run, combine) => {
          want(run, combine);
          return "added";
        };
        join(now);
        queue.steps.want = want;
      };
    },
  },
  {
    name: "reports keys that were added",
    caughtBy: ["It receives no report of keys that needed work already, or that a caller added."],
    makeFaulty(queue) {
      const put = queue.steps.put.bind(queue.steps);
      queue.steps.put = (request, now) => {
        queue.joined.push(request.priority);
        return put(request, now);
      };
    },
  },
  {
    name: "never reports the next due time",
    caughtBy: [
      "It receives the next due time whenever that changes, and only then.",
      "When a queue with waiting keys is opened, the observer receives the next due time.",
    ],
    makeFaulty(queue) {
      const observer = { ...queue.options.observer };
      delete observer.nextDueAt;
      Object.assign(queue, { options: { ...queue.options, observer } });
    },
  },
  {
    name: "reports the next due time with every verb",
    caughtBy: ["It receives the next due time whenever that changes, and only then."],
    makeFaulty(queue) {
      const tell = queue.tell.bind(queue);
      queue.tell = () => {
        queue.told = NaN;
        tell();
      };
    },
  },
  {
    name: "reports only earlier due times",
    caughtBy: ["It receives the next due time whenever that changes, and only then."],
    makeFaulty(queue) {
      const tell = queue.tell.bind(queue);
      queue.tell = () => {
        const at = queue.keys.lists.waiting[0]?.position[0] ?? Infinity;
        if (at > queue.told) queue.told = at;
        tell();
      };
    },
  },
  {
    name: "says nothing when it is opened",
    caughtBy: ["When a queue with waiting keys is opened, the observer receives the next due time."],
    makeFaulty(queue) {
      queue.told = queue.keys.lists.waiting[0]?.position[0] ?? Infinity;
    },
  },
  {
    name: "reports before it has happened",
    caughtBy: ["A report comes after the fact: the reported keys can be taken."],
    makeFaulty(queue) {
      const counts = queue.counts.bind(queue);
      queue.counts = (now) => {
        const due = queue.keys.lists.waiting.filter(({ position }) => position[0] <= now);
        if (due.length > 0) queue.options.observer?.becameReady?.(due.map(({ priority }) => priority));
        queue.tell = () => {};
        return counts(now);
      };
    },
  },
  {
    name: "reports every queue to every observer",
    caughtBy: ["Each queue has an observer of its own, or none."],
    makeStoreFaulty(store) {
      const make = store.make.bind(store);
      store.make = (keys, options) => {
        const queue = make(keys, options);
        const tell = queue.tell.bind(queue);
        queue.tell = () => {
          const joined = [...queue.joined];
          tell();
          for (const other of store.opened.values()) {
            if (other !== queue && joined.length > 0) other.options.observer?.becameReady?.(joined);
          }
        };
        return queue;
      };
    },
  },
];
