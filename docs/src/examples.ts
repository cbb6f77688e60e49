/** A program in a document. */
export interface Example {
  /** The line of the document on which its code begins, counted from 1. */
  readonly line: number;
  readonly code: string;
  /** What the document says it prints: the `text` block that comes next, with nothing but prose between. */
  readonly prints: string | undefined;
  /** Marked `ts ignore`: neither compiled nor run. */
  readonly ignored: boolean;
  /** Why it is ignored: the HTML comment right before the block. */
  readonly reason: string | undefined;
}

interface Block {
  readonly language: string;
  readonly text: string;
  readonly begins: number;
  readonly ends: number;
}

/** The programs of a document, in order. */
export function examplesOf(markdown: string): Example[] {
  const blocks = Array.from(markdown.matchAll(/^```([^\n]*)\n(.*?)^```$/gms), toBlock);
  return blocks.flatMap((block, at) => {
    if (!/^ts\b/.test(block.language)) return [];
    const before = markdown.slice(0, block.begins);
    return {
      line: before.split("\n").length + 1,
      code: block.text,
      prints: outputAfter(markdown, block, blocks[at + 1]),
      ignored: block.language === "ts ignore",
      reason: /<!--\s*(\S[^>]*?)\s*-->\s*$/.exec(before)?.[1],
    };
  });
}

function toBlock(match: RegExpExecArray): Block {
  const [whole, language = "", text = ""] = match;
  return { language: language.trim(), text, begins: match.index, ends: match.index + whole.length };
}

function outputAfter(markdown: string, program: Block, next: Block | undefined): string | undefined {
  if (next?.language !== "text") return undefined;
  const between = markdown.slice(program.ends, next.begins);
  return /^#/m.test(between) ? undefined : next.text;
}
