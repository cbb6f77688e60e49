import { createHash } from "node:crypto";
import { constants, readlinkSync, type Stats } from "node:fs";
import { isEntry, type Entry, type Found } from "./checked-path.ts";
import { OpenFile, smallBytes } from "./open-file.ts";

/**
 * The target compared with the source. `"equal"`: nothing to do. `"attributes"`: the content is equal; permissions or times
 * differ, or were not sufficient to decide. `"different"`: another kind of entry, or other content. `"unread"`: two large
 * files of one size, to be compared by {@link isSameContent}.
 */
export type Verdict = "equal" | "attributes" | "different" | "unread";

/** Times that differ by less are equal: a copied time loses its last digits. */
const timeRoundingMs = 0.01;

/** The coarsest step in which file systems keep times. */
const timeStepMs = 2000;

const memory = [Buffer.allocUnsafeSlow(smallBytes), Buffer.allocUnsafeSlow(smallBytes)] as const;

/**
 * Compares an entry of the source with the target. The content is read only where size and time do not decide.
 * @param trustedUntilMs - Copies that were made or changed since then are read even if their attributes are equal.
 */
export function compare(source: Entry, target: Found, trustedUntilMs: number): Verdict {
  if (!isEntry(target)) return "different";
  if (source.stats.isFile())
    return target.stats.isFile() ? compareFiles(source, target, trustedUntilMs) : "different";
  if (source.stats.isSymbolicLink()) return isSameLink(source, target) ? "equal" : "different";
  if (!target.stats.isDirectory()) return "different";
  return hasSamePermissions(source.stats, target.stats) ? "equal" : "attributes";
}

/** Compares two files of one size by the SHA-256 of their content. */
export async function isSameContent(source: Entry, target: Entry, signal: AbortSignal): Promise<boolean> {
  return (await hashOf(source, signal)) === (await hashOf(target, signal));
}

/** Whether an entry is mirrored: a file, a folder or a symbolic link; not a pipe, a socket or a device. */
export function isMirrored(found: Found): found is Entry {
  const { stats } = found;
  return stats !== undefined && (stats.isFile() || stats.isDirectory() || stats.isSymbolicLink());
}

/** Whether the target has the permissions that the source asks for. */
export function hasSamePermissions(source: Stats, target: Stats): boolean {
  return permissionsOf(source) === (target.mode & 0o777);
}

/** Whether the target has the permissions and the time of the source. */
export function hasSameAttributes(source: Stats, target: Stats): boolean {
  return hasSamePermissions(source, target) && isSameTime(source.mtimeMs, target.mtimeMs);
}

/** Whether a copy has the time of its source, or as much of it as a file system keeps that counts in seconds. */
export function isSameTime(sourceMs: number, copyMs: number): boolean {
  const difference = Math.abs(sourceMs - copyMs);
  return difference < timeRoundingMs || (copyMs % 1000 === 0 && difference < timeStepMs);
}

/**
 * The permissions of a copy: read, write and execute, neither setuid, setgid nor sticky. The owner may always use a folder,
 * or nothing could be written into it.
 */
export function permissionsOf({ mode }: { readonly mode: number }): number {
  const isFolder = (mode & constants.S_IFMT) === constants.S_IFDIR;
  return isFolder ? (mode & 0o777) | 0o700 : mode & 0o777;
}

function compareFiles(source: Entry, target: Entry, trustedUntilMs: number): Verdict {
  if (source.stats.size !== target.stats.size) return "different";
  const isTrusted = target.stats.ctimeMs < trustedUntilMs;
  if (isTrusted && isBelievedEqual(source.stats, target.stats)) return "equal";
  if (source.stats.size > smallBytes) return "unread";
  return contentOf(source, memory[0]).equals(contentOf(target, memory[1])) ? "attributes" : "different";
}

/**
 * Equal attributes mean equal content when the source was not changed since the copy was made: its change time, which no
 * program can set, is older than that of the copy, by more than one step of the clock of a file system.
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
