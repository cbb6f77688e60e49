import type { Folders } from "./folders.ts";
import { keysIn } from "./look.ts";
import type { PathKey } from "./path-key.ts";

/** The keys in a folder on either side, each once; what this run is just writing is left out. */
export function childrenOf(folders: Folders, folder: PathKey): PathKey[] {
  const keys = new Set(keysIn(folders.from, folder));
  for (const key of keysIn(folders.to.root, folder)) {
    if (!folders.to.isDraft({ path: key })) keys.add(key);
  }
  return [...keys];
}
