import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Random } from "./random.ts";
import { differing, settle } from "./settle.ts";
import { linesOf, TempFolders } from "./temp-folders.ts";

const names = ["a", "b", "c"];

/** Fills a folder with anything, so that two of them have much in common and nothing is sure. */
function fillAnyhow(folder: string, elsewhere: string, random: Random, depth: number): void {
  for (const name of names) {
    const path = join(folder, name);
    switch (random.below(depth > 0 ? 6 : 4)) {
      case 0:
        break;
      case 1:
        writeFileSync(path, random.of(["one", "two", "longer"]));
        chmodSync(path, random.of([0o644, 0o755]));
        break;
      case 2:
        symlinkSync(random.of([elsewhere, "a", "nowhere"]), path);
        break;
      case 3:
        writeFileSync(path, Buffer.alloc(70_000, random.of(["x", "y"])));
        break;
      default:
        mkdirSync(path);
        fillAnyhow(path, elsewhere, random, depth - 1);
    }
  }
}

/** All keys there can be. */
function everyKey(depth: number, prefix = ""): string[] {
  return names.flatMap((name) => {
    const key = prefix === "" ? name : `${prefix}/${name}`;
    return depth > 0 ? [key, ...everyKey(depth - 1, key)] : [key];
  });
}

test("from anything to anything, in any order of the keys, and without anything happening elsewhere: 150 rounds", async () => {
  const random = new Random();
  using folders = new TempFolders();
  writeFileSync(join(folders.elsewhere, "a"), "not yours");
  const untouched = linesOf(folders.elsewhere);
  for (let round = 0; round < 150; round++) {
    const seed = `seed ${random.seed}, round ${round}`;
    rmSync(folders.from, { recursive: true });
    mkdirSync(folders.from);
    fillAnyhow(folders.from, folders.elsewhere, random, 2);
    await settle(folders.opened, random.shuffled(everyKey(2)));
    expect(linesOf(folders.to), seed).toEqual(linesOf(folders.from));
    expect(await differing(folders.opened), seed).toEqual([]);
    const outcomes = await settle(folders.opened, ["", ...random.shuffled(everyKey(2))]);
    expect([...new Set(outcomes.values())], seed).toEqual(["unchanged"]);
  }
  expect(linesOf(folders.elsewhere)).toEqual(untouched);
});
