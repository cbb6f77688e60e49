import type { Predicate } from "@workset/controller";
import type { ObjectReader } from "@workset/informer";
import type { FolderEntry } from "@workset/informer-folder";
import { isSameTime, permissionsOf } from "./fs/compare.ts";
import type { PathKey } from "./fs/path-key.ts";

/** A cache of the entries of a folder. */
type Cache = Pick<ObjectReader<FolderEntry>, "getByKey" | "keys">;

/**
 * Accepts events in the target that leave a path as it is in the source: the changes that this program made there itself.
 * Where that cannot be decided without reading, the answer is no.
 */
export function isInSync(source: Pick<Cache, "getByKey">): Predicate<FolderEntry> {
  return ({ type, object }) => isEqual(source.getByKey(object.path), type === "deleted" ? undefined : object);
}

/** The keys at which two caches differ: the net under events that were missed. */
export function* outOfSync(source: Cache, target: Cache): Generator<PathKey> {
  for (const key of new Set([...source.keys(), ...target.keys()])) {
    const wanted = source.getByKey(key);
    const found = target.getByKey(key);
    const areLinks = wanted?.kind === "link" && found?.kind === "link";
    if (!areLinks && !isEqual(wanted, found)) yield key;
  }
}

function isEqual(wanted: FolderEntry | undefined, found: FolderEntry | undefined): boolean {
  if (wanted === undefined || found === undefined) return wanted === found;
  if (wanted.kind !== found.kind || permissionsOf(wanted) !== (found.mode & 0o777)) return false;
  if (wanted.kind === "folder") return true;
  // An entry does not say where a link leads.
  if (wanted.kind === "link") return false;
  return wanted.size === found.size && isSameTime(wanted.mtimeMs, found.mtimeMs);
}
