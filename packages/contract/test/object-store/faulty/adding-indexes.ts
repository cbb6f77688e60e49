import type { FaultyObjectStore } from "./faulty-object-store.ts";

/** Stores to which indexes are added wrongly. */
export const addingIndexes: readonly FaultyObjectStore[] = [
  {
    name: "asks an index that was added of those alone that came later",
    trips: ["An index that is added knows the objects that are there, and those that come."],
    spoil(store) {
      const addIndexers = store.addIndexers.bind(store);
      store.addIndexers = (indexes) => {
        const before = new Set(store.list());
        addIndexers(indexes);
        for (const [name, values] of Object.entries(indexes)) {
          store.indexes.set(name, (object) => (before.has(object) ? [] : values(object)));
        }
      };
    },
  },
  {
    name: "adds the indexes up to the one whose name is taken",
    trips: ["Where one name is taken all are refused with a RangeError that names it, and nothing is added."],
    spoil(store) {
      const addIndexers = store.addIndexers.bind(store);
      store.addIndexers = (indexes) => {
        for (const [name, values] of Object.entries(indexes)) addIndexers({ [name]: values });
      };
    },
  },
  {
    name: "puts the new index in the place of the old one",
    trips: ["Where one name is taken all are refused with a RangeError that names it, and nothing is added."],
    spoil(store) {
      store.addIndexers = (indexes) => {
        for (const [name, values] of Object.entries(indexes)) store.indexes.set(name, values);
      };
    },
  },
  {
    name: "adds the index although it refuses an object",
    trips: [
      "Where a new index function refuses an object that is there, its error is thrown and nothing is added.",
    ],
    spoil(store) {
      const addIndexers = store.addIndexers.bind(store);
      store.addIndexers = (indexes) => {
        try {
          addIndexers(indexes);
        } finally {
          for (const [name, values] of Object.entries(indexes)) store.indexes.set(name, values);
        }
      };
    },
  },
  {
    name: "keeps its indexes in a plain object",
    trips: ["An index may have a name that means something to the language."],
    spoil(store) {
      const addIndexers = store.addIndexers.bind(store);
      store.addIndexers = (indexes) => {
        const taken = Object.keys(indexes).find((name) => name in {});
        if (taken !== undefined) throw new RangeError(`there is an index "${taken}" already`);
        addIndexers(indexes);
      };
    },
  },
];
