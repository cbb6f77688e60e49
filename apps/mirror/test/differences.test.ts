import { chmodSync, renameSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { before, systemError } from "./faults.ts";
import { differing, settle } from "./settle.ts";
import { fill, linesOf, Link, makePipe, TempFolders } from "./temp-folders.ts";

const large = Buffer.alloc(100_000, "x");

test("equal folders have no differences", async () => {
  using folders = new TempFolders();
  fill(folders.from, { a: "a", folder: { large, link: new Link("a"), empty: {} } });
  await settle(folders.opened, [""]);
  expect(await differing(folders.opened)).toEqual([]);
});

test("whatever is missing, too much, of another kind, content or permissions is one, and nothing is changed", async () => {
  using folders = new TempFolders();
  const same = { same: "same", folder: { same: large } };
  fill(folders.from, {
    ...same,
    missing: { inner: "x" },
    kind: { inner: "x" },
    content: "one",
    largeContent: large,
    link: new Link("one"),
    mode: "#!",
    folderMode: {},
  });
  fill(folders.to, {
    ...same,
    extra: { inner: "x" },
    kind: "file",
    content: "two",
    largeContent: Buffer.alloc(large.length, "y"),
    link: new Link("two"),
    mode: "#!",
    folderMode: {},
    pipe: "x",
  });
  makePipe(join(folders.from, "pipe"));
  chmodSync(join(folders.from, "mode"), 0o755);
  chmodSync(join(folders.from, "folderMode"), 0o711);
  const was = linesOf(folders.to);
  const found = await differing(folders.opened);
  expect(found.toSorted()).toEqual(
    ["content", "extra", "folderMode", "kind", "largeContent", "link", "missing", "mode", "pipe"].toSorted(),
  );
  expect(linesOf(folders.to)).toEqual(was);
});

test("another time alone is none", async () => {
  using folders = new TempFolders();
  fill(folders.from, { small: "x", large });
  fill(folders.to, { small: "x", large });
  for (const name of ["small", "large"]) utimesSync(join(folders.from, name), 1e9, 1e9);
  expect(await differing(folders.opened)).toEqual([]);
});

test("what cannot be looked at is one", async () => {
  using folders = new TempFolders();
  fill(folders.from, { folder: { a: "a" }, file: "x" });
  await settle(folders.opened, [""]);
  const locked = join(folders.from, "folder");
  {
    using _ = before("readdirSync", (path) => {
      if (path === locked) throw systemError("EACCES");
    });
    expect(await differing(folders.opened)).toEqual(["folder"]);
  }
  const { opened } = folders;
  renameSync(folders.to, join(folders.base, "gone"));
  expect(await differing(opened)).toEqual([""]);
});

test("a caller that stops the look is not told that all is equal", async () => {
  using folders = new TempFolders();
  fill(folders.from, { a: "a" });
  await settle(folders.opened, [""]);
  expect(await differing(folders.opened, AbortSignal.abort())).toEqual(["a"]);
});
