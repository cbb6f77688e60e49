import type { FaultyQueue } from "./faulty-queue.ts";

/** Queues that go wrong with delays. */
export const delaying: readonly FaultyQueue[] = [
  {
    name: "adds a delayed key too early",
    caughtBy: ["A delayed key becomes ready when its delay has passed, and not before."],
    makeFaulty(queue) {
      const addAfter = queue.addAfter.bind(queue);
      queue.addAfter = (item, delayMs, options) => addAfter(item, delayMs - 1, options);
    },
  },
  {
    name: "adds a delayed key too late",
    caughtBy: ["A delayed key becomes ready when its delay has passed, and not before."],
    makeFaulty(queue) {
      const addAfter = queue.addAfter.bind(queue);
      queue.addAfter = (item, delayMs, options) => addAfter(item, delayMs + 1, options);
    },
  },
  {
    name: "lets a key wait although there is no delay",
    caughtBy: ["A delay of zero or less adds at once."],
    makeFaulty(queue) {
      const addAfter = queue.addAfter.bind(queue);
      queue.addAfter = (item, delayMs, options) => addAfter(item, Math.max(delayMs, 1), options);
    },
  },
  {
    name: "wakes no waiting call for a key that has become due",
    caughtBy: ["A key whose delay has passed goes to a caller that waits already."],
    makeFaulty(queue) {
      const advance = queue.advance.bind(queue);
      queue.advance = (ms) => {
        const { getters } = queue.waiters;
        const waiting = getters.splice(0);
        advance(ms);
        getters.push(...waiting);
      };
    },
  },
  {
    name: "keeps what waits in the order in which it was added",
    caughtBy: ["Delayed keys become ready in the order in which they are due."],
    makeFaulty(queue) {
      queue.delay = (work) => queue.delayed.push(work);
    },
  },
  {
    name: "turns round what is due at one time",
    caughtBy: ["Keys due at the same time become ready in the order in which they were added."],
    makeFaulty(queue) {
      queue.delay = (work) => {
        const behind = queue.delayed.filter(({ at }) => at < work.at).length;
        queue.delayed.splice(behind, 0, work);
      };
    },
  },
  {
    name: "lets the latest delay win",
    caughtBy: ["Of several delays of one key the earliest wins: a later one changes nothing."],
    makeFaulty(queue) {
      const addAfter = queue.addAfter.bind(queue);
      queue.addAfter = (item, delayMs, options) => addAfter(item, delayMs, { ...options, replace: true });
    },
  },
  {
    name: "lets the first delay win",
    caughtBy: ["An earlier delay moves the key forward."],
    makeFaulty(queue) {
      const addAfter = queue.addAfter.bind(queue);
      queue.addAfter = (item, delayMs, options) => {
        const waits = queue.delayed.some(({ key }) => key === item.key);
        return waits && !options?.replace ? "coalesced" : addAfter(item, delayMs, options);
      };
    },
  },
  {
    name: "never replaces a delay",
    caughtBy: ["A delay with `replace` replaces the present one, whether it is later or earlier."],
    makeFaulty(queue) {
      const addAfter = queue.addAfter.bind(queue);
      queue.addAfter = (item, delayMs, options) => addAfter(item, delayMs, { ...options, replace: false });
    },
  },
  {
    name: "replaces a delay by a later one alone",
    caughtBy: ["A delay with `replace` replaces the present one, whether it is later or earlier."],
    makeFaulty(queue) {
      const addAfter = queue.addAfter.bind(queue);
      queue.addAfter = (item, delayMs, options) => {
        const waiting = queue.delayed.find(({ key }) => key === item.key);
        const later = !waiting || waiting.at - queue.now < delayMs;
        return options?.replace && !later ? "coalesced" : addAfter(item, delayMs, options);
      };
    },
  },
  {
    name: "cancels in word alone",
    caughtBy: ["A waiting key can be cancelled, and does not become ready."],
    makeFaulty(queue) {
      const cancelled = new Set<string>();
      queue.cancel = (key) => {
        const first = queue.delayed.some((work) => work.key === key) && !cancelled.has(key);
        cancelled.add(key);
        return first;
      };
    },
  },
  {
    name: "cancels ready keys as well",
    caughtBy: ["A key that is ready or processing cannot be cancelled."],
    makeFaulty(queue) {
      const cancel = queue.cancel.bind(queue);
      queue.cancel = (key) => {
        const at = queue.ready.findIndex((work) => work.key === key);
        return (at !== -1 && queue.ready.splice(at, 1).length > 0) || cancel(key);
      };
    },
  },
  {
    name: "postpones a key to an earlier time",
    caughtBy: [
      "A waiting key can be postponed: it waits at least `delayMs` from now, and never shorter than before.",
    ],
    makeFaulty(queue) {
      queue.postpone = (key, delayMs) => {
        const waiting = queue.delayed.find((work) => work.key === key);
        if (waiting) queue.addAfter(waiting.item, delayMs, { replace: true });
        return waiting !== undefined;
      };
    },
  },
  {
    name: "postpones by so much, and not until then",
    caughtBy: [
      "A waiting key can be postponed: it waits at least `delayMs` from now, and never shorter than before.",
    ],
    makeFaulty(queue) {
      const postpone = queue.postpone.bind(queue);
      queue.postpone = (key, delayMs) => {
        const waiting = queue.delayed.find((work) => work.key === key);
        return postpone(key, delayMs + (waiting ? waiting.at - queue.now : 0));
      };
    },
  },
  {
    name: "lets every key wait that is to be postponed",
    caughtBy: ["A key that does not wait cannot be postponed, and does not wait afterwards."],
    makeFaulty(queue) {
      const postpone = queue.postpone.bind(queue);
      queue.postpone = (key, delayMs) => {
        const waited = postpone(key, delayMs);
        if (!waited) queue.addAfter({ key, value: 0 }, delayMs);
        return waited;
      };
    },
  },
  {
    name: "has timers of 31 bits",
    caughtBy: ["A delay may be longer than a runtime's timers can hold, and may never end."],
    makeFaulty(queue) {
      const addAfter = queue.addAfter.bind(queue);
      queue.addAfter = (item, delayMs, options) => addAfter(item, delayMs < 2 ** 31 ? delayMs : 1, options);
    },
  },
  {
    name: "takes what is not a number for zero",
    caughtBy: ["A delay that is not a number is refused, and changes nothing."],
    makeFaulty(queue) {
      const addAfter = queue.addAfter.bind(queue);
      queue.addAfter = (item, delayMs, options) => addAfter(item, delayMs || 0, options);
    },
  },
  {
    name: "drops a due key that is processed",
    caughtBy: ["A key whose delay ends while it is processed runs again when it is done."],
    makeFaulty(queue) {
      const promote = queue.promote.bind(queue);
      queue.promote = () => {
        const processing = new Set(queue.processing.map(({ key }) => key));
        queue.delayed.splice(0, Infinity, ...queue.delayed.filter(({ key }) => !processing.has(key)));
        promote();
      };
    },
  },
  {
    name: "cancels what waits when its key is done",
    caughtBy: [
      "Done does not cancel a delay of the key.",
      "A key that failed is handed out again when it is done and its wait is over.",
    ],
    makeFaulty(queue) {
      const release = queue.release.bind(queue);
      queue.release = (lease) => {
        queue.cancel(lease.key);
        release(lease);
      };
    },
  },
  {
    name: "starts anew with each delay of a key",
    caughtBy: [
      "The items of several delays of one key are combined as those of several adds are.",
      "A key becomes ready with the highest priority of its delays.",
    ],
    makeFaulty(queue) {
      const addAfter = queue.addAfter.bind(queue);
      queue.addAfter = (item, delayMs, options) => {
        const waiting = queue.delayed.find(({ key }) => key === item.key);
        queue.cancel(item.key);
        return addAfter(item, Math.min(delayMs, waiting ? waiting.at - queue.now : Infinity), options);
      };
    },
  },
  {
    name: "always merges",
    caughtBy: [
      "Kept apart, a waiting key that is added runs now, and again when its time has come.",
      "Kept apart, a ready key can be made to wait as well, and runs twice.",
      "Kept apart, each of the two has its own item.",
    ],
    makeFaulty(queue) {
      Object.assign(queue, { setup: { ...queue.setup, merge: true } });
    },
  },
  {
    name: "adds a due key without looking whether it is ready",
    caughtBy: ["Kept apart, a delay that ends while its key is ready is coalesced into it."],
    makeFaulty(queue) {
      queue.promote = () => {
        while (queue.delayed[0] && queue.delayed[0].at <= queue.now) queue.ready.push(queue.delayed.shift()!);
      };
    },
  },
  {
    name: "never merges",
    caughtBy: [
      "Merged, a waiting key that is added is ready now, and nothing is left to wait.",
      "Merged, a delay of zero does the same.",
      "Merged, a delay of a ready key is coalesced into it.",
      "Merged, a delay of a key that is to run again is coalesced into it.",
      "Merged, a key that is processed can also wait; if it is added before it is due, it runs once more.",
    ],
    makeFaulty(queue) {
      Object.assign(queue, { setup: { ...queue.setup, merge: false } });
    },
  },
  {
    name: "asks the limiter for the same wait every time",
    caughtBy: [
      "A rate-limited key waits for as long as the limiter says, longer with each time it is asked.",
    ],
    makeFaulty(queue) {
      const addRateLimited = queue.addRateLimited.bind(queue);
      queue.addRateLimited = (item, options) => {
        queue.forget(item.key);
        return addRateLimited(item, options);
      };
    },
  },
  {
    name: "counts for all keys together",
    caughtBy: ["The queue counts how often the limiter was asked, for each key by itself."],
    makeFaulty(queue) {
      queue.numRequeues = () => [...queue.requeues.values()].reduce((sum, count) => sum + count, 0);
    },
  },
  {
    name: "spares the limiter a key that waits",
    caughtBy: ["The limiter is asked although the key waits already; the earlier due time stays."],
    makeFaulty(queue) {
      const addRateLimited = queue.addRateLimited.bind(queue);
      queue.addRateLimited = (item, options) => {
        const waits = queue.delayed.some(({ key }) => key === item.key);
        return waits ? "coalesced" : addRateLimited(item, options);
      };
    },
  },
  {
    name: "never forgets",
    caughtBy: ["The next wait of a forgotten key is like its first."],
    makeFaulty(queue) {
      queue.forget = () => {};
    },
  },
  {
    name: "cancels what is forgotten",
    caughtBy: ["Forgetting leaves the key as it is: ready, processing or waiting."],
    makeFaulty(queue) {
      const forget = queue.forget.bind(queue);
      queue.forget = (key) => {
        forget(key);
        queue.cancel(key);
      };
    },
  },
  {
    name: "forgets what is done",
    caughtBy: ["Done does not forget the failures."],
    makeFaulty(queue) {
      const release = queue.release.bind(queue);
      queue.release = (lease) => {
        queue.forget(lease.key);
        release(lease);
      };
    },
  },
  {
    name: "counts plain adds as failures",
    caughtBy: ["Plain adds and delays do not ask the limiter."],
    makeFaulty(queue) {
      const put = queue.put.bind(queue);
      queue.put = (work) => {
        queue.requeues.set(work.key, queue.numRequeues(work.key) + 1);
        return put(work);
      };
    },
  },
];
