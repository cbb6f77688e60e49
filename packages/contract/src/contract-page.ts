import type { Chapter, Harness } from "./clause.ts";

/** A contract as a page of Markdown: a heading for each chapter, a line for each promise, and what it needs. */
export function contractPage<P extends Harness>(chapters: readonly Chapter<P>[]): string {
  return chapters
    .map(({ title, clauses }) => {
      const lines = clauses.map(({ title, needs = [] }) => {
        return needs.length === 0 ? `- ${title}` : `- ${title} *(${needs.join(", ")})*`;
      });
      return `## ${title}\n\n${lines.join("\n")}\n`;
    })
    .join("\n");
}
