import { join } from "node:path";
import { defineConfig } from "vitest/config";

// One configuration for every package: `vitest run --config ../../vitest.config.ts --root .`
// The packages are read from source; the other conditions are the ones vite would use by itself.
const conditions = ["source", "module", "node", "development|production"];

// Tests start many processes; what Node makes of the sources is kept from one to the next.
const compileCache = join(import.meta.dirname, "node_modules/.cache/compiled");

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["test/**/*.test.ts"],
    passWithNoTests: false,
    testTimeout: 30_000,
    env: { NODE_COMPILE_CACHE: compileCache },
  },
});
