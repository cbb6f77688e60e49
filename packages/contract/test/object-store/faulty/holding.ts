import type { FaultyObjectStore } from "./faulty-object-store.ts";

/** Stores that hold wrongly what they are given. */
export const holding: readonly FaultyObjectStore[] = [
  {
    name: "forgets what is set",
    caughtBy: ["An object that was set is found by its key."],
    makeFaulty(store) {
      store.set = () => {};
    },
  },
  {
    name: "finds a first object for a caller that asks in vain",
    caughtBy: ["An object that was never set is not found."],
    makeFaulty(store) {
      const getByKey = store.getByKey.bind(store);
      store.getByKey = (key) => getByKey(key) ?? store.held[0]?.object();
    },
  },
  {
    name: "keeps every state of an object",
    caughtBy: [
      "An object replaces the one with its key.",
      "Every object is listed once, and so is every key.",
      "An index returns the newest state, also when the values did not change.",
    ],
    makeFaulty(store) {
      store.set = (object) => void store.held.push({ key: object.key, object: () => object });
    },
  },
  {
    name: "keeps the first state of an object",
    caughtBy: [
      "An object replaces the one with its key.",
      "An index returns the newest state, also when the values did not change.",
    ],
    makeFaulty(store) {
      const set = store.set.bind(store);
      store.set = (object) => (store.has(object.key) ? undefined : set(object));
    },
  },
  {
    name: "gives back the very object it is asked with",
    caughtBy: ["An object is found by any of its states."],
    makeFaulty(store) {
      store.get = (object) => (store.has(object.key) ? object : undefined);
    },
  },
  {
    name: "deletes nothing",
    caughtBy: ["A deleted object is gone, and the others stay."],
    makeFaulty(store) {
      store.delete = (key) => store.has(key);
    },
  },
  {
    name: "deletes the last object instead",
    caughtBy: ["A deleted object is gone, and the others stay."],
    makeFaulty(store) {
      store.delete = () => store.held.pop() !== undefined;
    },
  },
  {
    name: "says of every deletion that something went",
    caughtBy: ["Deleting a key that does not exist changes nothing, and returns false."],
    makeFaulty(store) {
      const del = store.delete.bind(store);
      store.delete = (key) => del(key) || true;
    },
  },
  {
    name: "does not list the object that came last",
    caughtBy: ["Every object is listed once, and so is every key."],
    makeFaulty(store) {
      store.list = () => store.held.slice(0, -1).map((one) => one.object());
    },
  },
  {
    name: "hands out the list of keys that it keeps",
    caughtBy: ["Changing a returned list changes nothing in the store."],
    makeFaulty(store) {
      const kept = new Map<string, string[]>();
      store.keysByIndex = (index, value) => {
        const term = JSON.stringify([index, value]);
        const keys =
          kept.get(term) ??
          store
            .list()
            .filter(({ tags }) => tags.includes(value))
            .map(({ key }) => key);
        kept.set(term, keys);
        return keys;
      };
    },
  },
  {
    name: "adds to what there is instead of replacing it",
    caughtBy: [
      "After a replacement the store has the given objects only.",
      "A replacement replaces the indexes.",
    ],
    makeFaulty(store) {
      store.replace = (objects) => {
        for (const object of objects) store.set(object);
      };
    },
  },
  {
    name: "keeps the first of several with one key in a replacement",
    caughtBy: ["Of several objects of one key in a replacement the last stays."],
    makeFaulty(store) {
      const replace = store.replace.bind(store);
      store.replace = (objects) => replace([...objects].toReversed());
    },
  },
  {
    name: "walks twice over what replaces",
    caughtBy: ["A replacement accepts any iterable, also a list of the store itself."],
    makeFaulty(store) {
      const replace = store.replace.bind(store);
      store.replace = (objects) => {
        for (const object of objects) store.tryIndexes(object, store.indexes.values());
        replace(objects);
      };
    },
  },
];
