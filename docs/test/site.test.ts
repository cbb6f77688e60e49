import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { workspace } from "../src/documents.ts";

test("the site of the API can be made, without a warning", { timeout: 300_000 }, async () => {
  const docs = join(workspace, "docs");
  const typedoc = join(docs, "node_modules/typedoc/bin/typedoc");
  const run = promisify(execFile)(process.execPath, [typedoc, "--emit", "none"], { cwd: docs });
  // A status that is not 0 rejects, with what TypeDoc said.
  const { stdout, stderr } = await run;
  expect(stdout + stderr).not.toMatch(/warning|error/i);
});
