import {
  appendFileSync,
  chmodSync,
  linkSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { childrenOf } from "../src/fs/folders.ts";
import { reconcile } from "../src/reconcile.ts";
import { before, changedLater, systemError } from "./faults.ts";
import { differing, never, run, settle } from "./settle.ts";
import { fill, linesOf, Link, makePipe, TempFolders } from "./temp-folders.ts";

const anHourAgo = Date.now() / 1000 - 3600;
const large = Buffer.alloc(3_000_000, "large ");

/** Puts a file long enough into the past that a copy made now is known to be newer. */
function age(path: string): void {
  utimesSync(path, anHourAgo, anHourAgo);
}

describe.each([
  ["a small file", "hello"],
  ["a file of exactly 64 KiB", Buffer.alloc(64 * 1024, "x")],
  ["a large file", large],
  ["an empty file", ""],
])("%s", (_, content) => {
  test("is copied with its content, its time and its permissions", async () => {
    using folders = new TempFolders();
    fill(folders.from, { file: content });
    chmodSync(join(folders.from, "file"), 0o751);
    age(join(folders.from, "file"));
    const done = await reconcile(folders.opened, "file", never);
    expect(done).toMatchObject({ outcome: "copied", bytes: content.length, deleted: 0 });
    expect(linesOf(folders.to)).toEqual(linesOf(folders.from));
    expect(statSync(join(folders.to, "file")).mtimeMs).toBeCloseTo(anHourAgo * 1000, 1);
  });

  test("is left alone when it is equal", async () => {
    using folders = new TempFolders();
    fill(folders.from, { file: content });
    await run(folders.opened, "file");
    const { ino } = statSync(join(folders.to, "file"));
    expect(await run(folders.opened, "file")).toBe("unchanged");
    expect(statSync(join(folders.to, "file")).ino).toBe(ino);
  });

  test("is not copied when only its time is another, but gets the time", async () => {
    using folders = new TempFolders();
    fill(folders.from, { file: content });
    await run(folders.opened, "file");
    const { ino } = statSync(join(folders.to, "file"));
    age(join(folders.from, "file"));
    expect(await run(folders.opened, "file")).toBe("touched");
    const { mtimeMs, ino: inoAfter } = statSync(join(folders.to, "file"));
    expect(inoAfter).toBe(ino);
    expect(mtimeMs).toBeCloseTo(anHourAgo * 1000, 1);
  });

  test("gets its executable bit and loses it", async () => {
    using folders = new TempFolders();
    fill(folders.from, { file: content });
    await run(folders.opened, "file");
    chmodSync(join(folders.from, "file"), 0o755);
    expect(await run(folders.opened, "file")).toBe("touched");
    expect(statSync(join(folders.to, "file")).mode & 0o777).toBe(0o755);
    chmodSync(join(folders.from, "file"), 0o644);
    expect(await run(folders.opened, "file")).toBe("touched");
    expect(statSync(join(folders.to, "file")).mode & 0o777).toBe(0o644);
  });

  test("leaves nothing behind when it cannot be put in its place", async () => {
    using folders = new TempFolders();
    fill(folders.from, { file: content });
    using _ = before("renameSync", () => {
      throw systemError("EBUSY");
    });
    await expect(run(folders.opened, "file")).rejects.toThrow("EBUSY");
    expect(readdirSync(folders.to)).toEqual([]);
  });
});

describe.each([
  ["small", "one", "two"],
  ["large", large, Buffer.alloc(large.length, "other ")],
])("a %s file that changed", (_, one, two) => {
  test("is copied again though size and time are the same", async () => {
    using folders = new TempFolders();
    const path = join(folders.from, "file");
    writeFileSync(path, one);
    age(path);
    await run(folders.opened, "file");
    writeFileSync(path, two);
    age(path);
    expect(await run(folders.opened, "file")).toBe("copied");
    expect(linesOf(folders.to)).toEqual(linesOf(folders.from));
  });

  test("while it was read is not taken as it is, and leaves nothing behind", async () => {
    using folders = new TempFolders();
    const path = join(folders.from, "file");
    writeFileSync(path, one);
    let writes = 0;
    using _ = before(one.length > 64 * 1024 ? "read" : "readSync", () => {
      if (writes++ === 0) appendFileSync(path, "!");
    });
    await expect(run(folders.opened, "file")).rejects.toThrow("changed while it was read");
    expect(readdirSync(folders.to)).toEqual([]);
    expect(await run(folders.opened, "file")).toBe("copied");
    expect(linesOf(folders.to)).toEqual(linesOf(folders.from));
  });

  test("into a shorter one while it was read is not taken as it is", async () => {
    using folders = new TempFolders();
    const path = join(folders.from, "file");
    writeFileSync(path, one);
    using _ = before(one.length > 64 * 1024 ? "read" : "readSync", () => writeFileSync(path, ""));
    await expect(run(folders.opened, "file")).rejects.toThrow("changed while it was read");
    expect(readdirSync(folders.to)).toEqual([]);
  });
});

test("an equal file is not read again once its copy is older than any step of a file system's clock", async () => {
  using folders = new TempFolders();
  fill(folders.from, { file: "content" });
  await run(folders.opened, "file");
  const { ino } = statSync(join(folders.to, "file"));
  let opened = 0;
  using _ = before("openSync", (path) => void (String(path).endsWith("/file") && opened++));
  {
    using _ = changedLater(ino, 2100);
    expect(await run(folders.opened, "file")).toBe("unchanged");
    expect(opened).toBe(0);
  }
  {
    using _ = changedLater(ino, 1900);
    expect(await run(folders.opened, "file")).toBe("unchanged");
    expect(opened).toBeGreaterThan(0);
  }
});

test("a large copy stops between two pieces when it is told to, and leaves nothing behind", async () => {
  using folders = new TempFolders();
  fill(folders.from, { file: large });
  const stop = new AbortController();
  let pieces = 0;
  using _ = before("read", () => {
    if (++pieces === 2) stop.abort(new Error("enough"));
  });
  await expect(reconcile(folders.opened, "file", stop.signal)).rejects.toThrow("enough");
  expect(pieces).toBe(2);
  expect(readdirSync(folders.to)).toEqual([]);
});

test.each(["ENOSPC", "EACCES", "EBUSY"])(
  "%s while a copy is made leaves the old file as it was",
  async (code) => {
    using folders = new TempFolders();
    fill(folders.from, { file: "new content" });
    fill(folders.to, { file: "old" });
    {
      using _ = before(code === "ENOSPC" ? "writeSync" : "openSync", () => {
        throw systemError(code);
      });
      await expect(run(folders.opened, "file")).rejects.toThrow(code);
    }
    expect(linesOf(folders.to)).toEqual(["file 644 old"]);
  },
);

test("a file that became a folder, and a folder that became a file, are replaced", async () => {
  using folders = new TempFolders();
  fill(folders.from, { thing: "file" });
  await settle(folders.opened, [""]);
  rmSync(join(folders.from, "thing"));
  fill(folders.from, { thing: { inner: { deep: "x" }, other: "y" } });
  await settle(folders.opened, ["thing"]);
  expect(linesOf(folders.to)).toEqual(linesOf(folders.from));
  rmSync(join(folders.from, "thing"), { recursive: true });
  fill(folders.from, { thing: "file again" });
  expect(await reconcile(folders.opened, "thing", never)).toMatchObject({ outcome: "copied", deleted: 4 });
  expect(linesOf(folders.to)).toEqual(linesOf(folders.from));
});

test("a folder is deleted with all it holds, and what it held is counted", async () => {
  using folders = new TempFolders();
  fill(folders.to, { gone: { a: "1", inner: { b: "2", link: new Link("nowhere") }, empty: {} } });
  expect(await reconcile(folders.opened, "gone", never)).toMatchObject({ outcome: "deleted", deleted: 6 });
  expect(await run(folders.opened, "gone/inner/b")).toBe("unchanged");
  expect(readdirSync(folders.to)).toEqual([]);
});

test("empty folders are mirrored, with permissions in which their owner can always work", async () => {
  using folders = new TempFolders();
  fill(folders.from, { empty: { inner: {} } });
  chmodSync(join(folders.from, "empty/inner"), 0o555);
  chmodSync(join(folders.from, "empty"), 0o711);
  await settle(folders.opened, [""]);
  expect(linesOf(folders.to)).toEqual(["empty/ 711", "empty/inner/ 755"]);
  chmodSync(join(folders.from, "empty"), 0o750);
  expect(await run(folders.opened, "empty")).toBe("touched");
  expect(linesOf(folders.to)).toEqual(["empty/ 750", "empty/inner/ 755"]);
});

test("the permissions of the target folder itself are left alone", async () => {
  using folders = new TempFolders();
  chmodSync(folders.to, 0o700);
  chmodSync(folders.from, 0o755);
  expect(await run(folders.opened, "")).toBe("unchanged");
  expect(statSync(folders.to).mode & 0o777).toBe(0o700);
});

test("setuid, setgid and sticky bits are dropped", async () => {
  using folders = new TempFolders();
  fill(folders.from, { tool: "#!", folder: {} });
  chmodSync(join(folders.from, "tool"), 0o6755);
  chmodSync(join(folders.from, "folder"), 0o1777);
  await settle(folders.opened, [""]);
  expect(statSync(join(folders.to, "tool")).mode & 0o7777).toBe(0o755);
  expect(statSync(join(folders.to, "folder")).mode & 0o7777).toBe(0o777);
});

test("symbolic links are mirrored as links, wherever they lead", async () => {
  using folders = new TempFolders();
  fill(folders.from, {
    folder: {},
    toFolder: new Link("folder"),
    dangling: new Link("nowhere"),
    abs: new Link("/etc"),
  });
  await settle(folders.opened, [""]);
  expect(linesOf(folders.to)).toEqual(linesOf(folders.from));
  expect(await run(folders.opened, "abs")).toBe("unchanged");
});

test("a link that leads elsewhere, became a file or was a folder is put right", async () => {
  using folders = new TempFolders();
  fill(folders.from, { moved: new Link("new"), file: "now a file", link: new Link("now a link") });
  fill(folders.to, { moved: new Link("old"), file: new Link("was a link"), link: { was: "a folder" } });
  const outcomes = await settle(folders.opened, [""]);
  expect([outcomes.get("moved"), outcomes.get("file"), outcomes.get("link")]).toEqual([
    "linked",
    "copied",
    "linked",
  ]);
  expect(linesOf(folders.to)).toEqual(linesOf(folders.from));
});

test("a pipe is skipped without waiting for it, and what was there before is deleted", async () => {
  using folders = new TempFolders();
  fill(folders.to, { pipe: "was a file" });
  makePipe(join(folders.from, "pipe"));
  makePipe(join(folders.to, "other"));
  expect(await reconcile(folders.opened, "pipe", never)).toMatchObject({ outcome: "skipped", deleted: 1 });
  expect(await reconcile(folders.opened, "pipe", never)).toMatchObject({ outcome: "skipped", deleted: 0 });
  expect(await run(folders.opened, "other")).toBe("deleted");
  expect(await differing(folders.opened)).toEqual([]);
});

test("a pipe that takes the place of a file between the look and the opening is not waited for", async () => {
  using folders = new TempFolders();
  const path = join(folders.from, "file");
  writeFileSync(path, "content");
  let opened = 0;
  using _ = before("openSync", (at) => {
    if (at !== path || opened++ > 0) return;
    rmSync(path);
    makePipe(path);
  });
  await expect(run(folders.opened, "file")).rejects.toThrow();
  expect(readdirSync(folders.to)).toEqual([]);
});

test("a file is put in a folder that is not there yet, and the folder is put right when it is looked at", async () => {
  using folders = new TempFolders();
  fill(folders.from, { a: { b: { file: "content" } } });
  chmodSync(join(folders.from, "a"), 0o711);
  const done = await reconcile(folders.opened, "a/b/file", never);
  expect(done).toMatchObject({ outcome: "copied" });
  await settle(folders.opened, ["a", "a/b"]);
  expect(linesOf(folders.to)).toEqual(linesOf(folders.from));
});

test("a file with a second name is not touched but replaced, since the other name may be outside", async () => {
  using folders = new TempFolders();
  fill(folders.from, { file: "content" });
  fill(folders.elsewhere, { other: "content" });
  age(join(folders.elsewhere, "other"));
  linkSync(join(folders.elsewhere, "other"), join(folders.to, "file"));
  const was = statSync(join(folders.elsewhere, "other"));
  chmodSync(join(folders.from, "file"), 0o600);
  expect(await run(folders.opened, "file")).toBe("copied");
  const is = statSync(join(folders.elsewhere, "other"));
  expect([is.mtimeMs, is.mode, is.nlink]).toEqual([was.mtimeMs, was.mode, 1]);
});

test("nothing is deleted while the source folder itself is not there", async () => {
  using folders = new TempFolders();
  fill(folders.to, { kept: { file: "content" } });
  const opened = folders.opened;
  renameSync(folders.from, join(folders.base, "unmounted"));
  for (const key of ["", "kept", "kept/file"]) expect(await run(opened, key)).toBe("source-gone");
  expect(linesOf(folders.to)).toEqual(["kept/ 755", "kept/file 644 content"]);
  expect(await differing(opened)).toEqual([""]);
});

test("a target folder that is gone is an error, and is not made again", async () => {
  using folders = new TempFolders();
  fill(folders.from, { file: "content" });
  const opened = folders.opened;
  rmSync(folders.to, { recursive: true });
  await expect(run(opened, "file")).rejects.toThrow("is gone");
  await expect(run(opened, "")).rejects.toThrow("is gone");
});

test("the files that a killed run left half written are deleted", async () => {
  using folders = new TempFolders();
  fill(folders.from, { folder: { file: "content" } });
  fill(folders.to, { ".mirror-0123456789ab-7": "half", folder: { ".mirror-0123456789ab-8": "half" } });
  await settle(folders.opened, [""]);
  expect(linesOf(folders.to)).toEqual(linesOf(folders.from));
});

test("a file of the source that is called like a half written one is a file like any other", async () => {
  using folders = new TempFolders();
  fill(folders.from, { ".mirror-0123456789ab-7": "content" });
  await settle(folders.opened, [""]);
  expect(linesOf(folders.to)).toEqual(linesOf(folders.from));
});

test("the draft of a copy under way is not taken for something to delete", async () => {
  using folders = new TempFolders();
  fill(folders.from, { file: large });
  const { opened } = folders;
  const copying = reconcile(opened, "file", never);
  const [draft] = readdirSync(folders.to);
  expect(draft).toMatch(/^\.mirror-/);
  expect(childrenOf(opened, "")).toEqual(["file"]);
  expect(await copying).toMatchObject({ outcome: "copied" });
});

test("a file on the way becomes a folder, whichever key comes first", async () => {
  using folders = new TempFolders();
  fill(folders.from, { a: { b: "content" } });
  fill(folders.to, { a: "a file" });
  expect(await run(folders.opened, "a/b")).toBe("copied");
  await settle(folders.opened, [""]);
  expect(linesOf(folders.to)).toEqual(linesOf(folders.from));
});
