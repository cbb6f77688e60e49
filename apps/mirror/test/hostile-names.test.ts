import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { differing, settle } from "./settle.ts";
import { linesOf, TempFolders } from "./temp-folders.ts";

const text = [
  "quote\"and'more",
  "new\nline",
  "tab\tand\rreturn",
  " leading and trailing ",
  String.raw`back\slash`,
  "-rf",
  "*?[a]",
  "$(reboot)",
  "...",
  "__proto__",
  "\uFEFFbom",
  "replacement \uFFFD",
  "e\u0301 is not \u00E9",
  "\u001B[31mred",
  "n".repeat(255),
].map((name) => Buffer.from(name));
const notText = ["ff", "c3", "61eda0807a", "c3a9".repeat(100) + "e282", "5c306666ff"].map((hex) =>
  Buffer.from(hex, "hex"),
);
const names = [...text, ...notText];

const inFolder = (folder: Buffer, name: Buffer): Buffer => Buffer.concat([folder, Buffer.from("/"), name]);

/** Makes a file, a folder with a file in it, and a link under every name. */
function fillWithNames(root: string): void {
  const [files, inner, links] = ["files", "folders", "links"].map((name) =>
    inFolder(Buffer.from(root), Buffer.from(name)),
  );
  for (const folder of [files!, inner!, links!]) mkdirSync(folder);
  for (const name of names) {
    writeFileSync(inFolder(files!, name), name);
    mkdirSync(inFolder(inner!, name));
    writeFileSync(inFolder(inFolder(inner!, name), name), "inside");
    symlinkSync(name, inFolder(links!, name));
  }
}

test("names with quotes, newlines and bytes that are no text are mirrored byte for byte", async () => {
  using folders = new TempFolders();
  fillWithNames(folders.from);
  await settle(folders.opened, [""]);
  expect(linesOf(folders.to)).toEqual(linesOf(folders.from));
  expect(linesOf(folders.to)).toHaveLength(3 + 4 * names.length);
  expect(await differing(folders.opened)).toEqual([]);
});

test("whatever it is called, what is only in the target is deleted", async () => {
  using folders = new TempFolders();
  fillWithNames(folders.to);
  await settle(folders.opened, [""]);
  expect(linesOf(folders.to)).toEqual([]);
});

test("whatever it is called, what is missing, of another kind or of other content is a difference", async () => {
  using folders = new TempFolders();
  fillWithNames(folders.from);
  fillWithNames(folders.to);
  expect(await differing(folders.opened)).toEqual([]);
  for (const name of names) {
    const file = inFolder(Buffer.from(`${folders.to}/files`), name);
    writeFileSync(file, Buffer.alloc(name.length, "!"));
    rmSync(inFolder(Buffer.from(`${folders.to}/links`), name));
    const folder = inFolder(Buffer.from(`${folders.to}/folders`), name);
    rmSync(inFolder(folder, name));
    mkdirSync(inFolder(folder, name));
  }
  expect(await differing(folders.opened)).toHaveLength(3 * names.length);
  await settle(folders.opened, [""]);
  expect(linesOf(folders.to)).toEqual(linesOf(folders.from));
});
