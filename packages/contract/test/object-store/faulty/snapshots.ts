import { ModelObjectStore } from "@workset/contract";
import type { FaultyObjectStore } from "./faulty-object-store.ts";

const several = "Several snapshots show each its own moment, in whatever order they are read.";

/** Stores whose snapshots move. */
export const snapshots: readonly FaultyObjectStore[] = [
  {
    name: "gives itself for a snapshot",
    caughtBy: ["A snapshot shows the objects as they were when it was taken."],
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
    caughtBy: ["A replacement leaves snapshots alone."],
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
    caughtBy: ["What comes and goes after the snapshot was never there for it, and what goes and comes was."],
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
    caughtBy: ["A snapshot of a snapshot shows the same."],
    makeFaulty(store) {
      const snapshot = store.snapshot.bind(store);
      store.snapshot = () => Object.assign(snapshot(), { snapshot });
    },
  },
];
