import type { Chapter } from "../clause.ts";
import { addingIndexes } from "./clauses/adding-indexes.ts";
import { holding } from "./clauses/holding.ts";
import { indexing } from "./clauses/indexing.ts";
import { names } from "./clauses/names.ts";
import { refusing } from "./clauses/refusing.ts";
import { restoring } from "./clauses/restoring.ts";
import { snapshots } from "./clauses/snapshots.ts";
import type { ObjectStoreClause, ObjectStoreHarness } from "./object-store-harness.ts";

/** What every store of a cache's objects promises, in reading order. */
export const objectStoreContract: readonly Chapter<ObjectStoreHarness>[] = [
  holding,
  indexing,
  refusing,
  snapshots,
  addingIndexes,
  restoring,
  names,
];

/** The clauses of all chapters. */
export const objectStoreClauses: readonly ObjectStoreClause[] = objectStoreContract.flatMap(
  ({ clauses }) => clauses,
);
