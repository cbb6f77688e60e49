import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Example } from "./examples.ts";

/** Inside this package, so that the names of the workspace's packages resolve as they do for its tests. */
const folder = join(import.meta.dirname, "../.examples");

/** A fresh folder for the programs, which the compiler can check in one run. */
export function makeExampleFolder(): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ extends: "../../tsconfig.base.json", include: ["*.ts"] }),
  );
}

/** The project that holds all programs written so far. */
export const exampleProject: string = join(folder, "tsconfig.json");

/** Writes a program to a file of its own, on the lines it has in the document, so that errors name those. */
export function writeExample(document: string, { line, code }: Example): string {
  const path = join(folder, `${document.replace(/\.md$/, "").replaceAll("/", ".")}.${line}.ts`);
  writeFileSync(path, "\n".repeat(line - 1) + code);
  return path;
}
