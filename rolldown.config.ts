import { defineConfig } from "rolldown";

// The code of `using`, for a Node that does not know it.
const runtime = "@oxc-project/runtime/";

// One configuration for every package: `rolldown --config ../../rolldown.config.ts`, and then `tsc` for the types.
// A package is published as one module, because a process pays some 0.4 ms for each that it loads.
export default defineConfig({
  input: "./src/index.ts",
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
