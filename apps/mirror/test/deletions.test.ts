import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { DeletionLimit } from "../src/deletion-limit.ts";
import { excludeBy } from "../src/fs/exclude.ts";
import { reconcile } from "../src/reconcile.ts";
import { App, runApp } from "./app.ts";
import { differing, never, settle } from "./settle.ts";
import { fill, linesOf, TempFolders } from "./temp-folders.ts";

function once(folders: TempFolders, ...more: string[]): ReturnType<typeof runApp> {
  return runApp(["--from", folders.from, "--to", folders.to, "--once", ...more]);
}

test.each([[["--once"]], [[]]])("an empty source is refused while the target is not, %j", async (mode) => {
  using folders = new TempFolders();
  fill(folders.to, { kept: { a: "a" } });
  const { status, stdout, stderr } = await runApp(["--from", folders.from, "--to", folders.to, ...mode]);
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(/^mirror: --from, .*, is empty: .*--allow-empty/);
  expect(linesOf(folders.to)).toEqual(["kept/ 755", "kept/a 644 a"]);
});

test("an empty source is mirrored with --allow-empty, and where the target is empty too", async () => {
  using folders = new TempFolders();
  expect((await once(folders)).status).toBe(0);
  fill(folders.to, { a: "a" });
  expect((await once(folders, "--allow-empty")).status).toBe(0);
  expect(readdirSync(folders.to)).toEqual([]);
});

test.each([
  ["2", 2],
  ["59%", 2],
  ["3", 0],
  ["60%", 0],
])("with --max-delete %s of 5 entries, 3 deletions end with status %i", async (limit, wanted) => {
  using folders = new TempFolders();
  fill(folders.from, { a: "a", b: "b" });
  fill(folders.to, { a: "a", b: "b", gone: { c: "c", d: "d" } });
  const { status, stderr } = await once(folders, "--max-delete", limit);
  expect(status).toBe(wanted);
  if (wanted === 0) return expect(linesOf(folders.to)).toEqual(linesOf(folders.from));
  expect(stderr).toMatch(/^mirror: 3 more deletions exceed --max-delete/);
  expect(readdirSync(folders.to)).toContain("gone");
});

test("with --max-delete, deletions beyond the limit are held back while it watches, and reported once", async () => {
  using folders = new TempFolders();
  fill(folders.from, { a: "a", b: "b", c: "c", d: "d" });
  const args = ["--from", folders.from, "--to", folders.to, "--json", "--max-delete", "1"];
  using app = new App(args);
  await app.hears("watching");
  for (const name of ["a", "b", "c"]) rmSync(join(folders.from, name));
  await app.hears("held-back");
  fill(folders.from, { later: "x" });
  await app.hears("copied", "later");
  expect(readdirSync(folders.to)).toHaveLength(4);
  expect(app.said.filter(({ event }) => event === "held-back")).toHaveLength(1);
});

test("a share is of the target when the first deletion asks, and a refusal names what is left of it", () => {
  let entries = 0;
  const limit = new DeletionLimit({ percent: 50 }, () => entries);
  // Meanwhile the disk of the target has come back.
  entries = 20;
  limit.spend(8);
  entries = 12;
  expect(() => limit.spend(5)).toThrow("5 more deletions exceed --max-delete, which allows 2 more");
  limit.spend(2);
});

test("a folder is deleted as a whole or not at all", async () => {
  using folders = new TempFolders();
  fill(folders.to, { gone: { a: "a", b: "b" } });
  const limit = new DeletionLimit({ count: 2 }, () => 3);
  const opened = folders.openedWith({ checkDeletion: limit.spend });
  await expect(reconcile(opened, "gone", never)).rejects.toThrow("--max-delete");
  expect(readdirSync(join(folders.to, "gone"))).toHaveLength(2);
});

test("a dry run says what would be done, and does nothing", async () => {
  using folders = new TempFolders();
  fill(folders.from, { new: { file: "x" }, same: "same", changed: "one" });
  fill(folders.to, { same: "same", changed: "two", gone: { file: "x" } });
  const before = linesOf(folders.to);
  const { status, said } = await once(folders, "--dry-run", "--json");
  expect(status).toBe(0);
  const actions = said.map(({ event, action, path }) => `${event} ${String(action)} ${path}`);
  expect(actions.toSorted()).toEqual(
    ["copy changed", "copy new", "copy new/file", "delete gone", "delete gone/file"].map(
      (line) => `would ${line}`,
    ),
  );
  expect(linesOf(folders.to)).toEqual(before);
  expect(readdirSync(folders.base).toSorted()).toEqual(["elsewhere", "from", "to"]);
});

test("a dry run does not make the target", async () => {
  using folders = new TempFolders();
  fill(folders.from, { a: "a" });
  const to = join(folders.base, "new");
  const { status, stdout } = await runApp(["--from", folders.from, "--to", to, "--dry-run"]);
  expect([status, stdout]).toEqual([0, "would copy   a\n"]);
  expect(readdirSync(folders.base)).not.toContain("new");
});

test("what is excluded is neither copied nor deleted, nor is a folder that holds it", async () => {
  using folders = new TempFolders();
  fill(folders.from, { "a.log": "mine", a: "a", build: { x: "x" }, docs: { tmp: { y: "y" }, z: "z" } });
  fill(folders.to, { "b.log": "yours", gone: { "c.log": "yours", d: "d" }, tmp: { e: "e" } });
  const opened = folders.openedWith({ isExcluded: excludeBy(["*.log", "/build", "docs/tmp"]) });
  await settle(opened, [""]);
  expect(linesOf(folders.to)).toEqual(
    [
      "a 644 a",
      "b.log 644 yours",
      "docs/ 755",
      "docs/z 644 z",
      "gone/ 755",
      "gone/c.log 644 yours",
    ].toSorted(),
  );
  expect(await differing(opened)).toEqual([]);
});

test.each(["b.log", "gone/c.log", "build/x"])("a key that is excluded, %s, is left alone", async (key) => {
  using folders = new TempFolders();
  fill(folders.to, { "b.log": "yours", gone: { "c.log": "yours" }, build: { x: "x" } });
  const opened = folders.openedWith({ isExcluded: excludeBy(["*.log", "build"]) });
  const before = linesOf(folders.to);
  expect(await reconcile(opened, key, never)).toMatchObject({ outcome: "unchanged" });
  expect(linesOf(folders.to)).toEqual(before);
});

test("--exclude may be given more than once", async () => {
  using folders = new TempFolders();
  fill(folders.from, { a: "a", "b.log": "b", c: { "d.tmp": "d" } });
  expect((await once(folders, "--exclude", "*.log", "--exclude", "*.tmp")).status).toBe(0);
  expect(linesOf(folders.to)).toEqual(["a 644 a", "c/ 755"]);
});
