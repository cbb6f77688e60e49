import { mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ManualClock } from "@workset/clock";
import { WatchCache } from "@workset/informer";
import { expect, test } from "vitest";
import { entryMeta, type FolderEntry } from "../src/entry.ts";
import { FolderTree } from "../src/folder-tree.ts";
import { tempFolder } from "./temp-folder.ts";

/** A tree of a folder, compared once; its clock is at `wallAt`. */
async function treeOf(
  path: string,
  wallAt: number,
  ignore: (entry: FolderEntry) => boolean = () => false,
  errors: unknown[] = [],
): Promise<{ readonly tree: FolderTree; readonly world: WatchCache<FolderEntry> }> {
  const world = new WatchCache<FolderEntry>({ meta: entryMeta });
  const clock = new ManualClock({ wallAt });
  const onError = (error: unknown): void => void errors.push(error);
  const tree = new FolderTree({
    path,
    world,
    folders: true,
    others: false,
    isIgnored: ignore,
    clock,
    devices: undefined,
    onError,
    onReadable: () => {},
  });
  await tree.compare(new AbortController().signal);
  return { tree, world };
}

test("a look at what lies in folders that are not known yet begins with the first of them", async () => {
  await using temp = await tempFolder();
  const { tree, world } = await treeOf(temp.path, 0);
  mkdirSync(join(temp.path, "a/b"), { recursive: true });
  writeFileSync(join(temp.path, "a/b/c"), "");
  writeFileSync(join(temp.path, "a/d"), "");
  tree.look("a/b/c", true);
  expect(world.list().map(({ path }) => path)[0]).toBe("a");
  expect(
    world
      .list()
      .map(({ path }) => path)
      .toSorted(),
  ).toEqual(["a", "a/b", "a/b/c", "a/d"]);
});

test("a write that leaves the times as they are is a change, if it may have come within a step of them", async () => {
  await using temp = await tempFolder();
  const file = join(temp.path, "a");
  writeFileSync(file, "");
  utimesSync(file, 1000, 1000);
  const { tree, world } = await treeOf(temp.path, 1_000_500);
  const versions = (): (string | undefined)[] => [world.version, world.get("a")?.version];
  const before = versions();
  tree.look("a", false);
  expect(versions()).toEqual(before);
  tree.look("a", true);
  const after = versions();
  expect(after[1]).not.toBe(before[1]);
  tree.look("a", false);
  await tree.compare(new AbortController().signal);
  expect(versions()).toEqual(after);
  const late = await treeOf(temp.path, 2_000_000);
  const was = late.world.version;
  late.tree.look("a", true);
  expect(late.world.version).toBe(was);
});

test("a look beyond a link finds nothing there, wherever the link leads", async () => {
  await using temp = await tempFolder();
  for (const folder of ["real", "other"]) {
    mkdirSync(join(temp.path, folder));
    writeFileSync(join(temp.path, folder, "a"), "");
  }
  const { tree, world } = await treeOf(temp.path, 0);
  rmSync(join(temp.path, "other"), { recursive: true });
  symlinkSync("real", join(temp.path, "other"));
  tree.look("other/a", true);
  expect(world.get("other/a")).toBeUndefined();
});

test("what cannot be looked at stays as it was known, and is reported", async () => {
  await using temp = await tempFolder();
  mkdirSync(join(temp.path, "bad/deep"), { recursive: true });
  writeFileSync(join(temp.path, "bad/deep/a"), "");
  writeFileSync(join(temp.path, "b"), "");
  let isBad = false;
  const refusing = ({ path }: FolderEntry): boolean => {
    if (isBad && path === "bad/deep") throw new Error("not this one");
    return false;
  };
  const errors: unknown[] = [];
  const { tree, world } = await treeOf(temp.path, 0, refusing, errors);
  isBad = true;
  rmSync(join(temp.path, "b"));
  await tree.compare(new AbortController().signal);
  expect([...world.keys()].toSorted()).toEqual(["bad", "bad/deep", "bad/deep/a"]);
  tree.look("bad/deep", true);
  expect(world.size).toBe(3);
  expect(errors).toEqual([new Error("not this one"), new Error("not this one")]);
});

test("a look where nothing is finds out that the folder itself is gone", async () => {
  await using temp = await tempFolder();
  const root = join(temp.path, "root");
  mkdirSync(root);
  writeFileSync(join(root, "a"), "");
  const { tree, world } = await treeOf(root, 0);
  renameSync(root, join(temp.path, "moved"));
  expect(() => tree.look("a", false)).toThrow(expect.objectContaining({ code: "refused" }));
  expect(world.size).toBe(1);
});
