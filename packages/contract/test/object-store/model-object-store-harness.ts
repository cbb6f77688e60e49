import { ModelObjectStore, type ObjectStoreHarness } from "@workset/contract";

/** A harness whose stores are models, each made faulty in the same way, or not at all. */
export function modelObjectStoreHarness(
  makeFaulty: (store: ModelObjectStore) => void = () => {},
): ObjectStoreHarness {
  return {
    capabilities: ["adds-indexes", "restores"],
    settle: async () => {},
    open() {
      const store = new ModelObjectStore();
      makeFaulty(store);
      return store;
    },
  };
}
