import { setImmediate } from "node:timers/promises";
import type { FaultyQueue } from "./faulty-queue.ts";

/** Queues that add or hand out wrongly. */
export const getting: readonly FaultyQueue[] = [
  {
    name: "forgets what is added",
    caughtBy: ["A key that is added is ready."],
    makeFaulty(queue) {
      queue.put = () => "added";
    },
  },
  {
    name: "keeps every add as a piece of work of its own",
    caughtBy: ["A key that is added twice before it is got is one piece of work."],
    makeFaulty(queue) {
      queue.put = (work) => {
        queue.ready.push(work);
        return "added";
      };
    },
  },
  {
    name: "hands out the newest first",
    caughtBy: ["Keys are handed out in the order in which they were first added."],
    makeFaulty(queue) {
      queue.first = (ready) => ready.at(-1);
    },
  },
  {
    name: "moves a ready key to the end of the line when it is added again",
    caughtBy: ["Keys are handed out in the order in which they were first added."],
    makeFaulty(queue) {
      const put = queue.put.bind(queue);
      queue.put = (work) => {
        const outcome = put(work);
        const at = queue.ready.findIndex(({ key }) => key === work.key);
        if (at !== -1) queue.ready.push(...queue.ready.splice(at, 1));
        return outcome;
      };
    },
  },
  {
    name: "takes each key once in a lifetime",
    caughtBy: ["A key that is done can be added again."],
    makeFaulty(queue) {
      const put = queue.put.bind(queue);
      const seen = new Set<string>();
      queue.put = (work) => {
        if (seen.has(work.key) && !queue.has(work.key)) return "coalesced";
        seen.add(work.key);
        return put(work);
      };
    },
  },
  {
    name: "says of all of many adds that they were added",
    caughtBy: [
      "Adding many keys is the same as adding each, and returns the count of each outcome.",
      "After the shutdown adds are dropped.",
    ],
    makeFaulty(queue) {
      const addAll = queue.addAll.bind(queue);
      queue.addAll = (items, options) => {
        const all = [...items];
        addAll(all, options);
        return { added: all.length, coalesced: 0, rerun: 0, dropped: 0 };
      };
    },
  },
  {
    name: "hands each key out twice",
    caughtBy: ["A key that is processed is handed to no other caller."],
    makeFaulty(queue) {
      const take = queue.take.bind(queue);
      const given = new Set<string>();
      queue.take = (work) => {
        const lease = take(work);
        if (!given.has(work.key)) queue.ready.unshift(work);
        given.add(work.key);
        return lease;
      };
    },
  },
  {
    name: "hands out keys without their items",
    caughtBy: ["A lease names the key and carries the item that was added."],
    makeFaulty(queue) {
      const take = queue.take.bind(queue);
      queue.take = (work) => ({ ...take(work), item: { key: work.key, value: 0 } });
    },
  },
  {
    name: "never waits for a key",
    caughtBy: ["A get from a queue in which nothing is ready waits for the next add."],
    makeFaulty(queue) {
      queue.get = async () => queue.tryGet();
    },
  },
  {
    name: "lets those who wait look again at every turn",
    caughtBy: ["A key that goes to a waiting caller is processed at once."],
    makeFaulty(queue) {
      queue.get = async () => {
        for (let look = 0; look < 20; look++) {
          const lease = queue.tryGet();
          if (lease || queue.shuttingDown) return lease;
          await setImmediate();
        }
        return undefined;
      };
    },
  },
  {
    name: "gives one key to all who wait",
    caughtBy: [
      "One add ends the wait of one get, and the next add that of the next.",
      "Several loops share the keys: each key goes to one of them.",
    ],
    makeFaulty({ waiters }) {
      const serveGetter = waiters.serveGetter.bind(waiters);
      waiters.serveGetter = (getter) => {
        serveGetter(getter);
        if (getter.leases.length === 0) return;
        for (const other of waiters.getters.splice(0)) other.resolve(getter.leases);
      };
    },
  },
  {
    name: "forgets all who wait but the first",
    caughtBy: ["One add ends the wait of one get, and the next add that of the next."],
    makeFaulty({ waiters }) {
      const serveGetter = waiters.serveGetter.bind(waiters);
      waiters.serveGetter = (getter) => {
        serveGetter(getter);
        if (getter.leases.length > 0) waiters.getters.splice(0);
      };
    },
  },
  {
    name: "ignores the signal",
    caughtBy: ["A get whose signal is aborted rejects with the signal's reason."],
    makeFaulty(queue) {
      const get = queue.get.bind(queue);
      queue.get = () => get();
    },
  },
  {
    name: "gives keys to those who gave up",
    caughtBy: ["An aborted get takes no key."],
    makeFaulty({ waiters }) {
      waiters.giveUp = (getter, reason) => getter.reject(reason);
    },
  },
  {
    name: "loses the order of the waiting calls when one of them is aborted",
    caughtBy: ["An aborted get leaves the order of the other waiting calls as it was."],
    makeFaulty({ waiters }) {
      const giveUp = waiters.giveUp.bind(waiters);
      waiters.giveUp = (getter, reason) => {
        giveUp(getter, reason);
        waiters.getters.reverse();
      };
    },
  },
  {
    name: "looks at the signal only while it waits",
    caughtBy: ["A signal that is aborted beforehand takes no key, even if one is ready."],
    makeFaulty(queue) {
      const get = queue.get.bind(queue);
      queue.get = async (signal) => queue.tryGet() ?? get(signal);
    },
  },
  {
    name: "ends the lease when the signal of its getter is aborted",
    caughtBy: ["A signal that is aborted after the key was got changes nothing."],
    makeFaulty(queue) {
      const get = queue.get.bind(queue);
      queue.get = async (signal) => {
        const lease = await get(signal);
        signal?.addEventListener("abort", () => lease?.done());
        return lease;
      };
    },
  },
];
