import { isUtf8 } from "node:buffer";
import { sep } from "node:path";

/**
 * Where something is below both folders: names joined by `/`, the folder itself being `""`.
 *
 * A name is bytes, a key is text. A byte that is not part of valid UTF-8 is written as NUL and two hex digits; no name
 * has a NUL in it, so every name has exactly one key, and the key gives it back.
 */
export type PathKey = string;

/** A path as the file system takes it: text where text can say it, bytes otherwise. */
export type FilePath = string | Buffer;

/** The key of the folders themselves. */
export const rootKey: PathKey = "";

/** Whether a text leads nowhere but below the folder: no name in it is empty, `.` or `..`. */
export function isPathKey(text: string): boolean {
  return text === rootKey || !/(?:^|\/)\.{0,2}(?:\/|$)/.test(text);
}

/** Stands in text for bytes that are no text: what the system reports instead of them, and they are lost. */
export const lostText = "\uFFFD";

/** The key of what is called `name` in a folder. A name given as text must be text, without {@link lostText}. */
export function childKey(folder: PathKey, name: string | Buffer): PathKey {
  const text = typeof name === "string" ? name : textOfName(name);
  return folder === rootKey ? text : `${folder}/${text}`;
}

/** The folder a key is in; the folders themselves are in none. */
export function parentKey(key: PathKey): PathKey | undefined {
  return key === rootKey ? undefined : key.slice(0, Math.max(0, key.lastIndexOf("/")));
}

/** The folders on the way to a key, the root first. */
export function ancestorKeys(key: PathKey): PathKey[] {
  const parent = parentKey(key);
  return parent === undefined ? [] : [...ancestorKeys(parent), parent];
}

/** The path of a key below the folder `root`. */
export function pathOf(root: string, key: PathKey): FilePath {
  if (key === rootKey) return root;
  const path = root + sep + (sep === "/" ? key : key.replaceAll("/", sep));
  return path.includes("\0") ? bytesOfText(path) : path;
}

/** The path of what is called `name` in the folder at `folder`. */
export function pathIn(folder: FilePath, name: string | Buffer): FilePath {
  if (typeof folder === "string" && typeof name === "string") return folder + sep + name;
  return Buffer.concat([Buffer.from(folder), Buffer.from(sep), Buffer.from(name)]);
}

/** A key for people to read. */
export function shownKey(key: PathKey): string {
  return key === rootKey
    ? "."
    : printable(key.replaceAll("\\", "\\\\").replaceAll(/\0([0-9a-f]{2})/g, "\\x$1"));
}

/** Text on one line, without anything that a terminal would obey. */
export function printable(text: string): string {
  const odd = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
  return text.replaceAll(odd, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
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
