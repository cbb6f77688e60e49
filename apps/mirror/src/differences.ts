import { childrenOf } from "./children.ts";
import { compare, hasSamePermissions, isMirrored, isSameContent } from "./compare.ts";
import type { Folders } from "./folders.ts";
import { isEntry, isThere, lookInside, type Place } from "./look.ts";
import { rootPath } from "@workset/informer-folder";
import { type PathKey } from "./path-key.ts";
import { Turns } from "./turns.ts";

/**
 * The keys at which the target is not what the source asks for, or cannot be looked at; of a folder that is missing or
 * too much, its own key alone. Looks only: both folders stay as they are. An aborted signal ends it at a key that then counts as differing.
 */
export async function differences(folders: Folders, signal: AbortSignal): Promise<PathKey[]> {
  if (!isThere(folders.from) || !isThere(folders.to.root)) return [rootPath];
  const turns = new Turns();
  const found: PathKey[] = [];
  const toVisit: PathKey[] = [rootPath];
  for (let folder = toVisit.pop(); folder !== undefined; folder = toVisit.pop()) {
    const keys = childrenIfListed(folders, folder);
    if (keys === undefined) found.push(folder);
    for (const key of keys ?? []) {
      if (turns.isOver) await turns.pass();
      if (signal.aborted) return [...found, key];
      const source = lookInside(folders.from, key);
      const right = isRight(source, lookInside(folders.to.root, key), signal);
      if (!(typeof right === "boolean" ? right : await right)) found.push(key);
      else if (source.stats?.isDirectory()) toVisit.push(key);
    }
  }
  return found;
}

/** The keys in a folder on either side; `undefined` when they cannot be listed. */
function childrenIfListed(folders: Folders, folder: PathKey): PathKey[] | undefined {
  try {
    return childrenOf(folders, folder);
  } catch {
    return undefined;
  }
}

/** Whether the target is right; a promise where large files must be read for it. */
function isRight(source: Place, target: Place, signal: AbortSignal): boolean | Promise<boolean> {
  if (!isMirrored(source)) return !isEntry(target);
  if (!isEntry(target)) return false;
  try {
    const verdict = compare(source, target);
    if (verdict === "unread") return isSameContent(source, target, signal).catch(() => false);
    return (
      verdict === "equal" || (verdict === "attributes" && hasSamePermissions(source.stats, target.stats))
    );
  } catch {
    // It cannot be read, or changed just now: to be looked at again.
    return false;
  }
}
