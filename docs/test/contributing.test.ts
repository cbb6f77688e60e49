import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { workspace } from "../src/documents.ts";

test("CONTRIBUTING.md says what each script of the workspace does, and speaks of no other", () => {
  const manifest = JSON.parse(readFileSync(join(workspace, "package.json"), "utf8")) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  // `check:lint` and its like are parts of `check`.
  const scripts = Object.keys(manifest.scripts).filter((name) => !name.startsWith("check:"));

  const contributing = readFileSync(join(workspace, "CONTRIBUTING.md"), "utf8");
  const [, section = ""] = /^## Scripts$(.*?)^## /ms.exec(contributing) ?? [];
  const told = Array.from(section.matchAll(/^\| `([^`]+)` /gm), ([, name]) => name);
  expect(new Set(told)).toEqual(new Set(scripts));
});
