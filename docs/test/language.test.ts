import { readFileSync, globSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { workspace } from "../src/documents.ts";
import { phrases } from "../src/phrases.ts";

const elsewhere = /node_modules|\/dist\/|docs\/site|fixtures|CHANGELOG|phrases\.ts$/;
const files = globSync(["*.md", "{packages,apps,tools,examples,docs}/**/*.{ts,md}", ".changeset/*.md"], {
  cwd: workspace,
  exclude: (path) => /node_modules|dist$|docs\/site|fixtures/.test(path),
}).filter((path) => !elsewhere.test(path));

test("comments, documents, titles and messages are in plain technical English", () => {
  expect(files.length).toBeGreaterThan(500);
  const found: string[] = [];
  for (const path of files.toSorted()) {
    for (const [index, line] of readFileSync(join(workspace, path), "utf8").split("\n").entries()) {
      // This is the name of a user in the recordings and on Unix.
      const text = line.slice(0, 1000).replaceAll(/"nobody"|\bnobody: \{/g, "");
      for (const { phrase, instead } of phrases) {
        const [said] = phrase.exec(text) ?? [];
        if (said !== undefined) found.push(`${path}:${index + 1}: "${said}": say ${instead}`);
      }
    }
  }
  expect(found).toEqual([]);
});
