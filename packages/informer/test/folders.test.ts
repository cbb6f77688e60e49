import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";

/** The folders of the sources in the order of the flow: each imports from itself and from those before it. */
const folders = [
  "objects",
  "internal",
  "sources",
  "deltas",
  "cache",
  "persistence",
  "handlers",
  "reflector",
  "informers",
  "client-go",
];
const sources = join(import.meta.dirname, "../src");

/** The imports of a folder from folders behind it. */
function upwardImports(folder: string): string[] {
  return readdirSync(join(sources, folder)).flatMap((file) => {
    const text = readFileSync(join(sources, folder, file), "utf8");
    const imported = Array.from(text.matchAll(/ from "(\..+)"/g), ([, path]) =>
      normalize(join(folder, path!)),
    );
    return imported
      .filter((path) => !folders.slice(0, folders.indexOf(folder) + 1).includes(dirname(path)))
      .map((path) => `${folder}/${file} imports ${path}`);
  });
}

test("every folder of the sources has a place in the flow", () => {
  const found = readdirSync(sources, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(found.map(({ name }) => name).toSorted()).toEqual(folders.toSorted());
});

test("no folder imports from one behind it", () => {
  expect(folders.flatMap(upwardImports)).toEqual([]);
});
