import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { App, runApp, until } from "./app.ts";
import { fill, linesOf, TempFolders } from "./temp-folders.ts";

const many = 1500;

function fillWithMany(folder: string): void {
  fill(folder, Object.fromEntries(Array.from({ length: many }, (_, i) => [`file ${i}`, `content of ${i}`])));
}

test("killed again and again at any instant, it goes on where it was and ends with equal folders", async () => {
  using folders = new TempFolders();
  fillWithMany(folders.from);
  const args = ["--from", folders.from, "--to", folders.to, "--once", "--json"];
  let resumed = 0;
  for (let copied = 50; copied < many; copied += 350) {
    using app = new App(args);
    await until(
      () => (readdirSync(folders.to).length >= copied ? true : undefined),
      () => `${copied} files`,
    );
    app.signal("SIGKILL");
    await app.ended();
    if (app.said.some(({ event }) => event === "recovered")) resumed++;
  }
  const { status, said } = await runApp(args);
  expect(status).toBe(0);
  expect(resumed).toBeGreaterThan(0);
  const summary = said.find(({ event }) => event === "summary");
  expect(summary).toMatchObject({ equal: true, left: 0 });
  expect(linesOf(folders.to)).toEqual(linesOf(folders.from));
});

test("says at the start what an earlier run left to do", async () => {
  using folders = new TempFolders();
  fillWithMany(folders.from);
  const args = ["--from", folders.from, "--to", folders.to, "--once", "--json"];
  using app = new App(args);
  await until(
    () => (readdirSync(folders.to).length > 100 ? true : undefined),
    () => "a hundred files",
  );
  app.signal("SIGKILL");
  await app.ended();
  const { said } = await runApp(args);
  const recovered = said.find(({ event }) => event === "recovered");
  expect(recovered).toMatchObject({ waiting: 0 });
  expect(recovered!["ready"]).toBeGreaterThan(500);
});

test("a target that another live process mirrors to is refused, naming the process", async () => {
  using folders = new TempFolders();
  fill(folders.from, { a: "a" });
  using app = new App(["--from", folders.from, "--to", folders.to, "--json"]);
  await app.hears("watching");
  const { status, stderr } = await runApp(["--from", folders.from, "--to", folders.to, "--once"]);
  expect(status).toBe(2);
  expect(stderr).toContain(String(app.pid));
});

test("the file of the queue may be named, and must be in neither of the folders", async () => {
  using folders = new TempFolders();
  fill(folders.from, { a: "a" });
  const named = join(folders.elsewhere, "queue.db");
  const args = ["--from", folders.from, "--to", folders.to, "--once"];
  expect((await runApp([...args, "--state", named])).status).toBe(0);
  expect(existsSync(named)).toBe(true);
  const { status, stderr } = await runApp([...args, "--state", join(folders.to, "queue.db")]);
  expect([status, stderr]).toEqual([2, expect.stringContaining("--state")]);
});

test("with --memory no file is written besides the target", async () => {
  using folders = new TempFolders();
  fill(folders.from, { a: "a" });
  const { status } = await runApp(["--from", folders.from, "--to", folders.to, "--once", "--memory"]);
  expect(status).toBe(0);
  expect(readdirSync(folders.base).toSorted()).toEqual(["elsewhere", "from", "to"]);
});
