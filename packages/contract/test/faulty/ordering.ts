import type { FaultyQueue } from "./faulty-queue.ts";

/** Queues that combine or order wrongly. */
export const ordering: readonly FaultyQueue[] = [
  {
    name: "keeps the first item whatever the policy",
    caughtBy: [
      "With the policy `latest`, the last of several items of one key is handed out.",
      "A payload function makes one item of two, the waiting one and the added one.",
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
      "With the policy `first`, the first of several items of one key is handed out.",
      "Merged, the waiting item is combined with the one that is added.",
    ],
    makeFaulty(queue) {
      const unite = queue.unite.bind(queue);
      queue.unite = (present, added) => ({ ...unite(present, added), item: added.item });
    },
  },
  {
    name: "hands the two items to the policy the wrong way round",
    caughtBy: ["A payload function makes one item of two, the waiting one and the added one."],
    makeFaulty(queue) {
      const unite = queue.unite.bind(queue);
      queue.unite = (present, added) => ({ ...unite(present, added), item: unite(added, present).item });
    },
  },
  {
    name: "takes an item that is tried again for the newest",
    caughtBy: [
      "An item added with `again` does not replace what was added while it was processed.",
      "A payload function is given the item added with `again` as the older of the two.",
    ],
    makeFaulty(queue) {
      const unite = queue.unite.bind(queue);
      queue.unite = (present, added) => unite(present, { ...added, again: false });
    },
  },
  {
    name: "changes the item of a processed key",
    caughtBy: ["A key that is processed keeps the item it was got with."],
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
    name: "combines what is added with the item of the present run",
    caughtBy: [
      "Items added while a key is processed are combined for the next run, without the item of the present one.",
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
    caughtBy: ["A lease has the priority with which its key was got."],
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
      "A key runs again with the highest priority it was added with while it was processed.",
      "A key becomes ready with the highest priority of its delays.",
    ],
    makeFaulty(queue) {
      const unite = queue.unite.bind(queue);
      queue.unite = (present, added) => ({ ...unite(present, added), priority: added.priority });
    },
  },
  {
    name: "lets a key come back with the priority it had",
    caughtBy: ["The priority of one run does not carry over to the next."],
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
    caughtBy: ["Priority is strict: a lower one waits while higher ones are ready."],
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
    caughtBy: ["A key with fewer points than another waits, however old it is."],
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
    caughtBy: ["The listing shows the order in which keys would be got at that moment."],
    makeFaulty(queue) {
      queue.list = function* () {
        for (const work of queue.ready.toSorted((a, b) => b.priority - a.priority))
          yield { ...work, state: "ready" };
      };
    },
  },
];
