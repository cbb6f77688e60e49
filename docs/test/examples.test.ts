import { readFileSync } from "node:fs";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { documentsWithExamples, packages, workspace } from "../src/documents.ts";
import { exampleProject, makeExampleFolder, writeExample } from "../src/example-folder.ts";
import { examplesOf } from "../src/examples.ts";
import { runNode } from "../src/run-node.ts";

const examples = documentsWithExamples.flatMap((document) =>
  examplesOf(readFileSync(join(workspace, document), "utf8")).map((example) => ({ document, ...example })),
);
const programs = examples.filter((example) => !example.ignored);

makeExampleFolder();

describe("the examples in the documents", () => {
  for (const program of programs) {
    const { document, line, prints } = program;
    const path = writeExample(document, program);
    const promise = prints === undefined ? "runs to its end" : "prints what the document says";
    test(`the program in ${document}, line ${line}, ${promise}`, async () => {
      await using folder = await mkdtempDisposable(join(tmpdir(), "example-")); // for what it may write
      const { exitCode, stdout, stderr } = await runNode(folder.path, "--conditions=source", path);
      expect(stderr).toBe("");
      expect(exitCode).toBe(0);
      if (prints !== undefined) expect(stdout).toBe(prints);
    });
  }

  test("all programs in the documents satisfy the strict compiler", async () => {
    const compiler = join(workspace, "node_modules/typescript/bin/tsc");
    const { exitCode, stdout } = await runNode(
      workspace,
      compiler,
      "--project",
      exampleProject,
      "--pretty",
      "false",
    );
    expect(stdout).toBe("");
    expect(exitCode).toBe(0);
  });

  test("a program that is neither compiled nor run says why", () => {
    const silent = examples.filter((example) => example.ignored && example.reason === undefined);
    expect(silent.map(({ document, line }) => `${document}:${line}`)).toEqual([]);
  });

  for (const folder of packages) {
    test(`the README of ${folder} has a program with its output`, () => {
      const own = programs.filter(({ document }) => document === `${folder}/README.md`);
      expect(own.filter(({ prints }) => prints !== undefined)).not.toEqual([]);
    });
  }
});
