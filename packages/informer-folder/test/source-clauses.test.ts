import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ManualClock } from "@workset/clock";
import { applicable, checkClause, sourceClauses, type SourceHarness } from "@workset/contract";
import { folderSource, type FolderEntry } from "@workset/informer-folder";
import { describe, expect, test } from "vitest";
import { tempFolder } from "./temp-folder.ts";

/**
 * A folder in which the value of a file is its size. What the watcher notices, and when, is left to other tests: here
 * everything is compared after each change, so that the source has seen it.
 */
async function folderHarness(): Promise<SourceHarness<FolderEntry>> {
  const temp = await tempFolder();
  const root = join(temp.path, "root");
  mkdirSync(root);
  const source = folderSource(root, { clock: new ManualClock() });
  let fails = false;
  const compare = async (): Promise<void> => {
    if (source.openWatches > 0) await source.compare();
  };
  return {
    capabilities: ["bookmarks", "fails"],
    source: {
      async list(options) {
        if (!fails) return source.list(options);
        fails = false;
        renameSync(root, `${root} moved`);
        using _ = { [Symbol.dispose]: () => renameSync(`${root} moved`, root) };
        return await source.list(options);
      },
      watch: (options) => source.watch(options),
    },
    settle: () => new Promise((resolve) => setImmediate(resolve)),
    read: ({ path, size, version }) => ({ name: path, value: size, version }),
    async put(name, value) {
      // In one go, so that no caller sees the file without its content.
      writeFileSync(join(root, name), "x".repeat(value));
      await compare();
    },
    async remove(name) {
      rmSync(join(root, name));
      await compare();
    },
    oldVersion: async () => "another-life.7",
    openWatches: () => source.openWatches,
    bookmark: async () => {},
    failNextList: async () => void (fails = true),
    endWatches: absent,
    reset: absent,
    expirePages: absent,
    async [Symbol.asyncDispose]() {
      await source[Symbol.asyncDispose]();
      await temp[Symbol.asyncDispose]();
    },
  };
}

async function absent(): Promise<void> {
  throw new Error("the harness cannot do that");
}

describe("A folder keeps the contract of sources", () => {
  const { held, skipped } = applicable(sourceClauses, ["bookmarks", "fails"]);
  for (const clause of held) {
    test(clause.title, async () => {
      expect(await checkClause(clause, folderHarness)).toBe("kept");
    });
  }

  test("but for those about what it has not", () => {
    expect(new Set(skipped.map(({ reason }) => reason))).toEqual(
      new Set(["needs pages", "needs initial-events", "needs object-versions", "needs ends", "needs resets"]),
    );
  });
});
