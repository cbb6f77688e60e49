import { statfsSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

// One configuration for every package: `vitest run --config ../../vitest.config.ts --root .`
// The packages are read from source; the other conditions are the ones vite would use by itself.
const conditions = ["source", "module", "node", "development|production"];

// Tests start many processes; Node keeps what it compiles of the sources from one to the next.
const compileCache = join(import.meta.dirname, "node_modules/.cache/compiled");

// `npm run test:nightly` adds what takes minutes: long kills, many random seeds, files on a real disk.
const nightly = process.env["WORKSET_NIGHTLY"] === "1";

/** A folder in memory, where the system has one with room. Most tests are not about the disk. */
function memoryFolder(): string | undefined {
  try {
    const { bavail, bsize } = statfsSync("/dev/shm");
    return bavail * bsize > 2 ** 30 ? "/dev/shm" : undefined;
  } catch {
    return undefined;
  }
}

const temporary = nightly ? undefined : memoryFolder();

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: nightly ? ["test/**/*.test.ts", "test/**/*.nightly.ts"] : ["test/**/*.test.ts"],
    passWithNoTests: false,
    // A limit ends a test that hangs. It does not measure the machine: a busy one may take many times longer.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Test files share a worker and the modules it has loaded, so that sources are transformed and imported once.
    isolate: false,
    env: { NODE_COMPILE_CACHE: compileCache, ...(temporary !== undefined && { TMPDIR: temporary }) },
  },
});
