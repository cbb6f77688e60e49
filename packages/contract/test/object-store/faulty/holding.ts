import type { FaultyObjectStore } from "./faulty-object-store.ts";

/** Stores that hold wrongly what they are given. */
export const holding: readonly FaultyObjectStore[] = [
  {
    name: "forgets what is set",
    trips: ["An object that is set is there under its key."],
    spoil(store) {
      store.set = () => {};
    },
  },
  {
    name: "finds a first object for whoever asks in vain",
    trips: ["An object that was never set is not there."],
    spoil(store) {
      const getByKey = store.getByKey.bind(store);
      store.getByKey = (key) => getByKey(key) ?? store.held[0]?.object();
    },
  },
  {
    name: "keeps every state of an object",
    trips: [
      "An object takes the place of the one that has its key.",
      "All objects are listed, each once, and so are all keys.",
      "What is found is the newest state, also where its values are the same.",
    ],
    spoil(store) {
      store.set = (object) => void store.held.push({ key: object.key, object: () => object });
    },
  },
  {
    name: "keeps the first state of an object",
    trips: [
      "An object takes the place of the one that has its key.",
      "What is found is the newest state, also where its values are the same.",
    ],
    spoil(store) {
      const set = store.set.bind(store);
      store.set = (object) => (store.has(object.key) ? undefined : set(object));
    },
  },
  {
    name: "gives back the very object it is asked with",
    trips: ["An object is found by any state of it."],
    spoil(store) {
      store.get = (object) => (store.has(object.key) ? object : undefined);
    },
  },
  {
    name: "deletes nothing",
    trips: ["An object that is deleted is gone, and the others stay."],
    spoil(store) {
      store.delete = (key) => store.has(key);
    },
  },
  {
    name: "deletes the last object instead",
    trips: ["An object that is deleted is gone, and the others stay."],
    spoil(store) {
      store.delete = () => store.held.pop() !== undefined;
    },
  },
  {
    name: "says of every deletion that something went",
    trips: ["Deleting what is not there changes nothing, and is told apart."],
    spoil(store) {
      const del = store.delete.bind(store);
      store.delete = (key) => del(key) || true;
    },
  },
  {
    name: "does not list the object that came last",
    trips: ["All objects are listed, each once, and so are all keys."],
    spoil(store) {
      store.list = () => store.held.slice(0, -1).map((one) => one.object());
    },
  },
  {
    name: "hands out the list of keys that it keeps",
    trips: ["A list is the reader's own: changing it changes nothing."],
    spoil(store) {
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
    trips: ["Replacing leaves what is given, and nothing else.", "Replacing renews the indexes."],
    spoil(store) {
      store.replace = (objects) => {
        for (const object of objects) store.set(object);
      };
    },
  },
  {
    name: "keeps the first of several with one key in a replacement",
    trips: ["Of several objects of one key in a replacement the last stays."],
    spoil(store) {
      const replace = store.replace.bind(store);
      store.replace = (objects) => replace([...objects].toReversed());
    },
  },
  {
    name: "walks twice over what replaces",
    trips: ["What replaces may be anything that can be walked once, what the store itself lists included."],
    spoil(store) {
      const replace = store.replace.bind(store);
      store.replace = (objects) => {
        for (const object of objects) store.tryIndexes(object, store.indexes.values());
        replace(objects);
      };
    },
  },
];
