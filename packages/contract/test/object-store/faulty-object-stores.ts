import { addingIndexes } from "./faulty/adding-indexes.ts";
import type { FaultyObjectStore } from "./faulty/faulty-object-store.ts";
import { holding } from "./faulty/holding.ts";
import { indexing } from "./faulty/indexing.ts";
import { names } from "./faulty/names.ts";
import { refusing } from "./faulty/refusing.ts";
import { restoring } from "./faulty/restoring.ts";
import { snapshots } from "./faulty/snapshots.ts";

/** Faulty stores of objects, each wrong in one way. The contract has to notice every one of them. */
export const faultyObjectStores: readonly FaultyObjectStore[] = [
  ...holding,
  ...indexing,
  ...refusing,
  ...snapshots,
  ...addingIndexes,
  ...restoring,
  ...names,
];
