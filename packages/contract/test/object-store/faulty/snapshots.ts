import { ModelObjectStore } from "@workset/contract";
import type { FaultyObjectStore } from "./faulty-object-store.ts";

const several = "Several snapshots have the states of their own times, in whatever order they are read.";

/** Stores whose snapshots move. */
export const snapshots: readonly FaultyObjectStore[] = [
  {
    name: "gives itself for a snapshot",
    caughtBy: ["A snapshot contains the objects as they were when it was taken."],
    makeFaulty(store) {
      store.snapshot = () => store;
    },
  },
  {
    name: "looks in the indexes of today for the objects of yesterday",
    caughtBy: ["A snapshot finds objects by the values they had."],
    makeFaulty(store) {
      const snapshot = store.snapshot.bind(store);
      store.snapshot = () => Object.assign(snapshot(), { keysByIndex: store.keysByIndex.bind(store) });
    },
  },
  {
    name: "shows a snapshot what replaces",
    caughtBy: ["A replacement does not change snapshots."],
    makeFaulty(store) {
      const snapshot = store.snapshot.bind(store);
      const taken: ModelObjectStore[] = [];
      store.snapshot = () => {
        const copy = snapshot();
        taken.push(copy as ModelObjectStore);
        return copy;
      };
      const replace = store.replace.bind(store);
      store.replace = (objects) => {
        replace(objects);
        for (const copy of taken) copy.hold(store.held);
      };
    },
  },
  {
    name: "has one snapshot at a time",
    caughtBy: [several],
    makeFaulty(store) {
      const copy = new ModelObjectStore();
      store.snapshot = () => {
        copy.hold(store.held);
        return copy;
      };
    },
  },
  {
    name: "shows a snapshot the keys that came later",
    caughtBy: [
      "A snapshot lacks objects that were added and deleted after it, and has those that were deleted and added.",
    ],
    makeFaulty(store) {
      const snapshot = store.snapshot.bind(store);
      const taken: ModelObjectStore[] = [];
      store.snapshot = () => {
        const copy = snapshot();
        taken.push(copy as ModelObjectStore);
        return copy;
      };
      const set = store.set.bind(store);
      store.set = (object) => {
        set(object);
        for (const copy of taken) if (!copy.has(object.key)) copy.set(object);
      };
    },
  },
  {
    name: "takes a snapshot of a snapshot from itself",
    caughtBy: ["A snapshot of a snapshot is the same."],
    makeFaulty(store) {
      const snapshot = store.snapshot.bind(store);
      store.snapshot = () => Object.assign(snapshot(), { snapshot });
    },
  },
];
