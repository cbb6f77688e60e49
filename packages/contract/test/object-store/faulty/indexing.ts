import type { FaultyObjectStore } from "./faulty-object-store.ts";

/** Stores that find wrongly. */
export const indexing: readonly FaultyObjectStore[] = [
  {
    name: "indexes by the first value alone",
    caughtBy: ["An object is found by each of its values, in each index."],
    makeFaulty(store) {
      const valuesOf = store.valuesOf.bind(store);
      store.valuesOf = (index, object) => valuesOf(index, object).slice(0, 1);
    },
  },
  {
    name: "looks for a value in every index",
    caughtBy: ["An object is found by each of its values, in each index."],
    makeFaulty(store) {
      store.keysByIndex = (_, value) =>
        store
          .list()
          .filter(({ kind, tags }) => [kind, ...tags].includes(value))
          .map(({ key }) => key)
          .toSorted();
    },
  },
  {
    name: "finds an object as often as it has the value",
    caughtBy: ["An object that has a value twice is found once, and removed at once."],
    makeFaulty(store) {
      store.byIndex = (index, value) =>
        store.list().flatMap((object) =>
          store
            .valuesOf(index, object)
            .filter((one) => one === value)
            .map(() => object),
        );
    },
  },
  {
    name: "does not hold what no index knows",
    caughtBy: ["An object without values is in no index, but in the store."],
    makeFaulty(store) {
      store.list = () => store.held.map((one) => one.object()).filter(({ tags }) => tags.length > 0);
    },
  },
  {
    name: "finds an object by all values it ever had",
    caughtBy: ["A changed object is found by its present values only."],
    makeFaulty(store) {
      const valuesOf = store.valuesOf.bind(store);
      const ever = new Map<string, Set<string>>();
      store.valuesOf = (index, object) => {
        const term = JSON.stringify([index, object.key]);
        const values = new Set([...(ever.get(term) ?? []), ...valuesOf(index, object)]);
        ever.set(term, values);
        return [...values];
      };
    },
  },
  {
    name: "finds what was deleted by its values",
    caughtBy: ["A deleted object is found by none of its values."],
    makeFaulty(store) {
      const gone = new Map<string, readonly string[]>();
      const del = store.delete.bind(store);
      store.delete = (key) => {
        gone.set(key, store.getByKey(key)?.tags ?? []);
        return del(key);
      };
      const keysByIndex = store.keysByIndex.bind(store);
      store.keysByIndex = (index, value) => {
        const stale = [...gone].filter(([, tags]) => tags.includes(value)).map(([key]) => key);
        return [...keysByIndex(index, value), ...stale].toSorted();
      };
    },
  },
  {
    name: "finds after a replacement what it found before",
    caughtBy: ["A replacement replaces the indexes."],
    makeFaulty(store) {
      const replace = store.replace.bind(store);
      store.replace = (objects) => {
        const before = store.list();
        replace(objects);
        store.list = () => before;
      };
    },
  },
  {
    name: "keeps the values that no caller has any more",
    caughtBy: [
      "The values of an index are those of stored objects.",
      "Many objects may share a value, and be added and removed.",
    ],
    makeFaulty(store) {
      const indexValues = store.indexValues.bind(store);
      const ever = new Set<string>();
      store.indexValues = (index) => {
        for (const value of indexValues(index)) ever.add(value);
        return [...ever];
      };
    },
  },
  {
    name: "finds a hundred objects and no more",
    caughtBy: ["Many objects may share a value, and be added and removed."],
    makeFaulty(store) {
      const keysByIndex = store.keysByIndex.bind(store);
      store.keysByIndex = (index, value) => keysByIndex(index, value).slice(0, 100);
    },
  },
  {
    name: "gives the keys of a value in order of arrival",
    caughtBy: ["The keys of a value are sorted as text."],
    makeFaulty(store) {
      store.keysByIndex = (index, value) =>
        store
          .list()
          .filter((object) => store.valuesOf(index, object).includes(value))
          .map(({ key }) => key);
    },
  },
  {
    name: "finds an object alike once for each value that it shares",
    caughtBy: [
      "Alike are the objects that share a value with an object, each once, whether that object is stored or not.",
    ],
    makeFaulty(store) {
      store.alike = (index, object) =>
        store.valuesOf(index, object).flatMap((value) => store.byIndex(index, value));
    },
  },
  {
    name: "asks what is alike with the values of the object that it holds",
    caughtBy: [
      "Alike are the objects that share a value with an object, each once, whether that object is stored or not.",
    ],
    makeFaulty(store) {
      const alike = store.alike.bind(store);
      store.alike = (index, object) => alike(index, store.get(object) ?? object);
    },
  },
  {
    name: "gives what has any of several values",
    caughtBy: ["A lookup of several values returns the objects that have all of them."],
    makeFaulty(store) {
      const all = store.byIndexes.bind(store);
      store.byIndexes = (...terms) =>
        terms.length === 0
          ? all()
          : store
              .list()
              .filter(({ key }) =>
                terms.some(({ index, value }) => store.keysByIndex(index, value).includes(key)),
              );
    },
  },
  {
    name: "gives nothing to those who ask for nothing",
    caughtBy: ["A lookup of no value returns all objects."],
    makeFaulty(store) {
      const byIndexes = store.byIndexes.bind(store);
      store.byIndexes = (...terms) => (terms.length === 0 ? [] : byIndexes(...terms));
    },
  },
  {
    name: "tells the values of the object that it holds",
    caughtBy: ["The store returns the index values of any object, whether it is stored or not."],
    makeFaulty(store) {
      const valuesOf = store.valuesOf.bind(store);
      store.valuesOf = (index, object) =>
        valuesOf(index, store.held.find(({ key }) => key === object.key)?.object() ?? object);
    },
  },
  {
    name: "finds nothing in an index that does not exist",
    caughtBy: ["An index that does not exist is refused with a RangeError that names it."],
    makeFaulty(store) {
      const valuesOf = store.valuesOf.bind(store);
      store.valuesOf = (index, object) => (store.indexes.has(index) ? valuesOf(index, object) : []);
    },
  },
  {
    name: "takes what every JavaScript object has for an index",
    caughtBy: ["An index that does not exist is refused with a RangeError that names it."],
    makeFaulty(store) {
      const valuesOf = store.valuesOf.bind(store);
      const indexes: object = {};
      store.valuesOf = (index, object) => (index in indexes ? [] : valuesOf(index, object));
    },
  },
];
