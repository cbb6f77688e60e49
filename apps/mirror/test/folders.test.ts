import { readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findFolders, openFolders, Unmirrorable } from "../src/fs/folders.ts";
import { fill, TempFolders } from "./temp-folders.ts";

test("a target that is missing is made, with the folders on the way", () => {
  using folders = new TempFolders();
  const to = join(folders.to, "new/deep");
  expect(openFolders(findFolders(folders.from, to)).to).toBe(to);
  expect(readdirSync(folders.to)).toEqual(["new"]);
});

test("the path of a target that is missing is real, whatever links are on the way", () => {
  using folders = new TempFolders();
  symlinkSync(folders.to, join(folders.base, "link"));
  expect(openFolders(findFolders(folders.from, join(folders.base, "link/new"))).to).toBe(
    join(folders.to, "new"),
  );
});

test.each([
  ["from", "from", "are the same folder"],
  ["from", "linkToFrom", "are the same folder"],
  ["linkToFrom", "from/inner/..", "are the same folder"],
  ["from", "from/inner", "--to, .*, is inside --from"],
  ["from", "from/new/deep", "--to, .*, is inside --from"],
  ["from", "linkToFrom/new", "--to, .*, is inside --from"],
  ["from", "linkToInner", "--to, .*, is inside --from"],
  ["from/inner", "from", "--from, .*, is inside --to"],
  ["linkToInner", "linkToFrom", "--from, .*, is inside --to"],
  ["from", "/", "--from, .*, is inside --to"],
  ["nowhere", "to", "--from: there is no folder"],
  ["dangling", "to", "--from: the link .* leads nowhere"],
  ["from/file", "to", "--from: .* is not a folder"],
  ["from", "from/file", "--to: .* is not a folder"],
  ["from", "from/file/new", "--to: "],
  ["from", "dangling", "--to: the link .* leads nowhere"],
])("--from %s --to %s cannot work, and nothing is made", (from, to, reason) => {
  using folders = new TempFolders();
  fill(folders.from, { inner: {}, file: "content" });
  symlinkSync(folders.from, join(folders.base, "linkToFrom"));
  symlinkSync("from/inner", join(folders.base, "linkToInner"));
  symlinkSync("nowhere", join(folders.base, "dangling"));
  const inBase = (path: string): string => (path === "/" ? path : join(folders.base, path));
  const open = (): unknown =>
    openFolders(findFolders(inBase(from), `${folders.base}/${to}`.replace(/.*\/\/$/, "/")));
  expect(open).toThrow(Unmirrorable);
  expect(open).toThrow(new RegExp(reason));
  expect(readdirSync(folders.from).toSorted()).toEqual(["file", "inner"]);
  expect(readdirSync(join(folders.from, "inner"))).toEqual([]);
});
