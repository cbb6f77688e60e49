import { globSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, join } from "node:path";
import { defineConfig, mergeConfig } from "vitest/config";
import base from "./vitest.config.ts";

// All packages in one run: sources are transformed once, and the workers stay busy until the last test.
const folders = globSync(["packages/*", "apps/*", "tools/*", "docs", "examples"], {
  cwd: import.meta.dirname,
}).filter((folder) => globSync(`${folder}/test/**/*.test.ts`, { cwd: import.meta.dirname }).length > 0);

export default defineConfig({
  test: {
    // Many tests wait for processes that they start.
    maxWorkers: availableParallelism() + 1,
    projects: folders.map((folder) =>
      mergeConfig(base, { root: join(import.meta.dirname, folder), test: { name: basename(folder) } }),
    ),
  },
});
