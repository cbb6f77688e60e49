import { rmdirSync, unlinkSync } from "node:fs";
import { isRealFolder, keysIn, lookInside } from "./look.ts";
import { fileSystemPath } from "@workset/informer-folder";
import { type PathKey } from "./path-key.ts";

/**
 * Removes the folder at a key with all it holds, links but not what they point to; says how many entries that were.
 *
 * One synchronous stretch on purpose: nothing of this process can be written into the folder meanwhile.
 */
export function removeTree(root: string, folder: PathKey): number {
  let removed = 0;
  for (const key of keysIn(root, folder)) {
    // Before each entry, since somebody else may put a link in the folder's place at any time.
    if (!isRealFolder(root, folder)) throw new Error("the folder became something else while it was deleted");
    const { path, stats } = lookInside(root, key);
    if (stats?.isDirectory()) {
      removed += removeTree(root, key);
    } else {
      unlinkSync(path);
      removed++;
    }
  }
  rmdirSync(fileSystemPath(root, folder));
  return removed + 1;
}
