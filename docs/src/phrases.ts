/** Phrases that plain technical English does without, and what to say instead. */
export const phrases: readonly { readonly phrase: RegExp; readonly instead: string }[] = [
  { phrase: /\bcan not\b/i, instead: "cannot" },
  { phrase: /\bfor ever\b/i, instead: "forever, or without end" },
  { phrase: /\bwhoever\b/i, instead: "the caller, or who it is" },
  { phrase: /\bsomebody\b/i, instead: "the caller, another owner, or who it is" },
  { phrase: /\bnobody\b/i, instead: "no caller, no handler, or who it is not" },
  { phrase: /\beverybody\b/i, instead: "every caller, or who they are" },
  { phrase: /\bso many\b/i, instead: "the number, named" },
  { phrase: /\bin hand\b/i, instead: "processing" },
  { phrase: /\bto the letter\b/i, instead: "exactly" },
  { phrase: /\bin earnest\b/i, instead: "in production" },
  { phrase: /\b(?:deaf|zoo|lodger|saboteur)s?\b/i, instead: "the field's term" },
  { phrase: /\bheld against\b/i, instead: "counted for, or checked against" },
  { phrase: /\blets? go\b/i, instead: "release, or what is done" },
];
