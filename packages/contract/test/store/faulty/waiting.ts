import { of, remove } from "../../../src/model/model-lists.ts";
import { insert } from "../../../src/store/model/model-keys.ts";
import type { FaultyStore } from "./faulty-store.ts";

/** Stores that let keys wait wrongly. */
export const waiting: readonly FaultyStore[] = [
  {
    name: "ignores the due time",
    caughtBy: ["A key that is added for later is not handed out before its time."],
    makeFaulty(queue) {
      queue.steps.wait = (run) => void queue.steps.want(run, queue.steps.safely);
    },
  },
  {
    name: "is a millisecond late",
    caughtBy: ["A key that is added for later is not handed out before its time."],
    makeFaulty(queue) {
      const join = queue.join.bind(queue);
      queue.join = (now) => join(now - 1);
    },
  },
  {
    name: "lets a key wait for what is past",
    caughtBy: ["A due time that has come already means now."],
    makeFaulty(queue) {
      const put = queue.steps.put.bind(queue.steps);
      queue.steps.put = (request, now) => {
        const { due } = request;
        return put(typeof due === "number" && due <= now ? { ...request, due: now + 1 } : request, now);
      };
    },
  },
  {
    name: "makes due keys ready in order of arrival",
    caughtBy: [
      "Keys become ready in the order in which they are due, those of one instant in order of arrival.",
    ],
    makeFaulty(queue) {
      const join = queue.join.bind(queue);
      queue.join = (now) => {
        const all = queue.keys.lists.waiting;
        const due = all
          .filter(({ position }) => position[0] <= now)
          .toSorted((a, b) => a.position[1] - b.position[1]);
        for (const entry of due) remove(all, entry);
        all.unshift(...due);
        join(now);
      };
    },
  },
  {
    name: "turns round the keys of one instant",
    caughtBy: [
      "Keys become ready in the order in which they are due, those of one instant in order of arrival.",
    ],
    makeFaulty(queue) {
      queue.steps.wait = (run, dueAt) => {
        insert(queue.keys.lists.waiting, { ...run, position: [dueAt, -++queue.keys.lastPosition] });
      };
    },
  },
  {
    name: "makes due keys ready after the verb",
    caughtBy: [
      "They become ready last of their priority, before the verb that receives the time acts.",
      "Every verb that receives the time ends the wait of keys that are due by then.",
    ],
    makeFaulty(queue) {
      const act = queue.act.bind(queue);
      queue.act = (now, verb) => {
        return act(undefined, () => {
          const answer = verb();
          if (now !== undefined) queue.join(now);
          return answer;
        });
      };
    },
  },
  {
    name: "makes due keys ready as first of their priority",
    caughtBy: ["They become ready last of their priority, before the verb that receives the time acts."],
    makeFaulty(queue) {
      const join = queue.join.bind(queue);
      queue.join = (now) => {
        const lineUp = queue.steps.lineUp.bind(queue.steps);
        queue.steps.lineUp = (run) => queue.steps.lineUpFirst(run);
        join(now);
        queue.steps.lineUp = lineUp;
      };
    },
  },
  {
    name: "makes due keys ready only when keys are taken",
    caughtBy: [
      "Every verb that receives the time ends the wait of keys that are due by then.",
      "Counting and listing make due keys ready, too.",
    ],
    makeFaulty(queue) {
      const act = queue.act.bind(queue);
      const take = queue.take.bind(queue);
      queue.act = (_, verb) => act(undefined, verb);
      queue.take = (max, now) => {
        return queue.act(undefined, () => queue.join(now)).then(() => take(max, now));
      };
    },
  },
  {
    name: "makes two pieces of work of a ready key that becomes due",
    caughtBy: [
      "A ready key that becomes due is still one piece of work, with one payload and the higher priority.",
      "A processing key that becomes due runs again.",
    ],
    makeFaulty(queue) {
      const join = queue.join.bind(queue);
      queue.join = (now) => {
        const want = queue.steps.want.bind(queue.steps);
        queue.steps.want = (run) => {
          queue.steps.lineUp(run);
          return "added";
        };
        join(now);
        queue.steps.want = want;
      };
    },
  },
  {
    name: "rejects when its own payloads do not combine",
    caughtBy: [
      "Where its payload does not combine with the one that is due, the one that is due counts.",
      "Where the two do not combine, the newer counts, and the queue opens all the same.",
      "Closing succeeds although payloads do not combine: the newer counts.",
    ],
    makeFaulty(queue) {
      Object.assign(queue.steps, { safely: queue.steps.combine });
    },
  },
  {
    name: "forgets when a key that waits was asked for",
    caughtBy: [
      "A key that waits remembers when it was first asked for; once due it is wanted since it was due.",
    ],
    makeFaulty(queue) {
      const wait = queue.steps.wait.bind(queue.steps);
      queue.steps.wait = (run, dueAt) => wait({ ...run, addedAt: dueAt }, dueAt);
    },
  },
  {
    name: "counts the wait of a key as ready time",
    caughtBy: [
      "A key that waits remembers when it was first asked for; once due it is wanted since it was due.",
      "What is tried again is wanted since it was due, or was added meanwhile, or failed if it need not wait.",
    ],
    makeFaulty(queue) {
      const join = queue.join.bind(queue);
      queue.join = (now) => {
        const asked = new Map(queue.keys.lists.waiting.map(({ key, addedAt }) => [key, addedAt]));
        const want = queue.steps.want.bind(queue.steps);
        queue.steps.want = (run, combine) => want({ ...run, addedAt: asked.get(run.key)! }, combine);
        join(now);
        queue.steps.want = want;
      };
    },
  },
  {
    name: "lets the later of two due times win",
    caughtBy: ["Of two due times the earlier counts."],
    makeFaulty(queue) {
      const putLater = queue.steps.putLater.bind(queue.steps);
      queue.steps.putLater = (run, dueAt, _, merging, now) => {
        const present = of(queue.keys.lists.waiting, run.key);
        const later = Math.max(present?.position[0] ?? dueAt, dueAt);
        return putLater(run, later, true, merging, now);
      };
    },
  },
  {
    name: "lets the last due time win",
    caughtBy: ["Of two due times the earlier counts."],
    makeFaulty(queue) {
      const putLater = queue.steps.putLater.bind(queue.steps);
      queue.steps.putLater = (run, dueAt, _, merging, now) => putLater(run, dueAt, true, merging, now);
    },
  },
  {
    name: "replaces no due time",
    caughtBy: ["A due time that is to replace the other does, be it later or earlier."],
    makeFaulty(queue) {
      const putLater = queue.steps.putLater.bind(queue.steps);
      queue.steps.putLater = (run, dueAt, _, merging, now) => putLater(run, dueAt, false, merging, now);
    },
  },
  {
    name: "lets only the payload of the winning due time wait",
    caughtBy: ["Whichever due time counts, the payloads become one, and the highest priority counts."],
    makeFaulty(queue) {
      const wait = queue.steps.wait.bind(queue.steps);
      const alone = new Map<string, string | null>();
      const putLater = queue.steps.putLater.bind(queue.steps);
      queue.steps.putLater = (run, dueAt, ...rest) => {
        alone.set(run.key, run.payload);
        return putLater(run, dueAt, ...rest);
      };
      queue.steps.wait = (run, dueAt) => {
        const payload = alone.get(run.key) ?? run.payload;
        wait({ ...run, payload }, dueAt);
      };
    },
  },
  {
    name: "takes back what is ready, too",
    caughtBy: ["The wait of a key can be taken back; a ready or processing run stays."],
    makeFaulty(queue) {
      const cancel = queue.cancel.bind(queue);
      queue.cancel = async (key, now) => {
        const waited = await cancel(key, now);
        if (waited) remove(queue.keys.lists.ready, of(queue.keys.lists.ready, key));
        return waited;
      };
    },
  },
  {
    name: "takes nothing back",
    caughtBy: ["The wait of a key can be taken back; a ready or processing run stays."],
    makeFaulty(queue) {
      queue.cancel = (key, now) => {
        return queue.act(now, () => of(queue.keys.lists.waiting, key) !== undefined);
      };
    },
  },
  {
    name: "postpones to an earlier time",
    caughtBy: ["A waiting key can be postponed, and never waits less for it."],
    makeFaulty(queue) {
      queue.postpone = (key, dueAt, now) => {
        return queue.act(now, () => {
          const present = of(queue.keys.lists.waiting, key);
          if (present && remove(queue.keys.lists.waiting, present)) queue.steps.wait(present, dueAt);
          return present !== undefined;
        });
      };
    },
  },
  {
    name: "postpones nothing",
    caughtBy: ["A waiting key can be postponed, and never waits less for it."],
    makeFaulty(queue) {
      queue.postpone = (key, _, now) => {
        return queue.act(now, () => of(queue.keys.lists.waiting, key) !== undefined);
      };
    },
  },
  {
    name: "postpones what is ready",
    caughtBy: ["A key that does not wait cannot be postponed."],
    makeFaulty(queue) {
      const postpone = queue.postpone.bind(queue);
      queue.postpone = (key, dueAt, now) => {
        const ready = of(queue.keys.lists.ready, key);
        if (ready && remove(queue.keys.lists.ready, ready)) queue.steps.wait(ready, dueAt);
        return postpone(key, dueAt, now);
      };
    },
  },
  {
    name: "takes ready keys back when the clock is set back",
    caughtBy: ["A clock that is set back leaves ready keys ready, and makes nothing due."],
    makeFaulty(queue) {
      const join = queue.join.bind(queue);
      const wait = queue.steps.wait.bind(queue.steps);
      const dueAts = new Map<string, number>();
      queue.steps.wait = (run, dueAt) => {
        dueAts.set(run.key, dueAt);
        wait(run, dueAt);
      };
      queue.join = (now) => {
        join(now);
        const { ready } = queue.keys.lists;
        for (const run of ready.filter(({ key }) => (dueAts.get(key) ?? 0) > now)) {
          remove(ready, run);
          queue.steps.wait(run, dueAts.get(run.key)!);
        }
      };
    },
  },
];
