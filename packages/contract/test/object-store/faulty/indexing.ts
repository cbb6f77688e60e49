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
    caughtBy: ["An object that has a value twice is found once, and lost at once."],
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
    caughtBy: ["An object without values is in no index, and is there all the same."],
    makeFaulty(store) {
      store.list = () => store.held.map((one) => one.object()).filter(({ tags }) => tags.length > 0);
    },
  },
  {
    name: "finds an object by all values it ever had",
    caughtBy: ["An object that changes is found by the values it has now, and no longer by those it lost."],
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
    caughtBy: ["An object that is deleted is found by none of its values."],
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
    caughtBy: ["Replacing renews the indexes."],
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
    name: "keeps the values that nobody has any more",
    caughtBy: [
      "The values of an index are those that some object has.",
      "A value may be shared by very many objects, which come and go.",
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
    caughtBy: ["A value may be shared by very many objects, which come and go."],
    makeFaulty(store) {
      const keysByIndex = store.keysByIndex.bind(store);
      store.keysByIndex = (index, value) => keysByIndex(index, value).slice(0, 100);
    },
  },
  {
    name: "gives the keys of a value in order of arrival",
    caughtBy: ["The keys of a value come in order of their text."],
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
      "Alike are the objects that share a value with an object, each once, whether the object is there or not.",
    ],
    makeFaulty(store) {
      store.alike = (index, object) =>
        store.valuesOf(index, object).flatMap((value) => store.byIndex(index, value));
    },
  },
  {
    name: "asks what is alike with the values of the object that it holds",
    caughtBy: [
      "Alike are the objects that share a value with an object, each once, whether the object is there or not.",
    ],
    makeFaulty(store) {
      const alike = store.alike.bind(store);
      store.alike = (index, object) => alike(index, store.get(object) ?? object);
    },
  },
  {
    name: "gives what has any of several values",
    caughtBy: ["Asked for several values, the store gives the objects that have all of them."],
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
    caughtBy: ["Asked for no value at all, the store gives all objects."],
    makeFaulty(store) {
      const byIndexes = store.byIndexes.bind(store);
      store.byIndexes = (...terms) => (terms.length === 0 ? [] : byIndexes(...terms));
    },
  },
  {
    name: "tells the values of the object that it holds",
    caughtBy: ["The store tells the values of any object, whether it is there or not."],
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
