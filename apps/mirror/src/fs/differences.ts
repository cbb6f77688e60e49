import { EventLoopYielder, systemClock } from "@workset/clock";
import { rootPath } from "@workset/informer-folder";
import { CheckedPath, isEntry, type Found } from "./checked-path.ts";
import { compare, hasSamePermissions, isMirrored, isSameContent } from "./compare.ts";
import { childrenOf, type Folders } from "./folders.ts";
import type { PathKey } from "./path-key.ts";

/** What is to be done at a key to make the target equal. `"check"`: it could not be looked at. */
export type Action = "copy" | "delete" | "update" | "check";

/** One difference between the folders. */
export interface Difference {
  readonly key: PathKey;
  readonly action: Action;
}

/**
 * The keys at which the target differs from the source, or cannot be looked at. Of a folder that is missing or too much, its
 * own key alone, or with `deep` all that is in it. Both folders stay as they are. An aborted signal ends the walk at a key
 * that counts as differing.
 */
export async function differences(
  folders: Folders,
  signal: AbortSignal,
  { deep = false }: { readonly deep?: boolean } = {},
): Promise<Difference[]> {
  const { source, target } = folders;
  if (source.isRootAway() || target.devices.isRootAway()) return [{ key: rootPath, action: "check" }];
  const yielder = new EventLoopYielder({ clock: systemClock });
  const found: Difference[] = [];
  const toVisit: PathKey[] = [rootPath];
  for (let folder = toVisit.pop(); folder !== undefined; folder = toVisit.pop()) {
    const keys = childrenIfListed(folders, folder);
    if (keys === undefined) found.push({ key: folder, action: "check" });
    for (const key of keys ?? []) {
      if (yielder.isDue) await yielder.yield();
      if (signal.aborted) return [...found, { key, action: "check" }];
      const { action, isFolder } = await differenceAt(folders, key, signal);
      if (action !== undefined) found.push({ key, action });
      if (isFolder && (action === undefined || deep)) toVisit.push(key);
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

interface Comparison {
  readonly action: Action | undefined;
  readonly isFolder: boolean;
}

async function differenceAt(folders: Folders, key: PathKey, signal: AbortSignal): Promise<Comparison> {
  try {
    using source = CheckedPath.open(folders.source, key);
    using target = CheckedPath.open(folders.target.devices, key);
    const isFolder = source?.stats?.isDirectory() === true || target?.stats?.isDirectory() === true;
    const action = await actionFor(folders, source ?? nothingAt(key), target ?? nothingAt(key), signal);
    return { action, isFolder };
  } catch {
    // It cannot be looked at, changed just now, or is on a disk that is away.
    return { action: "check", isFolder: false };
  }
}

async function actionFor(
  folders: Folders,
  source: Found,
  target: Found,
  signal: AbortSignal,
): Promise<Action | undefined> {
  if (!isMirrored(source)) {
    return isEntry(target) && !folders.target.holdsExcluded(target.key) ? "delete" : undefined;
  }
  if (!isEntry(target)) return "copy";
  const verdict = compare(source, target, folders.trustedUntilMs);
  if (verdict === "equal") return undefined;
  if (verdict === "different") return "copy";
  if (verdict === "unread" && !(await isSameContent(source, target, signal))) return "copy";
  return hasSamePermissions(source.stats, target.stats) ? undefined : "update";
}

function nothingAt(key: PathKey): Found {
  return { key, path: "", stats: undefined };
}
