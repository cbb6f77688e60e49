import { storedObjectKey } from "@workset/contract";
import type { FaultyObjectStore } from "./faulty-object-store.ts";

/** Stores that do half of what they refuse. */
export const refusing: readonly FaultyObjectStore[] = [
  {
    name: "takes an object whose key cannot be told",
    caughtBy: ["Setting an object that the key function refuses throws that error, and changes nothing."],
    makeFaulty(store) {
      const set = store.set.bind(store);
      store.set = ({ key, version, tags }) => set({ key, version, tags });
    },
  },
  {
    name: "releases the old state before it looks at the new one",
    caughtBy: [
      "Setting an object that an index function refuses throws that error, and changes no index.",
      "After a restoration, setting an object that an index function refuses throws, and changes nothing.",
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
    caughtBy: ["A replacement with one refused object changes nothing."],
    makeFaulty(store) {
      store.replace = (objects) => {
        store.hold([]);
        for (const object of objects) store.set(object);
      };
    },
  },
];
