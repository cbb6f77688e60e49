import { matchesGlob } from "node:path";
import { parentPath, rootPath } from "@workset/informer-folder";
import type { PathKey } from "./path-key.ts";

/** Whether a key is excluded: it is neither copied nor deleted. */
export type Exclude = (key: PathKey) => boolean;

/** Excludes no key. */
export const nothingExcluded: Exclude = () => false;

/**
 * Excludes what matches one of the patterns, and all below it. A pattern without `/` is compared with the name alone, in
 * every folder; one with `/` with the path below the folder.
 */
export function excludeBy(patterns: readonly string[]): Exclude {
  if (patterns.length === 0) return nothingExcluded;
  const paths = patterns
    .filter((pattern) => pattern.includes("/"))
    .map((pattern) => pattern.replace(/^\/|\/$/g, ""));
  const names = patterns.filter((pattern) => !pattern.includes("/"));
  const isExcluded = (key: PathKey): boolean => {
    if (key === rootPath) return false;
    const name = key.slice(key.lastIndexOf("/") + 1);
    return (
      names.some((pattern) => matchesGlob(name, pattern)) ||
      paths.some((pattern) => matchesGlob(key, pattern)) ||
      isExcluded(parentPath(key)!)
    );
  };
  return isExcluded;
}
