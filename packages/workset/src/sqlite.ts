export * from "@workset/store-sqlite";
export * from "@workset/informer-sqlite";
// Both packages have it, and it is the same.
export type { Durability } from "@workset/store-sqlite";
