import { execFile } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const folder = join(import.meta.dirname, "..");
const programs = globSync("*.ts", { cwd: folder }).toSorted();

/** For a program that never ends; the slowest machine is faster. */
const limitMs = 120_000;

/** What the program says that it prints, in the comment at its end. */
function promised(program: string): string {
  const [, prints] = readFileSync(join(folder, program), "utf8").split("\n// Prints:\n");
  return prints!.replaceAll(/^\/\/ /gm, "");
}

test.each(programs)("%s prints what it says", { timeout: limitMs }, async (program) => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ["--conditions=source", program], {
    cwd: folder,
    env: { NO_COLOR: "1", TZ: "UTC" },
    timeout: limitMs,
  });
  expect(stderr).toBe("");
  expect(stdout).toBe(promised(program));
});

// Node.js 22 strips types, but does not know `using`.
test.each(programs)("%s can be read by every supported Node", (program) => {
  const code = readFileSync(join(folder, program), "utf8");
  expect(code).not.toMatch(/^\s*(?:await )?using \w+ =/m);
  expect(code).not.toMatch(/^\s*(?:enum|namespace|abstract class) /m);
});
