import type { FaultyObjectStore } from "./faulty-object-store.ts";

/** Stores that hold wrongly what they are given. */
export const holding: readonly FaultyObjectStore[] = [
  {
    name: "forgets what is set",
    caughtBy: ["An object that is set is there under its key."],
    makeFaulty(store) {
      store.set = () => {};
    },
  },
  {
    name: "finds a first object for whoever asks in vain",
    caughtBy: ["An object that was never set is not there."],
    makeFaulty(store) {
      const getByKey = store.getByKey.bind(store);
      store.getByKey = (key) => getByKey(key) ?? store.held[0]?.object();
    },
  },
  {
    name: "keeps every state of an object",
    caughtBy: [
      "An object takes the place of the one that has its key.",
      "All objects are listed, each once, and so are all keys.",
      "What is found is the newest state, also where its values are the same.",
    ],
    makeFaulty(store) {
      store.set = (object) => void store.held.push({ key: object.key, object: () => object });
    },
  },
  {
    name: "keeps the first state of an object",
    caughtBy: [
      "An object takes the place of the one that has its key.",
      "What is found is the newest state, also where its values are the same.",
    ],
    makeFaulty(store) {
      const set = store.set.bind(store);
      store.set = (object) => (store.has(object.key) ? undefined : set(object));
    },
  },
  {
    name: "gives back the very object it is asked with",
    caughtBy: ["An object is found by any state of it."],
    makeFaulty(store) {
      store.get = (object) => (store.has(object.key) ? object : undefined);
    },
  },
  {
    name: "deletes nothing",
    caughtBy: ["An object that is deleted is gone, and the others stay."],
    makeFaulty(store) {
      store.delete = (key) => store.has(key);
    },
  },
  {
    name: "deletes the last object instead",
    caughtBy: ["An object that is deleted is gone, and the others stay."],
    makeFaulty(store) {
      store.delete = () => store.held.pop() !== undefined;
    },
  },
  {
    name: "says of every deletion that something went",
    caughtBy: ["Deleting what is not there changes nothing, and is told apart."],
    makeFaulty(store) {
      const del = store.delete.bind(store);
      store.delete = (key) => del(key) || true;
    },
  },
  {
    name: "does not list the object that came last",
    caughtBy: ["All objects are listed, each once, and so are all keys."],
    makeFaulty(store) {
      store.list = () => store.held.slice(0, -1).map((one) => one.object());
    },
  },
  {
    name: "hands out the list of keys that it keeps",
    caughtBy: ["A list is the reader's own: changing it changes nothing."],
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
    caughtBy: ["Replacing leaves what is given, and nothing else.", "Replacing renews the indexes."],
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
    caughtBy: [
      "What replaces may be anything that can be walked once, what the store itself lists included.",
    ],
    makeFaulty(store) {
      const replace = store.replace.bind(store);
      store.replace = (objects) => {
        for (const object of objects) store.tryIndexes(object, store.indexes.values());
        replace(objects);
      };
    },
  },
];
