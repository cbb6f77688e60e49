import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runApp } from "./app.ts";
import { fill, linesOf, Link, makePipe, TempFolders } from "./temp-folders.ts";

const someFiles = {
  "read me.md": "# Hello",
  empty: {},
  folder: {
    inner: { deep: "deep down" },
    link: new Link("../read me.md"),
    large: Buffer.alloc(200_000, "large"),
  },
};

/** The arguments that name the folders of a test. */
function named(folders: TempFolders): string[] {
  return ["--from", folders.from, "--to", folders.to];
}

test("makes the folders equal, says so in one line and leaves with status 0", async () => {
  using folders = new TempFolders();
  fill(folders.from, someFiles);
  fill(folders.to, { old: { a: "1", b: "2" } });
  const { status, stdout, stderr } = await runApp([...named(folders), "--once"]);
  expect(stdout).toMatch(
    /^mirror: 3 files copied \(200\.0 kB\), 3 deleted, 0 retries, 0 failed in \d+\.\d\d s\n$/,
  );
  expect([status, stderr]).toEqual([0, ""]);
  expect(linesOf(folders.to)).toEqual(linesOf(folders.from));
});

test("has nothing to do the second time", async () => {
  using folders = new TempFolders();
  fill(folders.from, someFiles);
  await runApp([...named(folders), "--once"]);
  const { status, said } = await runApp([...named(folders), "--once", "--json"]);
  expect(status).toBe(0);
  expect(said).toEqual([
    {
      event: "summary",
      files: 0,
      bytes: 0,
      deleted: 0,
      retries: 0,
      failed: 0,
      ms: expect.any(Number),
      left: 0,
      equal: true,
    },
  ]);
});

test("says the summary as one line of JSON", async () => {
  using folders = new TempFolders();
  fill(folders.from, someFiles);
  const { stdout } = await runApp([...named(folders), "--once", "--json"]);
  expect(stdout.trimEnd().split("\n")).toHaveLength(1);
  expect(JSON.parse(stdout)).toMatchObject({
    event: "summary",
    files: 3,
    bytes: 200_016,
    deleted: 0,
    equal: true,
  });
});

test("makes the target folder", async () => {
  using folders = new TempFolders();
  fill(folders.from, someFiles);
  const to = join(folders.to, "new/deep");
  const { status } = await runApp(["--from", folders.from, "--to", to, "--once"]);
  expect(status).toBe(0);
  expect(linesOf(to)).toEqual(linesOf(folders.from));
});

test.each(["1", "16"])("does the same with %s workers", async (workers) => {
  using folders = new TempFolders();
  for (let n = 0; n < 300; n++)
    fill(folders.from, { [`folder ${n % 7}`]: { [`file ${n}`]: `content ${n}` } });
  const { status } = await runApp([...named(folders), "--once", "--workers", workers]);
  expect(status).toBe(0);
  expect(linesOf(folders.to)).toEqual(linesOf(folders.from));
});

test("tries again after an error that heals", async () => {
  using folders = new TempFolders();
  fill(folders.from, { a: "a", b: "b", c: "c" });
  const { status, said } = await runApp(
    [...named(folders), "--once", "--json"],
    new URL("./preload/busy-twice.js", import.meta.url),
  );
  expect(status).toBe(0);
  const retries = said.filter(({ event }) => event === "retry");
  expect(retries.map(({ error }) => error)).toEqual(Array(2).fill("EBUSY: resource busy or locked"));
  expect(said).toContainEqual(expect.objectContaining({ event: "summary", files: 3, retries: 2, failed: 0 }));
  expect(linesOf(folders.to)).toEqual(linesOf(folders.from));
});

test("gives up on an error that never heals, does the rest, and leaves with status 1", async () => {
  using folders = new TempFolders();
  fill(folders.from, { a: "a", folder: { forbidden: "x" }, z: "z" });
  const { status, stdout, stderr } = await runApp(
    [...named(folders), "--once"],
    new URL("./preload/never-writable.js", import.meta.url),
  );
  expect(status).toBe(1);
  expect(stdout).toMatch(/^mirror: 2 files copied .*, 1 failed in .*; the folders are NOT equal\n$/);
  expect(stderr.match(/^retrying folder\/forbidden: EACCES/gm)).toHaveLength(8);
  expect(stderr).toMatch(/^failed {3}folder\/forbidden: EACCES/m);
  expect(readdirSync(join(folders.to, "folder"))).toEqual([]);
});

test("deletes nothing of a folder that it cannot list, and leaves with status 1", async () => {
  using folders = new TempFolders();
  fill(folders.from, { a: "a", locked: { b: "b" } });
  fill(folders.to, { locked: { b: "b" } });
  const preload = new URL("./preload/unlistable.js", import.meta.url);
  const { status, stdout, stderr } = await runApp([...named(folders), "--once"], preload);
  expect(status).toBe(1);
  expect(stdout).toMatch(/^mirror: 1 file copied .*; the folders are NOT equal/);
  expect(stderr).toMatch(/^changes may be seen late: .*EACCES/m);
  expect(linesOf(folders.to)).toEqual(linesOf(folders.from));
});

test("reports a pipe once, and counts the folders as equal without it", async () => {
  using folders = new TempFolders();
  makePipe(join(folders.from, "pipe"));
  const { status, stderr } = await runApp([...named(folders), "--once"]);
  expect([status, stderr]).toEqual([0, "skipped  pipe: neither file, folder nor symbolic link\n"]);
});

test("cleans up after a run that was killed while it copied", async () => {
  using folders = new TempFolders();
  fill(folders.from, { a: "a", b: "b", c: "c", d: "d" });
  expect(
    (
      await runApp(
        [...named(folders), "--once"],
        new URL("./preload/killed-while-copying.js", import.meta.url),
      )
    ).status,
  ).toBeNull();
  expect(readdirSync(folders.to).filter((name) => name.startsWith(".mirror-"))).toHaveLength(1);
  const { status, said } = await runApp([...named(folders), "--once", "--json"]);
  expect(status).toBe(0);
  expect(said).toMatchObject([{ event: "summary", files: 2, deleted: 1 }, { event: "recovered" }]);
  expect(linesOf(folders.to)).toEqual(linesOf(folders.from));
});

test.each([
  [["--from", "FROM", "--to", "FROM"], /same folder/],
  [["--from", "FROM", "--to", "FROM/inner"], /--to, .* is inside --from/],
  [["--from", "FROM/folder", "--to", "FROM"], /--from, .* is inside --to/],
  [["--from", "FROM/nowhere", "--to", "TO"], /there is no folder/],
  [["--from", "FROM/file", "--to", "TO"], /is not a folder/],
  [["--from", "FROM", "--to", "FROM/file"], /is not a folder/],
  [["--from", "", "--to", "TO"], /--from.*invalid/],
  [["--workers", "0"], /--workers.*whole number from 1/],
  [["--workers", "two"], /--workers.*whole number from 1/],
  [["--workers", "1.5"], /--workers.*whole number from 1/],
  [["--metrics-port", "65536"], /--metrics-port.*whole number from 0 to 65535/],
  [["--metrics-port", "-1"], /--metrics-port.*whole number from 0 to 65535/],
  [["--nonsense"], /unknown option/],
  [["docs", "mirror"], /too many arguments/],
])("%j is refused with status 2 and a reason, and nothing is touched", async (args, reason) => {
  using folders = new TempFolders();
  fill(folders.from, { file: "content", folder: {} });
  fill(folders.to, { kept: "content" });
  const filled = args.map((arg) => arg.replace("FROM", folders.from).replace("TO", folders.to));
  const { status, stdout, stderr } = await runApp([...filled, "--once"]);
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr.trimEnd()).toMatch(reason);
  expect(stderr.trimEnd()).not.toContain("\n");
  expect(readdirSync(folders.to)).toEqual(["kept"]);
  expect(readdirSync(folders.from)).toEqual(["file", "folder"]);
});

test("says how it is used, with status 0", async () => {
  const { status, stdout } = await runApp(["--help"]);
  expect(status).toBe(0);
  for (const option of ["--from", "--to", "--once", "--workers", "--metrics-port", "--json", "DELETED"]) {
    expect(stdout).toContain(option);
  }
});
