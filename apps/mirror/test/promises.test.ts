import {
  appendFileSync,
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
  rmSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { reconcile } from "../src/reconcile.ts";
import { App, runApp } from "./app.ts";
import { before, systemError } from "./faults.ts";
import { differing, never, run, settle } from "./settle.ts";
import { fill, linesOf, TempFolders } from "./temp-folders.ts";

const large = Buffer.alloc(3_000_000, "large ");

test.each(["-1000000000.5", "-1", "0", "0.25", "-86400.123456"])(
  "a file dated %s seconds after 1970 keeps its time, and is right then",
  async (time) => {
    using folders = new TempFolders();
    fill(folders.from, { file: "content", large });
    for (const name of ["file", "large"]) {
      utimesSync(join(folders.from, name), time, time);
      await run(folders.opened, name);
      expect(statSync(join(folders.to, name)).mtimeMs).toBeCloseTo(Number(time) * 1000, 1);
      expect(await run(folders.opened, name)).toBe("unchanged");
    }
    utimesSync(join(folders.to, "file"), 1e9, 1e9);
    expect(await run(folders.opened, "file")).toBe("touched");
    expect(await run(folders.opened, "file")).toBe("unchanged");
  },
);

test("a time that the target does not keep is a failure, which backs off", async () => {
  using folders = new TempFolders();
  fill(folders.from, { file: "content" });
  await run(folders.opened, "file");
  utimesSync(join(folders.from, "file"), 1e9, 1e9);
  const path = join(folders.to, "file");
  let looks = 0;
  using _ = before("fstatSync", (fd) => {
    // The first look is for the comparison, the second at what was set.
    const isTarget = readlinkSync(`/proc/self/fd/${String(fd)}`) === path;
    if (isTarget && looks++ > 0) utimesSync(path, 2e9 + 0.5, 2e9 + 0.5);
  });
  await expect(run(folders.opened, "file")).rejects.toThrow("does not keep");
});

test("a time of which the target keeps the seconds alone is right", async () => {
  using folders = new TempFolders();
  fill(folders.from, { file: "content" });
  utimesSync(join(folders.from, "file"), 1e9 + 0.75, 1e9 + 0.75);
  await run(folders.opened, "file");
  utimesSync(join(folders.to, "file"), 1e9, 1e9);
  expect(await run(folders.opened, "file")).toBe("unchanged");
});

test.each(["EACCES", "ENAMETOOLONG"])(
  "a path at which nothing can be looked at, %s, differs",
  async (code) => {
    using folders = new TempFolders();
    fill(folders.from, { folder: { a: "a" }, file: "x" });
    await settle(folders.opened, [""]);
    using _ = before("lstatSync", (path) => {
      if (path === join(folders.from, "folder/a")) throw systemError(code);
    });
    expect(await differing(folders.opened)).toEqual(["folder/a"]);
  },
);

test("a path that is longer than the system takes is left out, counted, and the rest is done", async () => {
  using folders = new TempFolders();
  fill(folders.from, { a: "a" });
  // Made from the inside out: no call takes the whole path.
  const name = "n".repeat(200);
  for (let depth = 0; depth < 25; depth++) {
    const outer = join(folders.base, `outer-${depth}`);
    mkdirSync(outer);
    if (depth > 0) renameSync(join(folders.base, `outer-${depth - 1}`), join(outer, name));
  }
  renameSync(join(folders.base, "outer-24"), join(folders.from, "deep"));
  const { status, stdout } = await runApp(["--from", folders.from, "--to", folders.to, "--once"]);
  expect(status).toBe(1);
  expect(stdout).toMatch(/; the folders are NOT equal\n$/);
  expect(readFileSync(join(folders.to, "a"), "utf8")).toBe("a");
});

test("a sparse file keeps its holes", async () => {
  using folders = new TempFolders();
  const path = join(folders.from, "sparse");
  const fd = openSync(path, "w");
  writeSync(fd, "start");
  writeSync(fd, "middle", 20_000_001);
  ftruncateSync(fd, 50_000_000);
  closeSync(fd);
  expect(await run(folders.opened, "sparse")).toBe("copied");
  const copy = statSync(join(folders.to, "sparse"));
  expect(copy.size).toBe(50_000_000);
  expect(copy.blocks * 512).toBeLessThan(1_000_000);
  expect(readFileSync(join(folders.to, "sparse")).equals(readFileSync(path))).toBe(true);
});

test("a large file that is renamed in the source is renamed in the target, whichever key comes first", async () => {
  using folders = new TempFolders();
  const { opened } = folders;
  fill(folders.from, { a: { old: large } });
  await settle(opened, [""]);
  const { ino } = statSync(join(folders.to, "a/old"));
  renameSync(join(folders.from, "a"), join(folders.from, "b"));
  expect(await run(opened, "a")).toBe("deleted");
  expect(await run(opened, "b/old")).toBe("moved");
  expect(statSync(join(folders.to, "b/old")).ino).toBe(ino);
  renameSync(join(folders.from, "b/old"), join(folders.from, "b/new"));
  opened.filesOfSize = (size) => (size === String(large.length) ? ["b/old"] : []);
  expect(await run(opened, "b/new")).toBe("moved");
  expect(statSync(join(folders.to, "b/new")).ino).toBe(ino);
  await settle(opened, [""]);
  expect(linesOf(folders.to)).toEqual(linesOf(folders.from));
});

test("a file of the same size and time but of other content is copied, not renamed", async () => {
  using folders = new TempFolders();
  const { opened } = folders;
  fill(folders.from, { new: large });
  fill(folders.to, { old: Buffer.alloc(large.length, "other ") });
  for (const path of [join(folders.from, "new"), join(folders.to, "old")]) utimesSync(path, 1e9, 1e9);
  opened.filesOfSize = () => ["old"];
  expect(await run(opened, "new")).toBe("copied");
  opened.target[Symbol.dispose]();
  expect(linesOf(folders.to)).toEqual(linesOf(folders.from));
});

test("a log that grows whenever it is read arrives as far as it went, after some tries", async () => {
  using folders = new TempFolders();
  const path = join(folders.from, "log");
  writeFileSync(path, large);
  using _ = before("read", () => appendFileSync(path, "one more line\n"));
  for (let failures = 0; failures < 3; failures++) {
    await expect(reconcile(folders.opened, "log", never, failures)).rejects.toThrow(
      "changed while it was read",
    );
  }
  const { size } = statSync(path);
  expect(await reconcile(folders.opened, "log", never, 3)).toMatchObject({ outcome: "copied" });
  const copy = readFileSync(join(folders.to, "log"));
  expect(copy.length).toBe(size);
  expect(readFileSync(path).subarray(0, size).equals(copy)).toBe(true);
});

test("a file that is overwritten and grows while it is read is not taken for a log", async () => {
  using folders = new TempFolders();
  const path = join(folders.from, "file");
  writeFileSync(path, large);
  let reads = 0;
  using _ = before("read", () => {
    if (reads++ === 1) writeFileSync(path, Buffer.alloc(large.length + 10, "x"));
  });
  await expect(reconcile(folders.opened, "file", never, 9)).rejects.toThrow("changed while it was read");
});

test.each([[[]], [["--state", "STATE"]], [["--memory"]]])(
  "a target that another process mirrors to is refused, %j",
  async (more) => {
    using folders = new TempFolders();
    fill(folders.from, { a: "a" });
    using app = new App(["--from", folders.from, "--to", folders.to, "--json", "--memory"]);
    await app.hears("watching");
    const link = join(folders.base, "link");
    symlinkSync(folders.to, link);
    const args = more.map((arg) => arg.replace("STATE", join(folders.elsewhere, "queue.db")));
    const { status, stderr } = await runApp(["--from", folders.from, "--to", link, "--once", ...args]);
    expect([status, stderr]).toEqual([2, expect.stringContaining(String(app.pid))]);
  },
);

test.each([true, false])(
  "after an end that was not clean, %s, copies without their content are found",
  async (killed) => {
    using folders = new TempFolders();
    const content = { small: "content", large };
    fill(folders.from, content);
    for (const name of Object.keys(content)) utimesSync(join(folders.from, name), 1e9, 1e9);
    using app = new App(["--from", folders.from, "--to", folders.to, "--json"]);
    await app.hears("watching");
    app.signal(killed ? "SIGKILL" : "SIGTERM");
    await app.ended();
    // As after a power cut: size and time are right.
    for (const [name, bytes] of Object.entries(content)) {
      writeFileSync(join(folders.to, name), Buffer.alloc(bytes.length));
      utimesSync(join(folders.to, name), 1e9, 1e9);
    }
    const args = ["--from", folders.from, "--to", folders.to, "--once", ...(killed ? [] : ["--checksum"])];
    expect((await runApp(args)).status).toBe(0);
    expect(linesOf(folders.to)).toEqual(linesOf(folders.from));
  },
);

test("a folder of the target that is exchanged for a link again and again lets nothing be written outside", async () => {
  using folders = new TempFolders();
  const { opened } = folders;
  fill(folders.elsewhere, { a: "not yours" });
  fill(folders.from, { folder: { a: "x", b: large } });
  await settle(opened, [""]);
  const folder = join(folders.to, "folder");
  const aside = join(folders.base, "aside");
  const untouched = linesOf(folders.elsewhere);
  for (const call of [
    "openSync",
    "renameSync",
    "lstatSync",
    "writeSync",
    "fstatSync",
    "readlinkSync",
  ] as const) {
    for (let at = 0; at < 12; at++) {
      writeFileSync(join(folders.from, "folder/a"), `${call} ${at}`);
      let calls = 0;
      {
        using _ = before(call, () => {
          if (calls++ !== at) return;
          renameSync(folder, aside);
          symlinkSync(folders.elsewhere, folder);
        });
        await run(opened, "folder/a").catch(() => "refused");
      }
      expect(linesOf(folders.elsewhere), `${call} ${at}`).toEqual(untouched);
      if (calls <= at) break;
      rmSync(folder, { recursive: true });
      renameSync(aside, folder);
    }
  }
});
