import type { FaultyQueue } from "./faulty-queue.ts";

/** Queues that go wrong with delays. */
export const delaying: readonly FaultyQueue[] = [
  {
    name: "adds a delayed key too early",
    trips: ["A delayed key is ready when its time has come, and not before."],
    spoil(queue) {
      const addAfter = queue.addAfter.bind(queue);
      queue.addAfter = (item, delayMs, options) => addAfter(item, delayMs - 1, options);
    },
  },
  {
    name: "adds a delayed key too late",
    trips: ["A delayed key is ready when its time has come, and not before."],
    spoil(queue) {
      const addAfter = queue.addAfter.bind(queue);
      queue.addAfter = (item, delayMs, options) => addAfter(item, delayMs + 1, options);
    },
  },
  {
    name: "lets a key wait although there is no delay",
    trips: ["A delay of zero or less adds at once."],
    spoil(queue) {
      const addAfter = queue.addAfter.bind(queue);
      queue.addAfter = (item, delayMs, options) => addAfter(item, Math.max(delayMs, 1), options);
    },
  },
  {
    name: "wakes nobody for a key that has become due",
    trips: ["A key whose time has come goes to somebody who waits already."],
    spoil(queue) {
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
    trips: ["Keys become ready in the order of their times."],
    spoil(queue) {
      queue.delay = (work) => queue.delayed.push(work);
    },
  },
  {
    name: "turns round what is due at one time",
    trips: ["Keys of one time become ready in the order in which they were added."],
    spoil(queue) {
      queue.delay = (work) => {
        const behind = queue.delayed.filter(({ at }) => at < work.at).length;
        queue.delayed.splice(behind, 0, work);
      };
    },
  },
  {
    name: "lets the latest delay win",
    trips: ["Of several delays of one key the earliest wins: a later one changes nothing."],
    spoil(queue) {
      const addAfter = queue.addAfter.bind(queue);
      queue.addAfter = (item, delayMs, options) => addAfter(item, delayMs, { ...options, replace: true });
    },
  },
  {
    name: "lets the first delay win",
    trips: ["An earlier delay moves the key forward."],
    spoil(queue) {
      const addAfter = queue.addAfter.bind(queue);
      queue.addAfter = (item, delayMs, options) => {
        const waits = queue.delayed.some(({ key }) => key === item.key);
        return waits && !options?.replace ? "coalesced" : addAfter(item, delayMs, options);
      };
    },
  },
  {
    name: "never replaces a delay",
    trips: ["A delay that is to replace the present one does so, whether it is later or earlier."],
    spoil(queue) {
      const addAfter = queue.addAfter.bind(queue);
      queue.addAfter = (item, delayMs, options) => addAfter(item, delayMs, { ...options, replace: false });
    },
  },
  {
    name: "replaces a delay by a later one alone",
    trips: ["A delay that is to replace the present one does so, whether it is later or earlier."],
    spoil(queue) {
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
    trips: ["What waits can be cancelled, and does not come."],
    spoil(queue) {
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
    trips: ["What is ready or in hand cannot be cancelled."],
    spoil(queue) {
      const cancel = queue.cancel.bind(queue);
      queue.cancel = (key) => {
        const at = queue.ready.findIndex((work) => work.key === key);
        return (at !== -1 && queue.ready.splice(at, 1).length > 0) || cancel(key);
      };
    },
  },
  {
    name: "postpones a key to an earlier time",
    trips: [
      "A waiting key can be postponed: it waits for at least so long from now, and never shorter than before.",
    ],
    spoil(queue) {
      queue.postpone = (key, delayMs) => {
        const waiting = queue.delayed.find((work) => work.key === key);
        if (waiting) queue.addAfter(waiting.item, delayMs, { replace: true });
        return waiting !== undefined;
      };
    },
  },
  {
    name: "postpones by so much, and not until then",
    trips: [
      "A waiting key can be postponed: it waits for at least so long from now, and never shorter than before.",
    ],
    spoil(queue) {
      const postpone = queue.postpone.bind(queue);
      queue.postpone = (key, delayMs) => {
        const waiting = queue.delayed.find((work) => work.key === key);
        return postpone(key, delayMs + (waiting ? waiting.at - queue.now : 0));
      };
    },
  },
  {
    name: "lets every key wait that is to be postponed",
    trips: ["A key that does not wait cannot be postponed, and does not wait afterwards."],
    spoil(queue) {
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
    trips: ["A delay may be longer than a runtime's timers can hold, and may never end."],
    spoil(queue) {
      const addAfter = queue.addAfter.bind(queue);
      queue.addAfter = (item, delayMs, options) => addAfter(item, delayMs < 2 ** 31 ? delayMs : 1, options);
    },
  },
  {
    name: "takes what is not a number for zero",
    trips: ["A delay that is not a number is refused, and leaves everything as it was."],
    spoil(queue) {
      const addAfter = queue.addAfter.bind(queue);
      queue.addAfter = (item, delayMs, options) => addAfter(item, delayMs || 0, options);
    },
  },
  {
    name: "drops a due key that is in hand",
    trips: ["A delay that ends while the key is in hand brings it back when it is done."],
    spoil(queue) {
      const promote = queue.promote.bind(queue);
      queue.promote = () => {
        const inHand = new Set(queue.inHand.map(({ key }) => key));
        queue.delayed.splice(0, Infinity, ...queue.delayed.filter(({ key }) => !inHand.has(key)));
        promote();
      };
    },
  },
  {
    name: "cancels what waits when its key is done",
    trips: [
      "Being done takes back no delay.",
      "A key that failed is handed out again when it is done and its wait is over.",
    ],
    spoil(queue) {
      const release = queue.release.bind(queue);
      queue.release = (lease) => {
        queue.cancel(lease.key);
        release(lease);
      };
    },
  },
  {
    name: "starts anew with each delay of a key",
    trips: [
      "The items of several delays of one key are combined as those of several adds are.",
      "A key becomes ready with the highest priority of its delays.",
    ],
    spoil(queue) {
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
    trips: [
      "Kept apart, a waiting key that is added runs now, and again when its time has come.",
      "Kept apart, a ready key can be made to wait as well, and runs twice.",
      "Kept apart, each of the two has its own item.",
    ],
    spoil(queue) {
      Object.assign(queue, { setup: { ...queue.setup, merge: true } });
    },
  },
  {
    name: "adds a due key without looking whether it is ready",
    trips: ["Kept apart, a delay that ends while its key is ready is coalesced into it."],
    spoil(queue) {
      queue.promote = () => {
        while (queue.delayed[0] && queue.delayed[0].at <= queue.now) queue.ready.push(queue.delayed.shift()!);
      };
    },
  },
  {
    name: "never merges",
    trips: [
      "Merged, a waiting key that is added is ready now, and nothing is left to wait.",
      "Merged, a delay without length does the same.",
      "Merged, a delay of a ready key is coalesced into it.",
      "Merged, a delay of a key that is to come back is coalesced into it.",
      "Merged, a key that is merely in hand can wait; if it is added before its time, it comes back once.",
    ],
    spoil(queue) {
      Object.assign(queue, { setup: { ...queue.setup, merge: false } });
    },
  },
  {
    name: "asks the limiter for the same wait every time",
    trips: ["A rate-limited key waits for as long as the limiter says, longer with each time it is asked."],
    spoil(queue) {
      const addRateLimited = queue.addRateLimited.bind(queue);
      queue.addRateLimited = (item, options) => {
        queue.forget(item.key);
        return addRateLimited(item, options);
      };
    },
  },
  {
    name: "counts for all keys together",
    trips: ["The queue counts how often the limiter was asked, for each key by itself."],
    spoil(queue) {
      queue.numRequeues = () => [...queue.requeues.values()].reduce((sum, count) => sum + count, 0);
    },
  },
  {
    name: "spares the limiter a key that waits",
    trips: ["The limiter is asked although the key waits already; the earlier time stands."],
    spoil(queue) {
      const addRateLimited = queue.addRateLimited.bind(queue);
      queue.addRateLimited = (item, options) => {
        const waits = queue.delayed.some(({ key }) => key === item.key);
        return waits ? "coalesced" : addRateLimited(item, options);
      };
    },
  },
  {
    name: "never forgets",
    trips: ["Once a key is forgotten its next wait is like its first."],
    spoil(queue) {
      queue.forget = () => {};
    },
  },
  {
    name: "cancels what is forgotten",
    trips: ["Forgetting takes nothing back: what waits, is ready or in hand stays as it is."],
    spoil(queue) {
      const forget = queue.forget.bind(queue);
      queue.forget = (key) => {
        forget(key);
        queue.cancel(key);
      };
    },
  },
  {
    name: "forgets what is done",
    trips: ["Being done is not being forgotten."],
    spoil(queue) {
      const release = queue.release.bind(queue);
      queue.release = (lease) => {
        queue.forget(lease.key);
        release(lease);
      };
    },
  },
  {
    name: "counts plain adds as failures",
    trips: ["Plain adds and delays are not limited, and count for nothing."],
    spoil(queue) {
      const put = queue.put.bind(queue);
      queue.put = (work) => {
        queue.requeues.set(work.key, queue.numRequeues(work.key) + 1);
        return put(work);
      };
    },
  },
];
