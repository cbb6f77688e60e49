import { createHash } from "node:crypto";
import { readlinkSync, type Stats } from "node:fs";
import { isEntry, type Entry, type Place } from "./look.ts";
import { OpenFile, smallBytes } from "./open-file.ts";
import { permissionsOf } from "./permissions.ts";

/**
 * How the target stands to the source. `"equal"`: nothing is to be done. `"attributes"`: the content is equal, its
 * permissions or times are not, or cannot be relied on. `"different"`: another kind of thing, or other content.
 * `"unread"`: two large files of one size, which {@link isSameContent} can tell apart.
 */
export type Verdict = "equal" | "attributes" | "different" | "unread";

/** Times that are nearer to each other than this are one: a copied time loses its last digits. */
export const timeRoundingMs = 0.01;

/** The coarsest step in which file systems keep times. */
const timeStepMs = 2000;

const memory = [Buffer.allocUnsafeSlow(smallBytes), Buffer.allocUnsafeSlow(smallBytes)] as const;

/** Compares what is to be with what is; reads the content only where size and time do not settle it. */
export function compare(source: Entry, target: Place): Verdict {
  if (!isEntry(target)) return "different";
  if (source.stats.isFile()) return target.stats.isFile() ? compareFiles(source, target) : "different";
  if (source.stats.isSymbolicLink()) return isSameLink(source, target) ? "equal" : "different";
  if (!target.stats.isDirectory()) return "different";
  return hasSamePermissions(source.stats, target.stats) ? "equal" : "attributes";
}

/** Compares two files of one size by the SHA-256 of their content. */
export async function isSameContent(source: Entry, target: Entry, signal: AbortSignal): Promise<boolean> {
  return (await hashOf(source, signal)) === (await hashOf(target, signal));
}

/** Whether there is something that is mirrored: a file, a folder or a symbolic link; no pipe, socket or device. */
export function isMirrored(place: Place): place is Entry {
  const { stats } = place;
  return stats !== undefined && (stats.isFile() || stats.isDirectory() || stats.isSymbolicLink());
}

/** Whether the target has the permissions that the source asks for. */
export function hasSamePermissions(source: Stats, target: Stats): boolean {
  return permissionsOf(source) === (target.mode & 0o777);
}

/** Whether the target has the permissions and the time of the source. */
export function hasSameAttributes(source: Stats, target: Stats): boolean {
  return hasSamePermissions(source, target) && Math.abs(source.mtimeMs - target.mtimeMs) < timeRoundingMs;
}

function compareFiles(source: Entry, target: Entry): Verdict {
  if (source.stats.size !== target.stats.size) return "different";
  if (isBelievedEqual(source.stats, target.stats)) return "equal";
  if (source.stats.size > smallBytes) return "unread";
  return contentOf(source, memory[0]).equals(contentOf(target, memory[1])) ? "attributes" : "different";
}

/**
 * Equal attributes are believed when nothing has touched the source since the copy was made: its change time, which no
 * program can set, is older than that of the copy, by a step that the clock of the file system must have made between.
 */
function isBelievedEqual(source: Stats, target: Stats): boolean {
  return hasSameAttributes(source, target) && source.ctimeMs < target.ctimeMs - timeStepMs;
}

function isSameLink(source: Entry, target: Entry): boolean {
  if (!target.stats.isSymbolicLink()) return false;
  const [wanted, found] = [source, target].map(({ path }) => readlinkSync(path, { encoding: "buffer" }));
  return wanted!.equals(found!);
}

function contentOf(file: Entry, into: Buffer): Buffer {
  using open = new OpenFile(file);
  return open.readInto(into);
}

async function hashOf(file: Entry, signal: AbortSignal): Promise<string> {
  using open = new OpenFile(file);
  const hash = createHash("sha256");
  for await (const piece of open.pieces(signal)) hash.update(piece);
  return hash.digest("hex");
}
