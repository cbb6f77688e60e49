import type { Predicate } from "@workset/controller";
import type { ObjectReader } from "@workset/informer";
import type { FolderEntry } from "@workset/informer-folder";
import { permissionsOf } from "./permissions.ts";
import { timeRoundingMs } from "./compare.ts";
import type { PathKey } from "./path-key.ts";

/** What is known of a folder. */
type Known = Pick<ObjectReader<FolderEntry>, "getByKey" | "keys">;

/**
 * Whether an event in the target leaves it as the source asks for: what this program has just done there itself is no
 * reason to look again. Where that can not be told without reading, the answer is no.
 */
export function isAsAskedFor(source: Pick<Known, "getByKey">): Predicate<FolderEntry> {
  return ({ type, object }) => isRight(source.getByKey(object.path), type === "deleted" ? undefined : object);
}

/**
 * The keys at which what is found is not what is asked for. Each change was told; but what comes and goes again before
 * anybody has looked is told by nobody.
 */
export function* disagreements(source: Known, target: Known): Generator<PathKey> {
  for (const key of new Set([...source.keys(), ...target.keys()])) {
    const asked = source.getByKey(key);
    const found = target.getByKey(key);
    const areLinks = asked?.kind === "link" && found?.kind === "link";
    if (!areLinks && !isRight(asked, found)) yield key;
  }
}

function isRight(asked: FolderEntry | undefined, found: FolderEntry | undefined): boolean {
  if (asked === undefined || found === undefined) return asked === found;
  return asked.kind === found.kind && permissionsOf(asked) === (found.mode & 0o777) && isSame(asked, found);
}

function isSame(asked: FolderEntry, found: FolderEntry): boolean {
  if (asked.kind === "folder") return true;
  // Where a link leads to is not known of an entry.
  if (asked.kind === "link") return false;
  return asked.size === found.size && Math.abs(asked.mtimeMs - found.mtimeMs) < timeRoundingMs;
}
