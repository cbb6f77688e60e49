import { globSync } from "node:fs";
import { join } from "node:path";

/** The folder of the workspace. */
export const workspace: string = join(import.meta.dirname, "../..");

/** The documents whose programs are run: the front page, one page a package, and the guides. */
export const documentsWithExamples: readonly string[] = found(
  "README.md",
  "packages/*/README.md",
  "docs/guides/*.md",
);

/** Every document that a reader may come upon, as paths from the workspace. */
export const documents: readonly string[] = found(
  "*.md",
  "*/*.md",
  "{packages,apps,tools}/*/*.md",
  "docs/guides/*.md",
);

/** The folders of the packages, whether or not they have a README. */
export const packages: readonly string[] = found("packages/*/package.json").map((path) =>
  path.replace("/package.json", ""),
);

function found(...patterns: string[]): string[] {
  return globSync(patterns, { cwd: workspace })
    .map((path) => path.replaceAll("\\", "/"))
    .toSorted();
}
