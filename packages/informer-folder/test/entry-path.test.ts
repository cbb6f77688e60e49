import { expect, test } from "vitest";
import { childPath, fileSystemPath, isEntryPath, parentPath } from "@workset/informer-folder";

function bytesOf(path: string | Buffer): Buffer {
  return typeof path === "string" ? Buffer.from(path) : path;
}

test("the path of a name that is text is the name", () => {
  for (const name of [
    "plain",
    "with space",
    "é",
    "\u{1F600}",
    `quote"'`,
    "new\nline",
    "back\\slash",
    "\uFEFFbom",
    "~",
  ]) {
    expect(childPath("", Buffer.from(name))).toBe(name);
    expect(fileSystemPath("/base", name)).toBe(`/base/${name}`);
  }
});

test.each([
  [[0xff], "\u0000ff"],
  [[0x61, 0xc3, 0x62], "a\u0000c3b"],
  [[0xc3, 0xa9, 0xc3], "é\u0000c3"],
  [[0xed, 0xa0, 0x80], "\u0000ed\u0000a0\u000080"],
  [[0xc0, 0xaf], "\u0000c0\u0000af"],
  [[0xf0, 0x9f, 0x98], "\u0000f0\u00009f\u000098"],
  [[0xef, 0xbf, 0xbd], "\uFFFD"],
])("bytes %j have the path %j, and it gives them back", (bytes, path) => {
  expect(childPath("", Buffer.from(bytes))).toBe(path);
  expect(bytesOf(fileSystemPath("/r", path)).subarray(3)).toEqual(Buffer.from(bytes));
});

test("every name has one path, which gives it back: all short names of troublesome bytes", () => {
  // Bytes that begin, continue and break characters, and the letters and digits that an escape is made of.
  const bytes = [0x30, 0x66, 0x80, 0xbf, 0xc2, 0xe2, 0x82, 0xed, 0xa0, 0xf0, 0x9f, 0xff, 0x5c];
  const pathOfName = new Map<string, string>();
  const nameOfPath = new Map<string, string>();
  for (const name of shortNames(bytes, 4)) {
    const path = childPath("folder", name);
    expect(bytesOf(fileSystemPath("/r", path)).subarray(10)).toEqual(name);
    pathOfName.set(name.toString("hex"), path);
    nameOfPath.set(path, name.toString("hex"));
  }
  expect(nameOfPath.size).toBe(pathOfName.size);
});

/** Every name of at most this number of these bytes. */
function* shortNames(
  bytes: readonly number[],
  longest: number,
  before: readonly number[] = [],
): Generator<Buffer> {
  if (before.length > 0) yield Buffer.from(before);
  if (before.length === longest) return;
  for (const byte of bytes) yield* shortNames(bytes, longest, [...before, byte]);
}

test("a text that would lead out of the folder is no path", () => {
  for (const text of ["..", ".", "../a", "a/..", "a/../b", "a//b", "/a", "a/", "./a", "a/."]) {
    expect(isEntryPath(text), text).toBe(false);
  }
  for (const text of ["", "a", "a/b", "...", "..a", "a..", "a/...", ".hidden/.x"]) {
    expect(isEntryPath(text), text).toBe(true);
  }
});

test("a path lies in the folder that holds it, and the root in none", () => {
  expect(parentPath("a/b/c")).toBe("a/b");
  expect(parentPath("a")).toBe("");
  expect(parentPath("")).toBeUndefined();
});
