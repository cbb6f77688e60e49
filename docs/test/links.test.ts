import { describe, expect, test } from "vitest";
import { documents } from "../src/documents.ts";
import { anchorsOf, deadLinksOf, linksOf } from "../src/links.ts";

describe("the links in the documents", () => {
  for (const document of documents) {
    test(`every link of ${document} leads to something`, () => {
      expect(deadLinksOf(document)).toEqual([]);
    });
  }
});

describe("reading links", () => {
  test("links in code and links out of the workspace are left alone", () => {
    const markdown = [
      "[a](a.md) `[b](b.md)` [c](https://c.example/)",
      "```sh",
      "[d](d.md)",
      "```",
      "[e]: ../e.md#part",
    ].join("\n");
    expect(linksOf(markdown)).toEqual(["a.md", "../e.md#part"]);
  });

  test("headings become the anchors that GitHub gives them", () => {
    const markdown = "# The `queue`: what's in it\n\n## Again\n\n```sh\n# no heading\n```\n\n## Again\n";
    expect(anchorsOf(markdown)).toEqual(["the-queue-whats-in-it", "again", "again-1"]);
  });
});
