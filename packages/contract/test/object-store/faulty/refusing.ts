import { storedObjectKey } from "@workset/contract";
import type { FaultyObjectStore } from "./faulty-object-store.ts";

/** Stores that do half of what they refuse. */
export const refusing: readonly FaultyObjectStore[] = [
  {
    name: "takes an object whose key can not be told",
    caughtBy: [
      "An object whose key can not be told is refused with the error of the key function, and nothing changes.",
    ],
    makeFaulty(store) {
      const set = store.set.bind(store);
      store.set = ({ key, version, tags }) => set({ key, version, tags });
    },
  },
  {
    name: "lets go of the old state before it looks at the new one",
    caughtBy: [
      "An object that an index function refuses is refused with its error, and nothing changes in any index.",
      "After a restoration, too, an object that an index function refuses is refused, and nothing changes.",
    ],
    makeFaulty(store) {
      const set = store.set.bind(store);
      store.set = (object) => {
        store.delete(storedObjectKey(object));
        set(object);
      };
    },
  },
  {
    name: "replaces up to the object that is refused",
    caughtBy: ["A replacement in which one object is refused changes nothing."],
    makeFaulty(store) {
      store.replace = (objects) => {
        store.hold([]);
        for (const object of objects) store.set(object);
      };
    },
  },
];
