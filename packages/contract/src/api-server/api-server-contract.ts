import type { Chapter } from "../clause.ts";
import type { ApiServerClause, ApiServerHarness } from "./api-server-harness.ts";
import { listing } from "./clauses/listing.ts";
import { patching } from "./clauses/patching.ts";
import { storing } from "./clauses/storing.ts";
import { watching } from "./clauses/watching.ts";

/** What an API server promises of its objects, lists and watches, in reading order. */
export const apiServerContract: readonly Chapter<ApiServerHarness>[] = [storing, patching, listing, watching];

/** The clauses of all chapters. */
export const apiServerClauses: readonly ApiServerClause[] = apiServerContract.flatMap(
  ({ clauses }) => clauses,
);
