import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { folderSource } from "@workset/informer-folder";
import { expect, test } from "vitest";
import { eventually, reading } from "./reading.ts";
import { tempFolder } from "./temp-folder.ts";

/** Numbers that look random and are the same for one seed. */
function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test("after any storm of changes, what was told comes to what is there", async () => {
  const seed = Date.now() >>> 0;
  const random = randomOf(seed);
  await using temp = await tempFolder();
  const root = join(temp.path, "root");
  mkdirSync(root);
  await using source = folderSource(root, { folders: true, compareMs: 300 });
  const { signal } = new AbortController();
  const { items, version } = await source.list({ version: "", signal });
  const watch = reading(await source.watch({ version, bookmarks: true, signal }), items);
  const place = (): string => join(root, ...Array.from({ length: 1 + random(3) }, () => "abc"[random(3)]!));
  for (let round = 0; round < 15; round++) {
    for (let n = random(40); n > 0; n--) change(random(4), place(), place());
    await new Promise((resolve) => setTimeout(resolve, random(30)));
  }
  await eventually(async () => {
    const { items: now } = await folderSource(root, { folders: true }).list({ version: "", signal });
    const told = [...watch.present.values()].map(({ path, kind, size }) => `${path} ${kind} ${size}`);
    const there = now.map(({ path, kind, size }) => `${path} ${kind} ${size}`);
    return told.toSorted().join() === there.toSorted().join();
  });
  expect(watch.errors, `seed ${seed}`).toEqual([]);

  function change(what: number, path: string, other: string): void {
    try {
      if (what === 0) writeFileSync(path, "x".repeat(random(5)));
      else if (what === 1) mkdirSync(path, { recursive: true });
      else if (what === 2) rmSync(path, { recursive: true });
      else renameSync(path, other);
    } catch {
      // What does not fit what is there by now changes nothing.
    }
  }
});
