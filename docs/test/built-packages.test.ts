import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { packages, workspace } from "../src/documents.ts";

/** What a package loads only when it is needed, and what that shares with the rest. */
const late: Readonly<Record<string, readonly string[]>> = {
  "packages/informer": ["versions.js"],
  "packages/kubernetes-testing": ["kubeconfig.js"],
  "packages/informer-folder": ["entry-path.js", "watch-folder.js"],
};

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, { readonly default: string }>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

interface SourceMap {
  readonly sources: readonly string[];
}

function json(...path: readonly string[]): unknown {
  return JSON.parse(readFileSync(join(...path), "utf8"));
}

describe.each(packages)("%s, as it is published,", (name) => {
  const folder = join(workspace, name);
  const dist = join(folder, "dist");
  const modules = globSync("**/*.js", { cwd: dist }).toSorted();

  test("is one module for each export, but for what it loads late", () => {
    const { exports } = json(folder, "package.json") as Manifest;
    const entries = Object.values(exports).map((entry) => basename(entry.default));
    expect(modules).toEqual([...entries, ...(late[name] ?? [])].toSorted());
  });

  test("holds only its own code", () => {
    for (const module of modules) {
      // A module that only re-exports has no code of its own, and no map.
      if (!existsSync(join(dist, `${module}.map`))) continue;
      const { sources } = json(dist, `${module}.map`) as SourceMap;
      for (const source of sources) {
        expect(source).toMatch(/^\.\.\/src\//);
        expect(existsSync(join(dist, source)), source).toBe(true);
      }
    }
  });

  test("has no `using`, which the oldest Node that it runs on does not know", () => {
    for (const module of modules) {
      expect(readFileSync(join(dist, module), "utf8")).not.toMatch(/^\s*(?:await )?using \w+ =/m);
    }
  });

  test("imports what its manifest depends on, and all of it by name", () => {
    const manifest = json(folder, "package.json") as Manifest;
    // A subpath imports the package itself by name, so that a program loads one copy of it.
    const declared = new Set([
      manifest.name,
      ...Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }),
    ]);
    const own = modules.map((module) => `./${module}`);
    for (const module of modules) {
      const code = readFileSync(join(dist, module), "utf8");
      const imported = Array.from(
        code.matchAll(/^(?:import|export)\b[^'"`;]*"([^"]+)";$/gm),
        ([, from]) => from!,
      );
      const importedLate = Array.from(code.matchAll(/\bimport\("([^"]+)"\)/g), ([, from]) => from!);
      for (const from of [...imported, ...importedLate]) {
        if (from.startsWith("node:") || own.includes(from)) continue;
        expect(declared).toContain(packageOf(from));
      }
    }
  });
});

/** The package of a module, without its subpath. */
function packageOf(module: string): string {
  return module
    .split("/")
    .slice(0, module.startsWith("@") ? 2 : 1)
    .join("/");
}
