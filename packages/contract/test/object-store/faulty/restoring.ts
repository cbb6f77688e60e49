import type { FaultyObjectStore } from "./faulty-object-store.ts";

const gone = "A restored object that is changed or deleted is found as any other.";

/** Stores that are restored wrongly. */
export const restoring: readonly FaultyObjectStore[] = [
  {
    name: "adds what is restored to what there is",
    caughtBy: ["Restoring replaces all objects."],
    makeFaulty(store) {
      store.restore = (entries) => {
        store.hold([...store.held, ...Array.from(entries, ([key, decode]) => store.lazy(key, decode))]);
      };
    },
  },
  {
    name: "decodes everything at once",
    caughtBy: ["A restored object is decoded once, when it is first read."],
    makeFaulty(store) {
      const lazy = store.lazy.bind(store);
      store.lazy = (key, decode) => {
        const object = decode();
        return lazy(key, () => object);
      };
    },
  },
  {
    name: "decodes an object each time it is read",
    caughtBy: ["A restored object is decoded once, when it is first read."],
    makeFaulty(store) {
      store.lazy = (key, object) => ({ key, object });
    },
  },
  {
    name: "finds by their old values restored objects that changed",
    caughtBy: [gone],
    makeFaulty(store) {
      const restored = new Map<string, readonly string[]>();
      const lazy = store.lazy.bind(store);
      store.lazy = (key, decode) => {
        return lazy(key, () => {
          const object = decode();
          restored.set(key, object.tags);
          return object;
        });
      };
      const valuesOf = store.valuesOf.bind(store);
      store.valuesOf = (index, object) => [
        ...new Set([...valuesOf(index, object), ...(restored.get(object.key) ?? [])]),
      ];
    },
  },
  {
    name: "remembers that an object could not be decoded",
    caughtBy: [
      "An object that cannot be decoded throws for its reader only, and is decoded again at the next read.",
    ],
    makeFaulty(store) {
      const lazy = store.lazy.bind(store);
      store.lazy = (key, decode) => {
        let failure: unknown;
        return lazy(key, () => {
          if (failure) throw failure;
          try {
            return decode();
          } catch (error) {
            failure = error;
            throw error;
          }
        });
      };
    },
  },
  {
    name: "gives what cannot be decoded as an empty object",
    caughtBy: [
      "An object that cannot be decoded throws for its reader only, and is decoded again at the next read.",
    ],
    makeFaulty(store) {
      const lazy = store.lazy.bind(store);
      store.lazy = (key, decode) =>
        lazy(key, () => {
          try {
            return decode();
          } catch {
            return { key, version: 0, tags: [] };
          }
        });
    },
  },
  {
    name: "takes after a restoration whatever it is given",
    caughtBy: [
      "After a restoration, setting an object that an index function refuses throws, and changes nothing.",
    ],
    makeFaulty(store) {
      const restore = store.restore.bind(store);
      store.restore = (entries) => {
        restore(entries);
        store.tryIndexes = () => {};
      };
    },
  },
  {
    name: "adds an index to a restored store for what comes later alone",
    caughtBy: ["An index can be added after a restoration."],
    makeFaulty(store) {
      const addIndexers = store.addIndexers.bind(store);
      store.addIndexers = (indexes) => {
        const before = new Set(store.keys());
        addIndexers(indexes);
        for (const [name, values] of Object.entries(indexes)) {
          store.indexes.set(name, (object) => (before.has(object.key) ? [] : values(object)));
        }
      };
    },
  },
];
