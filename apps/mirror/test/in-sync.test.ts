import type { FolderEntry } from "@workset/informer-folder";
import { expect, test } from "vitest";
import { outOfSync, isInSync } from "../src/in-sync.ts";

const file: FolderEntry = { path: "f", kind: "file", size: 3, mtimeMs: 1000, mode: 0o100644, version: "1" };
const folder: FolderEntry = { path: "d", kind: "folder", size: 0, mtimeMs: 0, mode: 0o040500, version: "1" };
const link: FolderEntry = { path: "l", kind: "link", size: 3, mtimeMs: 1000, mode: 0o120777, version: "1" };
const asked = new Map([file, folder, link].map((entry) => [entry.path, entry]));
const isEcho = isInSync({ getByKey: (key) => asked.get(key) });

/** Whether an entry that appears in the target is as the source asks for. */
function isRight(entry: FolderEntry): boolean {
  return isEcho({ type: "added", object: entry, isInInitialList: false });
}

test("a copy with the size, the time and the permissions of the source is as asked for", () => {
  expect(isRight({ ...file, version: "another" })).toBe(true);
  expect(isRight({ ...file, mtimeMs: 1000.001 })).toBe(true);
});

test.each<Partial<FolderEntry>>([
  { size: 4 },
  { mtimeMs: 1001 },
  { mode: 0o100600 },
  { kind: "link", mode: 0o120644 },
  { path: "elsewhere" },
])("with %j it is not", (difference) => {
  expect(isRight({ ...file, ...difference })).toBe(false);
});

test("a folder is right that its owner may use, whatever the source says of that", () => {
  expect(isRight({ ...folder, mode: 0o040700 })).toBe(true);
  expect(isRight({ ...folder, mode: 0o040500 })).toBe(false);
});

test("where a link leads to has to be looked at", () => {
  expect(isRight(link)).toBe(false);
});

test("what is deleted is missing only if the source has it", () => {
  const deleted = (object: FolderEntry): boolean =>
    isEcho({ type: "deleted", object, finalStateUnknown: false });
  expect(deleted(file)).toBe(false);
  expect(deleted({ ...file, path: "elsewhere" })).toBe(true);
});

test("two folders disagree where one has what the other has not, or has it differently", () => {
  const known = (...entries: FolderEntry[]): Parameters<typeof outOfSync>[0] => {
    const byPath = new Map(entries.map((entry) => [entry.path, entry]));
    return { keys: () => [...byPath.keys()], getByKey: (key) => byPath.get(key) };
  };
  const more = { ...file, path: "more" };
  const found = known({ ...file, size: 4 }, folder, { ...link, mtimeMs: 5 }, more);
  expect([...outOfSync(known(file, { ...folder, mode: 0o040700 }, link), found)]).toEqual(["f", "d", "more"]);
});
