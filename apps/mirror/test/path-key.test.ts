import { expect, test } from "vitest";
import { ancestorKeys, printable, shownKey } from "../src/fs/path-key.ts";

test("the folders on the way to a key, the root first", () => {
  expect(ancestorKeys("a/b/c")).toEqual(["", "a", "a/b"]);
  expect(ancestorKeys("")).toEqual([]);
});

test("a key is shown on one line, without anything that a terminal would obey", () => {
  expect(shownKey("")).toBe(".");
  expect(shownKey("a\nb\0ff\\c\u001B[31m\u202E")).toBe(String.raw`a\u{a}b\xff\\c\u{1b}[31m\u{202e}`);
  expect(printable("EBUSY: 'a\nb'")).toBe(String.raw`EBUSY: 'a\u{a}b'`);
});
