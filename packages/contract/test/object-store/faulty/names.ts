import type { StoredObject } from "@workset/contract";
import type { FaultyObjectStore } from "./faulty-object-store.ts";

/** Stores that read something into a text. */
export const names: readonly FaultyObjectStore[] = [
  {
    name: "finds objects in a plain object",
    caughtBy: ["Any text is a key, and texts that look alike are different keys."],
    makeFaulty(store) {
      const getByKey = store.getByKey.bind(store);
      const plain = {} as Record<string, StoredObject | undefined>;
      store.getByKey = (key) => getByKey(key) ?? plain[key];
    },
  },
  {
    name: "trims keys",
    caughtBy: ["Any text is a key, and texts that look alike are different keys."],
    makeFaulty(store) {
      const set = store.set.bind(store);
      store.set = (object) => set({ ...object, key: object.key.trim() });
    },
  },
  {
    name: "finds values whatever their case",
    caughtBy: ["Any text is an index value, and texts that look alike are different values."],
    makeFaulty(store) {
      const valuesOf = store.valuesOf.bind(store);
      store.valuesOf = (index, object) => valuesOf(index, object).map((value) => value.toLowerCase());
      const keysByIndex = store.keysByIndex.bind(store);
      store.keysByIndex = (index, value) => keysByIndex(index, value.toLowerCase());
    },
  },
];
