import type { FaultyStore } from "./faulty-store.ts";

/** Stores that tell their observers something else. */
export const observing: readonly FaultyStore[] = [
  {
    name: "does not tell what joined",
    caughtBy: ["The observer is told of the keys that became due and need work now, by their priorities."],
    makeFaulty(queue) {
      const tell = queue.tell.bind(queue);
      queue.tell = () => {
        queue.joined = [];
        tell();
      };
    },
  },
  {
    name: "does not tell that the line is held up",
    caughtBy: ["It is told when the line is held up by a key that runs alone, and when that is over."],
    makeFaulty(queue) {
      Object.assign(queue, {
        options: { ...queue.options, observer: { ...queue.options.observer, blocked() {} } },
      });
    },
  },
  {
    name: "does not tell when the line moves on",
    caughtBy: ["It is told when the line is held up by a key that runs alone, and when that is over."],
    makeFaulty(queue) {
      const tell = queue.tell.bind(queue);
      queue.tell = () => {
        if (!queue.blocked || queue.keys.lists.processing.length > 0) tell();
      };
    },
  },
  {
    name: "does not tell of keys in hand that joined",
    caughtBy: ["The observer is told of the keys that became due and need work now, by their priorities."],
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
    name: "tells of keys that needed work already",
    caughtBy: ["It is not told of those that needed work already, or were added by somebody."],
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
    name: "tells of keys that were added",
    caughtBy: ["It is not told of those that needed work already, or were added by somebody."],
    makeFaulty(queue) {
      const put = queue.steps.put.bind(queue.steps);
      queue.steps.put = (request, now) => {
        queue.joined.push(request.priority);
        return put(request, now);
      };
    },
  },
  {
    name: "never tells when the next key is due",
    caughtBy: [
      "It is told when the next key is due, whenever that changes, and only then.",
      "When a queue is opened in which keys wait, it is told when the next is due.",
    ],
    makeFaulty(queue) {
      const observer = { ...queue.options.observer };
      delete observer.nextDueAt;
      Object.assign(queue, { options: { ...queue.options, observer } });
    },
  },
  {
    name: "tells when the next key is due with every verb",
    caughtBy: ["It is told when the next key is due, whenever that changes, and only then."],
    makeFaulty(queue) {
      const tell = queue.tell.bind(queue);
      queue.tell = () => {
        queue.told = NaN;
        tell();
      };
    },
  },
  {
    name: "tells only of earlier due times",
    caughtBy: ["It is told when the next key is due, whenever that changes, and only then."],
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
    caughtBy: ["When a queue is opened in which keys wait, it is told when the next is due."],
    makeFaulty(queue) {
      queue.told = queue.keys.lists.waiting[0]?.position[0] ?? Infinity;
    },
  },
  {
    name: "tells before it has happened",
    caughtBy: ["What it is told of has happened: it can be taken."],
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
    name: "tells every observer of every queue",
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
