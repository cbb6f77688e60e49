import { bookmarks } from "./faulty/bookmarks.ts";
import type { FaultySource } from "./faulty/faulty-source.ts";
import { leaving } from "./faulty/leaving.ts";
import { listing, paging } from "./faulty/listing.ts";
import { versioning, watching } from "./faulty/watching.ts";

/** Sources that are wrong in one thing each. */
export const faultySources: readonly FaultySource[] = [
  ...listing,
  ...paging,
  ...watching,
  ...versioning,
  ...leaving,
  ...bookmarks,
];
