import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { defineConfig } from "rolldown";

// The code of `using`, for a Node that does not know it.
const runtime = "@oxc-project/runtime/";

/** The source of each module that the package in this folder exports, by the name of the module. */
function entries(): Record<string, string> {
  const { exports } = JSON.parse(readFileSync("package.json", "utf8")) as {
    exports: Record<string, { source: string; default: string }>;
  };
  return Object.fromEntries(Object.values(exports).map((one) => [basename(one.default, ".js"), one.source]));
}

// One configuration for every package: `rolldown --config ../../rolldown.config.ts`, and then `tsc` for the types.
// An export of a package is published as one module, because a process pays some 0.4 ms for each that it loads.
export default defineConfig({
  input: entries(),
  // What is imported by name is another package's: it stays an import, so that all share one.
  external: (id, _importer, isResolved) => !isResolved && !id.startsWith(".") && !id.startsWith(runtime),
  platform: "neutral",
  // As in `tsconfig.base.json`.
  transform: { target: "es2024" },
  output: {
    // No old file is published with the new ones.
    cleanDir: true,
    // What a package imports late, by `import()`, stays a file with a name of its own.
    chunkFileNames: "[name].js",
    minifyInternalExports: false,
    sourcemap: true,
    // The sources are published too.
    sourcemapExcludeSources: true,
  },
  onLog(level, log) {
    if (level === "warn") throw new Error(log.message);
  },
});
