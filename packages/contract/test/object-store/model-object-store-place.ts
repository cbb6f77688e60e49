import { ModelObjectStore, type ObjectStorePlace } from "@workset/contract";

/** A place whose stores are models, each spoiled in the same way, or not at all. */
export function modelObjectStorePlace(spoil: (store: ModelObjectStore) => void = () => {}): ObjectStorePlace {
  return {
    capabilities: ["adds-indexes", "restores"],
    settle: async () => {},
    open() {
      const store = new ModelObjectStore();
      spoil(store);
      return store;
    },
  };
}
