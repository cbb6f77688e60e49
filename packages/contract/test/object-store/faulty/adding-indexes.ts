import type { FaultyObjectStore } from "./faulty-object-store.ts";

/** Stores to which indexes are added wrongly. */
export const addingIndexes: readonly FaultyObjectStore[] = [
  {
    name: "asks an index that was added of those alone that came later",
    caughtBy: ["An added index finds the objects that are stored already, and later ones."],
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
    caughtBy: ["Adding indexes of which one name exists throws a RangeError that names it, and adds none."],
    makeFaulty(store) {
      const addIndexers = store.addIndexers.bind(store);
      store.addIndexers = (indexes) => {
        for (const [name, values] of Object.entries(indexes)) addIndexers({ [name]: values });
      };
    },
  },
  {
    name: "puts the new index in place of the old one",
    caughtBy: ["Adding indexes of which one name exists throws a RangeError that names it, and adds none."],
    makeFaulty(store) {
      store.addIndexers = (indexes) => {
        for (const [name, values] of Object.entries(indexes)) store.indexes.set(name, values);
      };
    },
  },
  {
    name: "adds the index although it refuses an object",
    caughtBy: ["Adding an index whose function refuses a stored object throws that error, and adds none."],
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
    caughtBy: ["An index may have a name with a meaning in JavaScript."],
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
