import { expect, test } from "vitest";
import { examplesOf } from "../src/examples.ts";

const fence = "```";

/** A document of these lines, in which `~~~` stands for a fence. */
function document(...lines: string[]): string {
  return lines.map((line) => `${line.replace("~~~", fence)}\n`).join("");
}

test("a program comes with its place, its code and the output shown after it", () => {
  const markdown = document("# Title", "~~~ts", "a();", "~~~", "It prints:", "", "~~~text", "1", "~~~");
  expect(examplesOf(markdown)).toEqual([
    { line: 3, code: "a();\n", prints: "1\n", ignored: false, reason: undefined },
  ]);
});

test("an output belongs to the program right before it, and to none beyond a heading", () => {
  const two = document("~~~ts", "a();", "~~~", "~~~ts", "b();", "~~~", "~~~text", "1", "~~~");
  expect(examplesOf(two).map(({ prints }) => prints)).toEqual([undefined, "1\n"]);
  const headed = document("~~~ts", "a();", "~~~", "# Next", "~~~text", "1", "~~~");
  expect(examplesOf(headed).map(({ prints }) => prints)).toEqual([undefined]);
});

test("blocks of other languages are no programs", () => {
  expect(examplesOf(document("~~~sh", "ls", "~~~", "~~~go", "f()", "~~~", "~~~tsx", "x", "~~~"))).toEqual([]);
});

test("a program that is ignored carries the comment before it as its reason", () => {
  const markdown = document("<!-- needs a cluster -->", "", "~~~ts ignore", "a();", "~~~");
  expect(examplesOf(markdown)).toMatchObject([{ ignored: true, reason: "needs a cluster" }]);
  expect(examplesOf(document("~~~ts ignore", "a();", "~~~"))).toMatchObject([
    { ignored: true, reason: undefined },
  ]);
});
