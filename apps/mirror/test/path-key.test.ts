import { expect, test } from "vitest";
import {
  ancestorKeys,
  childKey,
  isPathKey,
  parentKey,
  pathOf,
  printable,
  shownKey,
} from "../src/path-key.ts";
import { Random } from "./random.ts";

function bytesOf(path: string | Buffer): Buffer {
  return typeof path === "string" ? Buffer.from(path) : path;
}

test("the key of a name that is text is the name", () => {
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
    expect(childKey("", Buffer.from(name))).toBe(name);
    expect(pathOf("/base", name)).toBe(`/base/${name}`);
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
])("bytes %j have the key %j, and it gives them back", (bytes, key) => {
  expect(childKey("", Buffer.from(bytes))).toBe(key);
  expect(bytesOf(pathOf("/r", key)).subarray(3)).toEqual(Buffer.from(bytes));
});

test("every name has one key, which gives it back: 20,000 random names", () => {
  const random = new Random();
  // Bytes that begin, continue and break characters, and the letters and digits that an escape is made of.
  const bytes = [
    0x30, 0x66, 0x61, 0x80, 0xbf, 0xc2, 0xe2, 0x82, 0xac, 0xed, 0xa0, 0xf0, 0x9f, 0xf4, 0x8f, 0xff, 0x5c,
  ];
  const nameOfKey = new Map<string, string>();
  for (let n = 0; n < 20_000; n++) {
    const name = Buffer.from(Array.from({ length: 1 + random.below(6) }, () => random.of(bytes)));
    const key = childKey("folder", name);
    const seed = `seed ${random.seed}`;
    expect(bytesOf(pathOf("/r", key)).subarray(10), seed).toEqual(name);
    expect(nameOfKey.get(key) ?? name.toString("hex"), seed).toBe(name.toString("hex"));
    nameOfKey.set(key, name.toString("hex"));
  }
});

test("a key leads to the folder that holds it and so on up to the root", () => {
  expect(parentKey("a/b/c")).toBe("a/b");
  expect(parentKey("a")).toBe("");
  expect(parentKey("")).toBeUndefined();
  expect(ancestorKeys("a/b/c")).toEqual(["", "a", "a/b"]);
  expect(ancestorKeys("")).toEqual([]);
});

test("a text that would lead out of the folder is no key", () => {
  for (const text of ["..", ".", "../a", "a/..", "a/../b", "a//b", "/a", "a/", "./a", "a/."]) {
    expect(isPathKey(text), text).toBe(false);
  }
  for (const text of ["", "a", "a/b", "...", "..a", "a..", "a/...", ".hidden/.x"]) {
    expect(isPathKey(text), text).toBe(true);
  }
});

test("a key is shown on one line, without anything that a terminal would obey", () => {
  expect(shownKey("")).toBe(".");
  expect(shownKey("a\nb\0ff\\c\u001B[31m\u202E")).toBe(String.raw`a\u{a}b\xff\\c\u{1b}[31m\u{202e}`);
  expect(printable("EBUSY: 'a\nb'")).toBe(String.raw`EBUSY: 'a\u{a}b'`);
});
