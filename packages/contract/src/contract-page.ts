import type { Chapter, Place } from "./clause.ts";

/** A contract as a page of Markdown: a heading for each chapter, a line for each promise, and what it needs. */
export function contractPage<P extends Place>(chapters: readonly Chapter<P>[]): string {
  return chapters
    .map(({ title, clauses }) => {
      const lines = clauses.map(({ says, needs = [] }) => {
        return needs.length === 0 ? `- ${says}` : `- ${says} *(${needs.join(", ")})*`;
      });
      return `## ${title}\n\n${lines.join("\n")}\n`;
    })
    .join("\n");
}
