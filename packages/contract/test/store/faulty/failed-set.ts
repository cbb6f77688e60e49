import type { FailedFilter } from "@workset/store";
import { of, remove } from "../../../src/model/model-lists.ts";
import type { FaultyStore } from "./faulty-store.ts";

/** Stores whose failed set is not what it should be. */
export const failedSet: readonly FaultyStore[] = [
  {
    name: "replays the last to fail first",
    caughtBy: [
      "Failed keys can be replayed: ready, last of their priority, in the order in which they failed.",
    ],
    makeFaulty(queue) {
      const chosen = queue.steps.chosen.bind(queue.steps);
      queue.steps.chosen = (filter) => chosen(filter).toReversed();
    },
  },
  {
    name: "replays without saying since when",
    caughtBy: [
      "Failed keys can be replayed: ready, last of their priority, in the order in which they failed.",
    ],
    makeFaulty(queue) {
      queue.replay = (filter, now) => {
        return queue.act(now, () => {
          const chosen = queue.steps.chosen(filter);
          for (const failed of chosen) {
            queue.steps.unfail(failed);
            queue.steps.lineUp(failed);
          }
          return chosen.length;
        });
      };
    },
  },
  {
    name: "purges keys, and neither errors nor counts",
    caughtBy: ["Failed keys can be purged, and nothing is left of them."],
    makeFaulty(queue) {
      queue.purge = (filter) => {
        return queue.act(undefined, () => {
          const chosen = queue.steps.chosen(filter);
          for (const failed of chosen) queue.steps.unfail(failed);
          return chosen.length;
        });
      };
    },
  },
  ignoring("key"),
  ignoring("search"),
  ignoring("failedBefore"),
  {
    name: "is content with one of several limits",
    caughtBy: ["Replaying and purging can be limited by key, by text and by time; all limits must hold."],
    makeFaulty(queue) {
      const chosen = queue.steps.chosen.bind(queue.steps);
      queue.steps.chosen = ({ key, search, failedBefore }) => {
        const limits: FailedFilter[] = [];
        if (key !== undefined) limits.push({ key });
        if (search !== undefined) limits.push({ search });
        if (failedBefore !== undefined) limits.push({ failedBefore });
        const any = new Set(limits.flatMap((limit) => chosen(limit)));
        return limits.length === 0 ? chosen({}) : [...any];
      };
    },
  },
  {
    name: "counts an instant as before itself",
    caughtBy: ["Replaying and purging can be limited by key, by text and by time; all limits must hold."],
    makeFaulty(queue) {
      const chosen = queue.steps.chosen.bind(queue.steps);
      queue.steps.chosen = (filter) => {
        return chosen({ ...filter, failedBefore: (filter.failedBefore ?? Infinity) + 1 });
      };
    },
  },
  {
    name: "purges whatever has the key",
    caughtBy: ["Keys that have not failed are neither replayed nor purged."],
    makeFaulty(queue) {
      const purge = queue.purge.bind(queue);
      queue.purge = async (filter) => {
        const { ready } = queue.keys.lists;
        return (await purge(filter)) + Number(remove(ready, of(ready, filter.key ?? "")));
      };
    },
  },
];

function ignoring(limit: keyof FailedFilter): FaultyStore {
  return {
    name: `replays and purges without looking at "${limit}"`,
    caughtBy: ["Replaying and purging can be limited by key, by text and by time; all limits must hold."],
    makeFaulty(queue) {
      const chosen = queue.steps.chosen.bind(queue.steps);
      queue.steps.chosen = (filter) => {
        return chosen(Object.fromEntries(Object.entries(filter).filter(([name]) => name !== limit)));
      };
    },
  };
}
