import type { Chapter } from "../clause.ts";
import { bookmarks } from "./clauses/bookmarks.ts";
import { leaving } from "./clauses/leaving.ts";
import { listingChapter } from "./clauses/listing.ts";
import { pages } from "./clauses/pages.ts";
import { versions } from "./clauses/versions.ts";
import { watchingChapter } from "./clauses/watching.ts";
import type { SourceClause, SourceHarness } from "./source-harness.ts";

/** What every source of an informer promises, in reading order. */
export const sourceContract: readonly Chapter<SourceHarness>[] = [
  listingChapter,
  watchingChapter,
  versions,
  leaving,
  pages,
  bookmarks,
];

/** The clauses of all chapters. */
export const sourceClauses: readonly SourceClause[] = sourceContract.flatMap(({ clauses }) => clauses);
