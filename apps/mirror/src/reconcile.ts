import { readlinkSync } from "node:fs";
import { compare, hasSameAttributes, isMirrored, isSameContent } from "./compare.ts";
import { copyLarge, copySmall } from "./copy-file.ts";
import type { Folders } from "./folders.ts";
import { isThere, isUntouched, reach, type Entry } from "./look.ts";
import { changed, smallBytes } from "./open-file.ts";
import { isEntryPath, rootPath } from "@workset/informer-folder";
import { type PathKey } from "./path-key.ts";
import { permissionsOf } from "./permissions.ts";
import type { Spot } from "./safe-target.ts";

/**
 * What was done at a key. `"copied"`: a file. `"linked"`: a symbolic link was made. `"folder"`: a folder was made.
 * `"touched"`: the content was right, permissions or time are now too. `"deleted"`: the source has nothing there.
 * `"skipped"`: the source has a pipe, a socket or a device there. `"unchanged"`: nothing was to be done.
 * `"source-gone"`: nothing was done, because the source folder itself is not there.
 */
export type Outcome =
  | "copied"
  | "linked"
  | "folder"
  | "touched"
  | "deleted"
  | "skipped"
  | "unchanged"
  | "source-gone";

/** What one run for one key has done. */
export interface Reconciled {
  readonly outcome: Outcome;
  /** Bytes copied. */
  readonly bytes: number;
  /** Entries deleted from the target, at this key or below it. */
  readonly deleted: number;
}

/**
 * Makes the target equal to the source at one key: the handler. It looks at what is there now and trusts nothing else,
 * so it may run any number of times, for keys in any order.
 * @throws Error when it could not. Running it again may help.
 * @throws RangeError when `key` is no key; nothing was done then.
 */
export async function reconcile(folders: Folders, key: PathKey, signal: AbortSignal): Promise<Reconciled> {
  if (!isEntryPath(key)) throw new RangeError(`key must be a path below the folder, but it is ${key}`);
  const source = reach(folders.from, key);
  if (source && isMirrored(source)) return await mirror(folders, source, signal);
  if (!isThere(folders.from)) return nothing("source-gone");

  const spot = folders.to.spot(key);
  const deleted = spot ? folders.to.remove(spot) : 0;
  if (source?.stats) return { ...nothing("skipped"), deleted };
  return { ...nothing(deleted > 0 ? "deleted" : "unchanged"), deleted };
}

/** One run for something that the source has. */
interface Run {
  readonly folders: Folders;
  readonly source: Entry;
  /** Where it belongs, checked anew; folders that are missing on the way are made. */
  readonly spot: () => Spot;
  readonly signal: AbortSignal;
}

async function mirror(folders: Folders, source: Entry, signal: AbortSignal): Promise<Reconciled> {
  const spot = (): Spot => folders.to.clearSpot(source.key);
  const run: Run = { folders, source, spot, signal };
  // The kinds are told apart here and not by a table, to stay in one synchronous stretch where that is possible.
  if (source.stats.isFile()) return await mirrorFile(run);
  return source.stats.isDirectory() ? mirrorFolder(run) : mirrorLink(run);
}

function mirrorFolder({ folders, source, spot }: Run): Reconciled {
  const place = spot();
  const verdict = compare(source, place);
  // The permissions of the target folder itself are its owner's affair.
  const isRight = verdict === "equal" || (verdict === "attributes" && source.key === rootPath);
  if (verdict === "different") folders.to.makeFolder(place, permissionsOf(source.stats));
  else if (!isRight) folders.to.setMode(place, permissionsOf(source.stats));
  return nothing(isRight ? "unchanged" : verdict === "different" ? "folder" : "touched");
}

function mirrorLink({ folders, source, spot }: Run): Reconciled {
  const place = spot();
  if (compare(source, place) === "equal") return nothing("unchanged");
  const pointsTo = readlinkSync(source.path, { encoding: "buffer" });
  return { ...nothing("linked"), deleted: folders.to.putLink(place, pointsTo) };
}

async function mirrorFile({ folders: { to }, source, spot, signal }: Run): Promise<Reconciled> {
  let place = spot();
  let verdict = compare(source, place);
  if (verdict === "unread") {
    const compared = place as Entry;
    verdict = (await isSameContent(source, compared, signal)) ? "attributes" : "different";
    place = spot();
    if (!isUntouched(compared.stats, place.stats)) throw changed();
  }
  if (verdict === "equal") return nothing("unchanged");
  // A file that has a second name may have it outside the target, so its attributes are not ours to set.
  if (verdict === "attributes" && place.stats?.nlink === 1) {
    to.setAttributes(place, source.stats);
    return nothing(hasSameAttributes(source.stats, place.stats) ? "unchanged" : "touched");
  }
  const isSmall = source.stats.size <= smallBytes;
  const deleted = isSmall ? copySmall(source, to, place) : await copyLarge(source, to, place, spot, signal);
  return { outcome: "copied", bytes: source.stats.size, deleted };
}

function nothing(outcome: Outcome): Reconciled {
  return { outcome, bytes: 0, deleted: 0 };
}
