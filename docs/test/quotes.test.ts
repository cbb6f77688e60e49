import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { documentsWithExamples, workspace } from "../src/documents.ts";
import { examplesOf } from "../src/examples.ts";

const quotes = documentsWithExamples.flatMap((document) =>
  examplesOf(readFileSync(join(workspace, document), "utf8")).flatMap(({ line, code, reason }) => {
    const source = /^part of (\S+)$/.exec(reason ?? "")?.[1];
    return source === undefined ? [] : [{ document, line, code, source }];
  }),
);

/** Text without what a formatter may change. */
function words(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

test.each(quotes)("$document, line $line, quotes $source as it is", ({ code, source }) => {
  const text = words(readFileSync(join(workspace, source), "utf8"));
  // A line of dots stands for what is left out.
  for (const piece of code.split("// …\n")) expect(text).toContain(words(piece));
});

test("the guide to the sample controller quotes it", () => {
  expect(quotes.filter(({ document }) => document.endsWith("mirror.md")).length).toBeGreaterThan(3);
});
