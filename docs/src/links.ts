import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { workspace } from "./documents.ts";

/** What is wrong with the links of a document that lead to files of the workspace; one sentence each. */
export function deadLinksOf(document: string): string[] {
  const targets = linksOf(readFileSync(join(workspace, document), "utf8"));
  return targets.flatMap((target) => complaint(document, target) ?? []);
}

/** Where a document's links lead, those out of the workspace left out. */
export function linksOf(markdown: string): string[] {
  const prose = withoutCode(markdown);
  const inline = Array.from(prose.matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)/g), ([, target]) => target!);
  const defined = Array.from(prose.matchAll(/^\[[^\]]+\]:\s*<?([^\s>]+)>?/gm), ([, target]) => target!);
  return [...inline, ...defined].filter((target) => !/^[a-z][a-z0-9+.-]*:/i.test(target));
}

/** The anchors of a document: its headings as GitHub names them. */
export function anchorsOf(markdown: string): string[] {
  const seen = new Map<string, number>();
  return Array.from(withoutFences(markdown).matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm), ([, heading]) => {
    const anchor = heading!
      .toLowerCase()
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .replaceAll(/[^\p{Letter}\p{Mark}\p{Number}\p{Connector_Punctuation} -]/gu, "")
      .replaceAll(" ", "-");
    const times = seen.get(anchor) ?? 0;
    seen.set(anchor, times + 1);
    return times === 0 ? anchor : `${anchor}-${times}`;
  });
}

function complaint(document: string, target: string): string | undefined {
  const [path = "", anchor] = target.split("#");
  const file = path === "" ? join(workspace, document) : join(workspace, dirname(document), decodeURI(path));
  if (relative(workspace, file).startsWith("..")) return `${target} leads out of the workspace`;
  if (!existsSync(file)) return `${target} leads nowhere`;
  if (anchor === undefined || !file.endsWith(".md") || !statSync(file).isFile()) return undefined;
  return anchorsOf(readFileSync(file, "utf8")).includes(anchor) ? undefined : `${target} names no heading`;
}

function withoutFences(markdown: string): string {
  return markdown.replaceAll(/^```.*?^```$/gms, "");
}

function withoutCode(markdown: string): string {
  return withoutFences(markdown).replaceAll(/`[^`\n]*`/g, "");
}
