import { readdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { findFolders, openFolders } from "../src/fs/folders.ts";
import { reconcile } from "../src/reconcile.ts";
import { before } from "./faults.ts";
import { never, run, settle } from "./settle.ts";
import { fill, linesOf, Link, TempFolders } from "./temp-folders.ts";

let folders: TempFolders;
let untouched: string[];

beforeEach(() => {
  folders = new TempFolders();
  fill(folders.elsewhere, { x: "not yours", b: { x: "nor this" }, deep: { b: { x: "nor that" } } });
  untouched = linesOf(folders.elsewhere);
  return () => folders[Symbol.dispose]();
});

/** Runs the keys, first one by one, then all that follows from the root, and looks at what must not change. */
async function runAll(keys: readonly string[]): Promise<void> {
  for (const key of keys) await run(folders.opened, key);
  expect(linesOf(folders.elsewhere)).toEqual(untouched);
  await settle(folders.opened, [""]);
  expect(linesOf(folders.elsewhere)).toEqual(untouched);
  expect(linesOf(folders.to)).toEqual(linesOf(folders.from));
}

test.each([
  ["the folder first", ["a", "a/x", "a/b/x"]],
  ["what is in it first", ["a/b/x", "a/x", "a"]],
])("a link in the target where the source has a folder is replaced: %s", async (_, keys) => {
  fill(folders.from, { a: { x: "mine", b: { x: "mine too" } } });
  symlinkSync(folders.elsewhere, join(folders.to, "a"));
  await runAll(keys);
});

test("a link deep in the target is replaced", async () => {
  fill(folders.from, { a: { b: { c: { x: "mine" } } } });
  fill(folders.to, { a: { b: new Link(folders.elsewhere) } });
  await runAll(["a/b/c/x"]);
});

test("a link in the target that leads back into the target is replaced as well", async () => {
  fill(folders.from, { a: { x: "a's" }, z: { x: "z's" } });
  fill(folders.to, { z: { x: "z's" }, a: new Link("z") });
  await settle(folders.opened, ["a/x"]);
  expect(linesOf(folders.to)).toEqual(linesOf(folders.from));
});

test("a file of the target that is a link to a file outside is replaced, and the file outside is not written", async () => {
  fill(folders.from, { x: "mine", mode: "same content" });
  fill(folders.to, {
    x: new Link(join(folders.elsewhere, "x")),
    mode: new Link(join(folders.elsewhere, "x")),
  });
  await runAll(["x", "mode"]);
});

test("nothing is deleted through a link", async () => {
  fill(folders.to, { a: new Link(folders.elsewhere) });
  await runAll(["a/x", "a/b", "a/b/x"]);
});

test("a link is deleted, and what it leads to is not", async () => {
  fill(folders.to, {
    a: new Link(folders.elsewhere),
    folder: { inner: { link: new Link(folders.elsewhere) } },
  });
  await runAll(["a", "folder"]);
});

test("a folder that is a link in the source is not followed, whichever key comes first", async () => {
  fill(folders.from, { a: new Link(folders.elsewhere) });
  fill(folders.to, { a: { x: "from when it was a folder" } });
  expect(await run(folders.opened, "a/x")).toBe("deleted");
  await runAll(["a/b/x", "a", "a/x"]);
});

test("a folder that is moved away and linked to while a large copy is under way is made again", async () => {
  fill(folders.from, { a: { large: Buffer.alloc(3_000_000, "x") } });
  fill(folders.to, { a: {} });
  const moved = join(folders.base, "moved");
  let reads = 0;
  using _ = before("read", () => {
    if (reads++ > 0) return;
    renameSync(join(folders.to, "a"), moved);
    symlinkSync(moved, join(folders.to, "a"));
  });
  await expect(run(folders.opened, "a/large")).rejects.toThrow("moved or replaced");
  expect(readdirSync(moved)).toEqual([]);
  await runAll(["a/large"]);
});

test.each([
  ["looked at", "lstatSync"],
  ["listed", "readdirSync"],
] as const)(
  "a folder that is exchanged for a link just before it is %s is not deleted through",
  async (_, call) => {
    fill(folders.to, { a: { b: { x: "x" } } });
    let calls = 0;
    using _exchanging = before(call, (path) => {
      if (path !== join(folders.to, "a/b") || calls++ > 0) return;
      rmSync(join(folders.to, "a/b"), { recursive: true });
      symlinkSync(folders.elsewhere, join(folders.to, "a/b"));
    });
    await run(folders.opened, "a").catch(() => "tried again");
    expect(calls).toBeGreaterThan(0);
    await runAll(["a"]);
  },
);

test.each(["..", "../elsewhere", "../elsewhere/x", "a/../../elsewhere/x", "/etc", "."])(
  "a text that leads out of the folder, %s, is refused",
  async (text) => {
    fill(folders.from, { a: {} });
    fill(folders.to, { a: {} });
    await expect(reconcile(folders.opened, text, never)).rejects.toThrow(RangeError);
    expect(linesOf(folders.elsewhere)).toEqual(untouched);
  },
);

test("a target that is named by a link is the folder that the link leads to", async () => {
  const link = join(folders.base, "link");
  symlinkSync(folders.to, link);
  fill(folders.from, { a: { x: "mine" } });
  const opened = openFolders(findFolders(folders.from, link));
  expect(opened.to).toBe(folders.to);
  await settle(opened, [""]);
  expect(linesOf(folders.to)).toEqual(linesOf(folders.from));
});
