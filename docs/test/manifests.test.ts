import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { packages, workspace } from "../src/documents.ts";

interface Manifest {
  readonly license?: string;
  readonly engines?: { readonly node?: string };
  readonly dependencies?: Readonly<Record<string, string>>;
}

function manifest(path: string): Manifest {
  return JSON.parse(readFileSync(path, "utf8")) as Manifest;
}

/** The oldest Node that a range admits, as a number that can be compared; zero where it says nothing. */
function oldest(range: string = ""): number {
  const floors = range.split("||").map((part) => {
    const [, major = 0, minor = 0, patch = 0] = (/(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(part) ?? []).map(
      Number,
    );
    return (major * 1000 + (minor || 0)) * 1000 + (patch || 0);
  });
  return Math.min(...floors);
}

describe.each(packages)("%s", (name) => {
  const folder = join(workspace, name);
  const own = manifest(join(folder, "package.json"));

  test("has a licence", () => {
    expect(own.license).toBe("Apache-2.0");
  });

  test("asks for a Node that all it brings can run on", () => {
    const resolve = createRequire(join(folder, "package.json"));
    for (const dependency of Object.keys(own.dependencies ?? {})) {
      const paths = resolve.resolve.paths(dependency) ?? [];
      const path = paths.map((place) => join(place, dependency, "package.json")).find(exists);
      if (path === undefined) throw new Error(`${dependency} is not installed`);
      const needed = manifest(path).engines?.node;
      expect(oldest(own.engines?.node), `${dependency} needs Node ${needed}`).toBeGreaterThanOrEqual(
        oldest(needed),
      );
    }
  });
});

test("the licence is in what is published", () => {
  const folder = mkdtempSync(join(tmpdir(), "workset-pack-"));
  try {
    const out = join(folder, "package.tgz");
    execFileSync("npx", ["--yes", "pnpm@12.21.0", "pack", "--out", out], {
      cwd: join(workspace, "packages/clock"),
      stdio: "ignore",
    });
    const packed = execFileSync("tar", ["-tzf", out], { encoding: "utf8" });
    expect(packed.split("\n")).toContain("package/LICENSE");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function exists(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false;
  }
}
