import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { expect, test } from "vitest";

const folder = join(import.meta.dirname, "..");

/** The packages whose code is in a bundle of this program. */
async function bundled(program: string): Promise<string[]> {
  const place = await mkdtemp(join(folder, "node_modules/.bundled-"));
  try {
    const input = join(place, "program.js");
    await writeFile(input, program);
    const bundle = await rolldown({
      input,
      platform: "node",
      resolve: { conditionNames: ["source", "import", "node"] },
    });
    const { output } = await bundle.generate({ format: "esm" });
    await bundle.close();
    const modules = output.flatMap((chunk) => (chunk.type === "chunk" ? Object.entries(chunk.modules) : []));
    const used = modules.flatMap(([id, { code }]) => (code?.trim() ? id : []));
    return [...new Set(used.flatMap((id) => /\/packages\/([^/]+)\//.exec(id)?.[1] ?? []))]
      .filter((name) => name !== "workset")
      .toSorted();
  } finally {
    await rm(place, { recursive: true });
  }
}

test.each([
  ["WorkQueue", "workset", ["clock", "queue"]],
  ["exponential", "workset", ["clock", "rate-limiters"]],
  ["RateLimitingQueue", "workset", ["clock", "delaying", "queue", "rate-limiters"]],
  ["MemoryStore", "workset", ["store", "store-memory"]],
  ["Indexer", "workset/informer", ["informer"]],
  ["retry", "workset/controller", ["controller"]],
])(
  "a program that imports %s of %s bundles the packages it needs and no other",
  async (name, from, needed) => {
    const packages = await bundled(`import { ${name} } from "${from}"; console.log(${name});`);
    expect(packages).toEqual(needed);
  },
);
