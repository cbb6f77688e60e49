import { setImmediate } from "node:timers/promises";
import type { FaultyQueue } from "./faulty-queue.ts";

/** Queues that add or hand out wrongly. */
export const handingOut: readonly FaultyQueue[] = [
  {
    name: "forgets what is added",
    caughtBy: ["A key that is added is ready."],
    makeFaulty(queue) {
      queue.put = () => "added";
    },
  },
  {
    name: "keeps every add as a piece of work of its own",
    caughtBy: ["A key that is added again before it is got is still one piece of work."],
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
    caughtBy: ["A key that was done can be added afresh."],
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
      "Adding many is the same as adding each, and tells how many ended in which outcome.",
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
    caughtBy: ["A key in hand is given to nobody else."],
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
    caughtBy: ["Whoever gets from a queue where nothing is ready waits for the next add."],
    makeFaulty(queue) {
      queue.get = async () => queue.tryGet();
    },
  },
  {
    name: "lets those who wait look again at every turn",
    caughtBy: ["A key that goes to somebody who waited is in hand at once."],
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
      "One add ends the wait of one getter, and the next add that of the next.",
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
    caughtBy: ["One add ends the wait of one getter, and the next add that of the next."],
    makeFaulty({ waiters }) {
      const serveGetter = waiters.serveGetter.bind(waiters);
      waiters.serveGetter = (getter) => {
        serveGetter(getter);
        if (getter.leases.length > 0) waiters.getters.splice(0);
      };
    },
  },
  {
    name: "does not hear the signal",
    caughtBy: ["A getter whose signal is aborted ends with the signal's reason."],
    makeFaulty(queue) {
      const get = queue.get.bind(queue);
      queue.get = () => get();
    },
  },
  {
    name: "gives keys to those who gave up",
    caughtBy: ["A getter that gave up swallows no key."],
    makeFaulty({ waiters }) {
      waiters.giveUp = (getter, reason) => getter.reject(reason);
    },
  },
  {
    name: "mixes up the line when somebody leaves it",
    caughtBy: ["A getter that gave up leaves the others in line as they were."],
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
