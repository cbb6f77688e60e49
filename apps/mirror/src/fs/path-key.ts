import { parentPath, rootPath, type EntryPath } from "@workset/informer-folder";

/** Where something is below both folders. */
export type PathKey = EntryPath;

/** A path as the file system takes it: text where text can say it, bytes otherwise. */
export type FilePath = string | Buffer;

/** The folders on the way to a key, the root first. */
export function ancestorKeys(key: PathKey): PathKey[] {
  const parent = parentPath(key);
  return parent === undefined ? [] : [...ancestorKeys(parent), parent];
}

/** A key as text for people. */
export function shownKey(key: PathKey): string {
  return key === rootPath
    ? "."
    : printable(key.replaceAll("\\", "\\\\").replaceAll(/\0([0-9a-f]{2})/g, "\\x$1"));
}

/** Text on one line, without control characters. */
export function printable(text: string): string {
  const odd = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
  return text.replaceAll(odd, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}
