import type { Chapter } from "../clause.ts";
import type { CacheClause, CacheHarness } from "./cache-harness.ts";
import { intents } from "./clauses/intents.ts";
import { closing } from "./clauses/closing.ts";
import { crashing } from "./clauses/crashing.ts";
import { finding } from "./clauses/finding.ts";
import { names } from "./clauses/names.ts";

/** What every cache that outlives its informer promises, in reading order. */
export const cacheContract: readonly Chapter<CacheHarness>[] = [finding, intents, names, closing, crashing];

/** The clauses of all chapters. */
export const cacheClauses: readonly CacheClause[] = cacheContract.flatMap(({ clauses }) => clauses);
