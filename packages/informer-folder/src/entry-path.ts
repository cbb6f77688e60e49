import { isUtf8 } from "node:buffer";
import { sep } from "node:path";

/**
 * Where something lies below a folder: names joined by `/`, the folder itself being `""`.
 *
 * A name is bytes, and this is text. A byte that is not part of valid UTF-8 is written as NUL and two hex digits; no
 * name has a NUL in it, so every name has exactly one path, and the path gives it back.
 */
export type EntryPath = string;

/** The folder itself. */
export const rootPath: EntryPath = "";

/** Stands in text for bytes that are no text: what the system reports instead of them, and they are lost. */
export const lostText = "\uFFFD";

/** The path of an entry as the file system takes it: text where text can say it, bytes otherwise. */
export function fileSystemPath(root: string, path: EntryPath): string | Buffer {
  if (path === rootPath) return root;
  const whole = root + sep + (sep === "/" ? path : path.replaceAll("/", sep));
  return whole.includes("\0") ? bytesOfText(whole) : whole;
}

/** The path of what is called `name` in a folder. A name given as text must be text, without U+FFFD. */
export function childPath(folder: EntryPath, name: string | Buffer): EntryPath {
  const text = typeof name === "string" ? name : textOfName(name);
  return folder === rootPath ? text : `${folder}/${text}`;
}

/** The folder that a path is in; the root is in none. */
export function parentPath(path: EntryPath): EntryPath | undefined {
  return path === rootPath ? undefined : path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** Whether a text leads nowhere but below the folder: no name in it is empty, `.` or `..`. */
export function isEntryPath(text: string): boolean {
  return text === rootPath || !/(?:^|\/)\.{0,2}(?:\/|$)/.test(text);
}

/** Whether the system may report this name with some of it lost. */
export function isOdd(name: string): boolean {
  return name.includes("\0") || name.includes(lostText);
}

/** The path itself, or the folder up to which all names are text. */
export function knownPart(path: EntryPath): EntryPath {
  const lostAt = path.indexOf(lostText);
  return lostAt < 0 ? path : (parentPath(path.slice(0, lostAt + 1)) ?? rootPath);
}

function textOfName(name: Buffer): string {
  if (isUtf8(name)) return name.toString();
  let text = "";
  for (let at = 0; at < name.length;) {
    const length = characterLength(name, at);
    text += length > 0 ? name.toString("utf8", at, at + length) : `\0${name.toString("hex", at, at + 1)}`;
    at += length || 1;
  }
  return text;
}

/** How many bytes make up the character that starts here; 0 when none does. */
function characterLength(bytes: Buffer, at: number): number {
  for (let length = 1; length <= 4 && at + length <= bytes.length; length++) {
    if (isUtf8(bytes.subarray(at, at + length))) return length;
  }
  return 0;
}

function bytesOfText(text: string): Buffer {
  const parts = text.split(/\0([0-9a-f]{2})/);
  return Buffer.concat(parts.map((part, index) => Buffer.from(part, index % 2 === 1 ? "hex" : "utf8")));
}
