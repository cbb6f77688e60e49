import type { FaultyObjectStore } from "./faulty-object-store.ts";

/** Stores to which indexes are added wrongly. */
export const addingIndexes: readonly FaultyObjectStore[] = [
  {
    name: "asks an index that was added of those alone that came later",
    caughtBy: ["An index that is added knows the objects that are there, and those that come."],
    makeFaulty(store) {
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
    caughtBy: [
      "Where one name is taken all are refused with a RangeError that names it, and nothing is added.",
    ],
    makeFaulty(store) {
      const addIndexers = store.addIndexers.bind(store);
      store.addIndexers = (indexes) => {
        for (const [name, values] of Object.entries(indexes)) addIndexers({ [name]: values });
      };
    },
  },
  {
    name: "puts the new index in place of the old one",
    caughtBy: [
      "Where one name is taken all are refused with a RangeError that names it, and nothing is added.",
    ],
    makeFaulty(store) {
      store.addIndexers = (indexes) => {
        for (const [name, values] of Object.entries(indexes)) store.indexes.set(name, values);
      };
    },
  },
  {
    name: "adds the index although it refuses an object",
    caughtBy: [
      "Where a new index function refuses an object that is there, its error is thrown and nothing is added.",
    ],
    makeFaulty(store) {
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
    caughtBy: ["An index may have a name that means something to the language."],
    makeFaulty(store) {
      const addIndexers = store.addIndexers.bind(store);
      store.addIndexers = (indexes) => {
        const taken = Object.keys(indexes).find((name) => name in {});
        if (taken !== undefined) throw new RangeError(`there is an index "${taken}" already`);
        addIndexers(indexes);
      };
    },
  },
];
