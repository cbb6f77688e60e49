import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { ManualClock } from "@workset/clock";
import {
  fileSystemPath,
  folderSource,
  type FolderEntry,
  type FolderSourceOptions,
} from "@workset/informer-folder";
import { afterEach, beforeEach, expect, test } from "vitest";
import { eventually, quiet, reading, type Reading } from "./reading.ts";
import { tempFolder } from "./temp-folder.ts";

const { signal } = new AbortController();
const whole = { version: "", signal };

let root: string;
let things: AsyncDisposableStack;

beforeEach(async () => {
  things = new AsyncDisposableStack();
  root = join(things.use(await tempFolder()).path, "root");
  mkdirSync(root);
});

afterEach(() => things.disposeAsync());

function sourceOf(options: FolderSourceOptions = {}): ReturnType<typeof folderSource> {
  return things.use(folderSource(root, options));
}

async function listed(options: FolderSourceOptions = {}): Promise<readonly FolderEntry[]> {
  return (await sourceOf(options).list(whole)).items;
}

async function watched(options: FolderSourceOptions = {}): Promise<Reading> {
  const source = sourceOf(options);
  const { items, version } = await source.list(whole);
  return reading(await source.watch({ version, bookmarks: true, signal }), items);
}

function write(path: string, content = "x"): void {
  const at = join(root, path);
  mkdirSync(join(at, ".."), { recursive: true });
  writeFileSync(at, content);
}

/** How many folders the system watches for this process. */
const watchers = (): number =>
  process.getActiveResourcesInfo().filter((kind) => kind.startsWith("FSEvent")).length;

const paths = (entries: Iterable<FolderEntry>): string[] => [...entries].map(({ path }) => path).toSorted();

test("a file is listed with what can be seen of it", async () => {
  write("a/b.txt", "four");
  const [entry] = await listed();
  const { mtimeMs, mode } = statSync(join(root, "a/b.txt"));
  expect(entry).toMatchObject({ path: "a/b.txt", kind: "file", size: 4, mtimeMs, mode });
});

test("folders are objects when asked for, and come before what they hold", async () => {
  for (const path of ["b/c/d", "b/a", "a/z"]) write(path);
  expect(paths(await listed())).toEqual(["a/z", "b/a", "b/c/d"]);
  const all = (await listed({ folders: true })).map(({ path }) => path);
  expect(all.toSorted()).toEqual(["a", "a/z", "b", "b/a", "b/c", "b/c/d"]);
  for (const path of all) {
    const parent = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    expect(parent === "" || all.indexOf(parent) < all.indexOf(path)).toBe(true);
  }
});

test("a pipe is no object unless others are asked for", async () => {
  execFileSync("mkfifo", [join(root, "pipe")]);
  expect(await listed()).toEqual([]);
  expect(await listed({ others: true })).toMatchObject([{ path: "pipe", kind: "other", size: 0 }]);
});

test("a link is a thing of its own and never followed", async () => {
  write("real/file");
  symlinkSync("real", join(root, "link"));
  symlinkSync("nowhere", join(root, "broken"));
  const kinds = (await listed()).map(({ path, kind }) => `${path}: ${kind}`);
  expect(kinds.toSorted()).toEqual(["broken: link", "link: link", "real/file: file"]);
});

test("a name that is no text has a path, and the path leads to it", async () => {
  const name = Buffer.from([0x61, 0xff, 0x62]);
  writeFileSync(Buffer.concat([Buffer.from(`${root}/`), name]), "odd");
  write("�");
  const entries = await listed();
  expect(paths(entries)).toEqual(["a\0ffb", "�"].toSorted());
  for (const { path } of entries) expect(existsSync(fileSystemPath(root, path))).toBe(true);
});

test("a later change of a file whose name is no text is told", async () => {
  const odd = Buffer.concat([Buffer.from(`${root}/caf`), Buffer.from([0xe9])]);
  writeFileSync(odd, "odd");
  write("even");
  const watch = await watched({ compareMs: Infinity });
  await quiet();
  writeFileSync(odd, "longer");
  await eventually(() => watch.present.get("caf\0e9")?.size === 6);
  expect(new Set(watch.told)).toEqual(new Set(["modified caf\0e9"]));
  rmSync(odd);
  await eventually(() => watch.present.size === 1);
});

test("what is left out is left out with all below it", async () => {
  write("keep/a");
  write("node_modules/b/c");
  const ignore = ({ path }: FolderEntry): boolean => path === "node_modules";
  expect(paths(await listed({ ignore }))).toEqual(["keep/a"]);
  const watch = await watched({ ignore });
  write("node_modules/b/d");
  write("keep/b");
  await eventually(() => watch.told.includes("added keep/b"));
  expect(watch.told).toEqual(["added keep/b"]);
});

test("a folder that is not there is refused, and so is a file", async () => {
  rmSync(root, { recursive: true });
  const refused = { name: "SourceError", code: "refused" };
  await expect(sourceOf().list(whole)).rejects.toMatchObject(refused);
  await expect(sourceOf().watch({ version: "", bookmarks: true, signal })).rejects.toMatchObject(refused);
  writeFileSync(root, "");
  await expect(sourceOf().list(whole)).rejects.toMatchObject(refused);
});

test("what is made, changed, moved and removed while it is watched is told", async () => {
  write("a");
  write("old/b");
  write("old/deep/c");
  const watch = await watched();
  write("new/deep/d");
  write("a", "longer");
  await eventually(() => watch.told.includes("added new/deep/d") && watch.told.includes("modified a"));
  renameSync(join(root, "old"), join(root, "moved"));
  await eventually(() => paths(watch.present.values()).join() === "a,moved/b,moved/deep/c,new/deep/d");
  rmSync(join(root, "moved"), { recursive: true });
  await eventually(() => watch.present.size === 2);
});

test("a change of permissions or times alone is told, of a folder too when folders are objects", async () => {
  write("folder/a");
  const watch = await watched({ folders: true });
  await quiet();
  chmodSync(join(root, "folder"), 0o700);
  await eventually(() => watch.told.includes("modified folder"));
  utimesSync(join(root, "folder/a"), 1, 1);
  await eventually(() => watch.present.get("folder/a")?.mtimeMs === 1000);
  expect(watch.told.filter((event) => event === "modified folder")).toHaveLength(1);
});

test("a file that becomes a folder is followed into it, and back", async () => {
  write("a");
  const watch = await watched();
  await quiet();
  rmSync(join(root, "a"));
  write("a/b");
  await eventually(() => paths(watch.present.values()).join() === "a/b");
  rmSync(join(root, "a"), { recursive: true });
  write("a");
  await eventually(() => paths(watch.present.values()).join() === "a");
});

test("a folder that becomes a link is left, wherever the link leads", async () => {
  write("real/b");
  write("folder/b");
  const watch = await watched();
  await quiet();
  rmSync(join(root, "folder"), { recursive: true });
  symlinkSync("real", join(root, "folder"));
  await eventually(() => watch.present.get("folder")?.kind === "link");
  write("real/c");
  await eventually(() => watch.told.includes("added real/c"));
  expect(paths(watch.present.values())).toEqual(["folder", "real/b", "real/c"]);
});

test("the deletion of what lies deepest is told first", async () => {
  write("a/b/c");
  const source = sourceOf({ folders: true, clock: new ManualClock() });
  const { items, version } = await source.list(whole);
  const watch = reading(await source.watch({ version, bookmarks: true, signal }), items);
  rmSync(join(root, "a"), { recursive: true });
  await source.compare();
  await eventually(() => watch.told.length === 3);
  expect(watch.told).toEqual(["deleted a/b/c", "deleted a/b", "deleted a"]);
});

test("what the watcher missed is found by the next comparison, which comes every 30 seconds", async () => {
  const clock = new ManualClock();
  // What the watcher says is gathered, and never looked at.
  const watch = await watched({ clock, gatherMs: Infinity });
  await quiet();
  write("a");
  await quiet();
  clock.advance(29_999);
  await quiet();
  expect(watch.told).toEqual([]);
  clock.advance(1);
  await eventually(() => watch.told.length > 0);
  expect(watch.told).toEqual(["added a"]);
});

test("what happens while the watcher begins is not lost", async () => {
  for (let n = 0; n < 20; n++) {
    const source = sourceOf({ compareMs: Infinity });
    const { items, version } = await source.list(whole);
    const stop = new AbortController();
    const watching = source.watch({ version, bookmarks: true, signal: stop.signal });
    write(`early-${n}`);
    const watch = reading(await watching, items);
    write(`late-${n}`);
    await eventually(() => watch.present.has(`early-${n}`) && watch.present.has(`late-${n}`));
    stop.abort();
  }
});

test("when the folder itself goes, nothing is told as deleted, and the watch ends as refused", async () => {
  write("a/b");
  const watch = await watched();
  await quiet();
  renameSync(root, `${root} moved`);
  await eventually(() => watch.errors.length > 0);
  expect(watch.told).toEqual([]);
  expect(watch.errors).toEqual([expect.objectContaining({ code: "refused" })]);
  renameSync(`${root} moved`, root);
});

test("a watch ends as refused when a later comparison finds the folder gone", async () => {
  const clock = new ManualClock();
  const watch = await watched({ clock, gatherMs: Infinity });
  await quiet();
  renameSync(root, `${root} moved`);
  clock.advance(30_000);
  await eventually(() => watch.errors.length > 0);
  expect(watch.errors).toEqual([expect.objectContaining({ code: "refused" })]);
  renameSync(`${root} moved`, root);
});

test("a comparison that finds the folder gone says so and changes nothing", async () => {
  write("a");
  const source = sourceOf({ clock: new ManualClock() });
  const { items, version } = await source.list(whole);
  const watch = reading(await source.watch({ version, bookmarks: true, signal }), items);
  renameSync(root, `${root} moved`);
  await expect(source.compare()).rejects.toMatchObject({ code: "refused" });
  renameSync(`${root} moved`, root);
  expect(watch.told).toEqual([]);
});

test("several watches are served by one watcher, and it ends with the last of them", async () => {
  const clock = new ManualClock();
  const source = sourceOf({ clock });
  const { version } = await source.list(whole);
  const stops = [new AbortController(), new AbortController()];
  for (const stop of stops) await source.watch({ version, bookmarks: true, signal: stop.signal });
  expect(source.openWatches).toBe(2);
  await quiet();
  stops[0]!.abort();
  await quiet();
  expect([source.openWatches, clock.pendingTimers, watchers()]).toEqual([1, 1, 1]);
  stops[1]!.abort();
  await eventually(() => clock.pendingTimers === 0 && watchers() === 0);
});

test("disposing ends the watches and leaves no timer", async () => {
  const clock = new ManualClock();
  const source = folderSource(root, { clock });
  const watch = await source.watch({ version: "", bookmarks: true, signal });
  await source[Symbol.asyncDispose]();
  expect([source.openWatches, clock.pendingTimers]).toEqual([0, 0]);
  for await (const _ of watch) expect.unreachable();
});

test("a bookmark follows each burst of changes", async () => {
  const source = sourceOf({ clock: new ManualClock() });
  const { version } = await source.list(whole);
  const types: string[] = [];
  const watch = await source.watch({ version, bookmarks: true, signal });
  void (async () => {
    for await (const { type } of watch) types.push(type);
  })();
  for (const path of ["a", "b", "c"]) write(path);
  await source.compare();
  await source.compare();
  await quiet();
  expect(types).toEqual(["added", "added", "added", "bookmark"]);
});

test("times that are none are refused by name", () => {
  expect(() => folderSource(root, { compareMs: NaN })).toThrow(/compareMs must/);
  expect(() => folderSource(root, { gatherMs: NaN })).toThrow(/gatherMs must/);
  expect(() => folderSource(root, { compareMs: -1 })).toThrow(/compareMs must not be negative/);
});

test("without watchers, a change is told when everything is compared, and not before", async () => {
  const clock = new ManualClock();
  const watch = await watched({ clock, watchers: false, compareMs: 1000 });
  await quiet(); // Until the first comparison is over.
  write("new");
  await quiet();
  expect(watch.told).toEqual([]);
  clock.advance(1000);
  await eventually(() => watch.told.includes("added new"));
});
