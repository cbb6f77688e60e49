import type { FaultyQueue } from "./faulty-queue.ts";

/** Queues that combine or order wrongly. */
export const ordering: readonly FaultyQueue[] = [
  {
    name: "keeps the first item whatever the policy",
    caughtBy: [
      "Of several items of one key the latest is handed out.",
      "A function makes one item of two, the one that waits and the one that is added.",
      "The items of several delays of one key are combined as those of several adds are.",
    ],
    makeFaulty(queue) {
      const unite = queue.unite.bind(queue);
      queue.unite = (present, added) => ({ ...unite(present, added), item: present.item });
    },
  },
  {
    name: "keeps the latest item whatever the policy",
    caughtBy: [
      "Where the first is to stay, the first is handed out.",
      "Merged, the waiting item is combined with the one that is added.",
    ],
    makeFaulty(queue) {
      const unite = queue.unite.bind(queue);
      queue.unite = (present, added) => ({ ...unite(present, added), item: added.item });
    },
  },
  {
    name: "hands the two items to the policy the wrong way round",
    caughtBy: ["A function makes one item of two, the one that waits and the one that is added."],
    makeFaulty(queue) {
      const unite = queue.unite.bind(queue);
      queue.unite = (present, added) => ({ ...unite(present, added), item: unite(added, present).item });
    },
  },
  {
    name: "takes an item that is tried again for the newest",
    caughtBy: [
      "An item that is tried again does not replace what was added while it was in hand.",
      "A function is given the item that is tried again as the older of the two.",
    ],
    makeFaulty(queue) {
      const unite = queue.unite.bind(queue);
      queue.unite = (present, added) => unite(present, { ...added, again: false });
    },
  },
  {
    name: "changes the item of a key in hand",
    caughtBy: ["A key in hand keeps the item it was got with."],
    makeFaulty(queue) {
      const put = queue.put.bind(queue);
      queue.put = (work) => {
        const lease = queue.processing.find(({ key }) => key === work.key);
        if (lease) Object.assign(lease, { item: work.item });
        return put(work);
      };
    },
  },
  {
    name: "combines what is added with the item in hand",
    caughtBy: [
      "What is added while a key is in hand is combined for the next run, without the item in hand.",
    ],
    makeFaulty(queue) {
      const put = queue.put.bind(queue);
      queue.put = (work) => {
        const lease = queue.processing.find(({ key }) => key === work.key);
        const fresh = lease && !queue.rerun.some(({ key }) => key === work.key);
        return put(fresh ? { ...work, item: queue.unite({ ...lease, at: 0 }, work).item } : work);
      };
    },
  },
  {
    name: "ignores priorities",
    caughtBy: [
      "The key of the highest priority goes first; a key without one has priority zero.",
      "The listing shows higher priorities first.",
    ],
    makeFaulty(queue) {
      queue.first = (ready) => ready[0];
    },
  },
  {
    name: "turns round the keys of one priority",
    caughtBy: ["Keys of one priority go in the order of their arrival."],
    makeFaulty(queue) {
      const first = queue.first.bind(queue);
      queue.first = (ready) => first(ready.toReversed());
    },
  },
  {
    name: "hands out keys without their priority",
    caughtBy: ["A lease tells the priority with which its key was got."],
    makeFaulty(queue) {
      const take = queue.take.bind(queue);
      queue.take = (work) => ({ ...take(work), priority: 0 });
    },
  },
  {
    name: "never raises a key",
    caughtBy: [
      "Adding a ready key with a higher priority raises it, to the end of its new level.",
      "Merged, the higher priority counts, whether it was given to the delay or to the add.",
    ],
    makeFaulty(queue) {
      const unite = queue.unite.bind(queue);
      queue.unite = (present, added) => ({ ...unite(present, added), priority: present.priority });
    },
  },
  {
    name: "raises a key to the front of its new level",
    caughtBy: ["Adding a ready key with a higher priority raises it, to the end of its new level."],
    makeFaulty(queue) {
      const put = queue.put.bind(queue);
      queue.put = (work) => {
        const before = queue.ready.find(({ key }) => key === work.key);
        const outcome = put(work);
        if (before && work.priority > before.priority) queue.ready.unshift(queue.ready.pop()!);
        return outcome;
      };
    },
  },
  {
    name: "lowers a key",
    caughtBy: [
      "Adding a ready key with a lower priority, or the same, leaves it where it is.",
      "A key comes back with the highest priority it was added with while in hand.",
      "A key becomes ready with the highest priority of its delays.",
    ],
    makeFaulty(queue) {
      const unite = queue.unite.bind(queue);
      queue.unite = (present, added) => ({ ...unite(present, added), priority: added.priority });
    },
  },
  {
    name: "lets a key come back with the priority it had",
    caughtBy: ["The priority of one run says nothing about the next."],
    makeFaulty(queue) {
      const put = queue.put.bind(queue);
      queue.put = (work) => {
        const lease = queue.processing.find(({ key }) => key === work.key);
        return put({ ...work, priority: Math.max(work.priority, lease?.priority ?? -Infinity) });
      };
    },
  },
  {
    name: "ages unasked",
    caughtBy: ["Priority is strict: a lower one waits for as long as higher ones come."],
    makeFaulty(queue) {
      queue.points = ({ priority, at }) => priority + (queue.now - at) / 1000;
    },
  },
  {
    name: "never ages",
    caughtBy: ["A ready key gains a point for each `pointMs`, and goes before a key that has fewer."],
    makeFaulty(queue) {
      queue.points = ({ priority }) => priority;
    },
  },
  {
    name: "ages too fast",
    caughtBy: ["With fewer points than another a key waits, however old it is."],
    makeFaulty(queue) {
      const points = queue.points.bind(queue);
      queue.points = (work) => points(work) + (queue.now - work.at) / 100;
    },
  },
  {
    name: "prefers the younger of two keys with equal points",
    caughtBy: ["Where the points are equal, the key that has waited longer goes first."],
    makeFaulty(queue) {
      const points = queue.points.bind(queue);
      queue.points = (work) => points(work) + work.at / 1e9;
    },
  },
  {
    name: "lists by priority although keys age",
    caughtBy: ["The listing shows the order in which keys would be got now."],
    makeFaulty(queue) {
      queue.list = function* () {
        for (const work of queue.ready.toSorted((a, b) => b.priority - a.priority))
          yield { ...work, state: "ready" };
      };
    },
  },
];
