import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { App, until } from "./app.ts";
import { fill, linesOf, Link, TempFolders } from "./temp-folders.ts";

/** Starts the app on the folders of a test, and waits until it watches. */
async function watching(folders: TempFolders, ...more: string[]): Promise<App> {
  const app = new App(["--from", folders.from, "--to", folders.to, "--json", ...more]);
  await app.hears("watching");
  return app;
}

/** Resolves when the folders hold the same. */
async function equal(folders: TempFolders): Promise<void> {
  const wanted = linesOf(folders.from).join("\n");
  const isEqual = (): true | undefined => {
    try {
      return linesOf(folders.to).join("\n") === wanted ? true : undefined;
    } catch {
      // Something was deleted while it was listed.
      return undefined;
    }
  };
  await until(isEqual, () => wanted);
}

/** Stops the app; says with which status it ended, and its summary. */
async function stopped(app: App, signal: "SIGINT" | "SIGTERM" = "SIGINT"): Promise<unknown> {
  app.signal(signal);
  const status = await app.ended();
  return { status, summary: app.said.find(({ event }) => event === "summary") };
}

test("mirrors what is there, says what it then does, and ends at SIGINT with a summary and status 0", async () => {
  using folders = new TempFolders();
  // A caller that followed that link would watch the whole machine.
  fill(folders.from, { a: "a", folder: { b: "b" }, everything: new Link("/") });
  using app = await watching(folders);
  expect(linesOf(folders.to)).toEqual(linesOf(folders.from));
  fill(folders.from, { folder: { c: "new" } });
  expect(await app.hears("copied", "folder/c")).toMatchObject({ bytes: 3 });
  unlinkSync(join(folders.from, "a"));
  await app.hears("deleted", "a");
  expect(linesOf(folders.to)).toEqual(linesOf(folders.from));
  expect(await stopped(app)).toMatchObject({
    status: 0,
    summary: { files: 3, deleted: 1, failed: 0, left: 0 },
  });
  expect(app.said.map(({ event }) => event)).toEqual([
    "started",
    "watching",
    "copied",
    "deleted",
    "stopping",
    "summary",
  ]);
});

test("speaks in lines for people without --json, and not at all to the standard error", async () => {
  using folders = new TempFolders();
  fill(folders.from, { a: "a" });
  using app = new App(["--from", folders.from, "--to", folders.to]);
  await until(
    () => (app.stdout.includes("watching") ? true : undefined),
    () => app.stdout,
  );
  fill(folders.from, { "b\nc": "new" });
  await until(
    () => (app.stdout.includes("copied   ") ? true : undefined),
    () => app.stdout,
  );
  app.signal("SIGTERM");
  expect(await app.ended()).toBe(0);
  expect(app.stdout.replaceAll(folders.base, "")).toMatch(
    /^mirroring \/from to \/to; what is only in \/to is deleted\n.*1 file copied.*; watching, Ctrl-C stops\ncopied {3}b\\u\{a\}c \(3 B\)\nstopping.*\nmirror: 2 files copied \(4 B\), 0 deleted.*\n$/,
  );
  expect(app.stderr).toBe("");
});

test("a burst of saves to one file is one run or two", async () => {
  using folders = new TempFolders();
  fill(folders.from, { file: "0" });
  using app = await watching(folders, "--metrics-port", "0");
  const runsBefore = await runs(app);
  for (let n = 1; n <= 50; n++) writeFileSync(join(folders.from, "file"), `save ${n}`);
  await until(
    () => (readFileSync(join(folders.to, "file"), "utf8") === "save 50" ? true : undefined),
    () => "the last save",
  );
  // What comes later has been through the same watcher, so nothing of the burst is still under way.
  fill(folders.from, { later: "x" });
  await app.hears("copied", "later");
  const copies = app.said.filter(({ event, path }) => event === "copied" && path === "file");
  expect(copies.length).toBeLessThanOrEqual(2);
  expect((await runs(app)) - runsBefore).toBeLessThanOrEqual(2 + 2);
});

test("sees files that are replaced, as editors save them, whatever they are called", async () => {
  using folders = new TempFolders();
  fill(folders.from, { "note~": "old", ".note.swp": "old", note: "old" });
  using app = await watching(folders);
  for (const name of ["note", "note~", ".note.swp"]) {
    writeFileSync(join(folders.from, "saving"), `new ${name}`);
    renameSync(join(folders.from, "saving"), join(folders.from, name));
  }
  await equal(folders);
  for (const name of ["note", "note~", ".note.swp"]) appendFileSync(join(folders.from, name), ", and more");
  await equal(folders);
  expect(await stopped(app)).toMatchObject({ status: 0 });
});

test("sees folders come, go, change their names and become files, with all that is in them", async () => {
  using folders = new TempFolders();
  using app = await watching(folders);
  fill(folders.from, { a: { b: { c: { d: "deep" }, e: {} }, link: new Link("b") } });
  await equal(folders);
  renameSync(join(folders.from, "a"), join(folders.from, "z"));
  await equal(folders);
  appendFileSync(join(folders.from, "z/b/c/d"), " and changed");
  await equal(folders);
  rmSync(join(folders.from, "z/b"), { recursive: true });
  writeFileSync(join(folders.from, "z/b"), "a file now");
  await equal(folders);
  unlinkSync(join(folders.from, "z/b"));
  fill(folders.from, { z: { b: { again: "a folder" } } });
  await equal(folders);
  rmSync(join(folders.from, "z"), { recursive: true });
  await equal(folders);
  expect(linesOf(folders.to)).toEqual([]);
  expect(await stopped(app)).toMatchObject({ status: 0, summary: { failed: 0 } });
});

test("sees links lead elsewhere, and permissions change", async () => {
  using folders = new TempFolders();
  fill(folders.from, { link: new Link("one"), tool: "#!", folder: { inner: "x" } });
  using app = await watching(folders);
  symlinkSync("two", join(folders.from, "new link"));
  renameSync(join(folders.from, "new link"), join(folders.from, "link"));
  await equal(folders);
  chmodSync(join(folders.from, "tool"), 0o755);
  await equal(folders);
  chmodSync(join(folders.from, "folder"), 0o711);
  await equal(folders);
  expect(await stopped(app)).toMatchObject({ status: 0 });
});

test("what another program changes in the target is put right at once", async () => {
  using folders = new TempFolders();
  fill(folders.from, { a: "a", b: "b", folder: { c: "c" }, tool: "#!", link: new Link("a") });
  using app = await watching(folders);
  unlinkSync(join(folders.to, "a"));
  writeFileSync(join(folders.to, "b"), "not b");
  rmSync(join(folders.to, "folder"), { recursive: true });
  chmodSync(join(folders.to, "tool"), 0o600);
  unlinkSync(join(folders.to, "link"));
  symlinkSync("b", join(folders.to, "link"));
  fill(folders.to, { intruder: { deep: "x" } });
  await equal(folders);
  expect(app.said.filter(({ event }) => event === "watch-error")).toEqual([]);
  expect(await stopped(app)).toMatchObject({ status: 0, summary: { failed: 0, left: 0 } });
});

test("sees files whose names are no text", async () => {
  using folders = new TempFolders();
  using app = await watching(folders);
  const file = Buffer.concat([Buffer.from(`${folders.from}/caf`), Buffer.from([0xe9])]);
  writeFileSync(file, "one");
  expect(await app.hears("copied")).toMatchObject({ path: "caf\0e9" });
  writeFileSync(file, "two, longer");
  await equal(folders);
  unlinkSync(file);
  await app.hears("deleted", "caf\0e9");
  expect(await stopped(app)).toMatchObject({ status: 0, summary: { left: 0 } });
});

test("deletes nothing when the source folder goes away, and goes on when it is back", async () => {
  using folders = new TempFolders();
  fill(folders.from, { a: "a", folder: { b: "b" } });
  using app = await watching(folders);
  renameSync(folders.from, join(folders.base, "unmounted"));
  await app.hears("source-gone");
  expect(linesOf(folders.to)).toEqual(linesOf(join(folders.base, "unmounted")));
  mkdirSync(folders.from);
  fill(folders.from, { a: "a", c: "new" });
  await equal(folders);
  expect(app.said.filter(({ event }) => event === "source-gone")).toHaveLength(1);
  expect(await stopped(app)).toMatchObject({ status: 0 });
});

test("says what it cannot watch, and watches the rest", async () => {
  using folders = new TempFolders();
  fill(folders.from, { unwatchable: { a: "a" }, folder: {} });
  const preload = new URL("./preload/unwatchable.js", import.meta.url);
  using app = new App(["--from", folders.from, "--to", folders.to, "--json"], preload);
  expect(await app.hears("watch-error")).toMatchObject({ error: expect.stringContaining("ENOSPC") });
  await app.hears("watching");
  fill(folders.from, { folder: { b: "b" } });
  await equal(folders);
  expect(await stopped(app)).toMatchObject({ status: 0 });
});

test("keeps trying what fails, and leaves it to the next start", async () => {
  using folders = new TempFolders();
  fill(folders.from, { forbidden: "x" });
  using app = new App(
    ["--from", folders.from, "--to", folders.to, "--json"],
    new URL("./preload/never-writable.js", import.meta.url),
  );
  await app.hears("watching");
  fill(folders.from, { other: "y" });
  await app.hears("copied", "other");
  expect(await stopped(app)).toMatchObject({ status: 0, summary: { files: 1, failed: 1, left: 1 } });
  expect(app.said).toContainEqual({ event: "retry", path: "forbidden", error: "EACCES: permission denied" });
});

test("finishes what was begun when it is stopped", async () => {
  using folders = new TempFolders();
  fill(folders.from, { large: Buffer.alloc(2_000_000, "x") });
  using app = new App(
    ["--from", folders.from, "--to", folders.to, "--json"],
    new URL("./preload/slow-reads.js", import.meta.url),
  );
  await until(
    () => (existsSync(folders.to) && linesOf(folders.to).length > 0 ? true : undefined),
    () => "a draft",
  );
  expect(await stopped(app)).toMatchObject({ status: 0, summary: { files: 1, left: 0 } });
  expect(linesOf(folders.to)).toEqual(linesOf(folders.from));
});

test("a second signal ends it at once, with status 130", async () => {
  using folders = new TempFolders();
  fill(folders.from, { large: Buffer.alloc(2_000_000, "x") });
  using app = new App(
    ["--from", folders.from, "--to", folders.to, "--json"],
    new URL("./preload/endless-reads.js", import.meta.url),
  );
  await until(
    () => (linesOf(folders.to).length > 0 ? true : undefined),
    () => "a draft",
  );
  app.signal("SIGINT");
  await app.hears("stopping");
  app.signal("SIGINT");
  expect(await app.ended()).toBe(130);
});

test("leaves what cannot be finished in five seconds, and says how much that is", async () => {
  using folders = new TempFolders();
  fill(folders.from, { large: Buffer.alloc(2_000_000, "x") });
  using app = new App(
    ["--from", folders.from, "--to", folders.to, "--json"],
    new URL("./preload/endless-reads.js", import.meta.url),
  );
  await until(
    () => (linesOf(folders.to).length > 0 ? true : undefined),
    () => "a draft",
  );
  expect(await stopped(app)).toMatchObject({ status: 0, summary: { files: 0, left: 1 } });
});

/** How many keys have been worked on. */
async function runs(app: App): Promise<number> {
  const { url } = await app.hears("metrics");
  const text = await (await fetch(String(url))).text();
  return Number(/^workqueue_work_duration_seconds_count\{name="mirror"\} (\d+)$/m.exec(text)?.[1]);
}
