import { badRequest } from "../http/status-error.ts";

/** One condition of a field selector. */
export interface FieldTerm {
  readonly field: string;
  readonly equal: boolean;
  readonly value: string;
}

/**
 * Reads a field selector: `a=b`, `a==b`, `a!=b`, joined by commas; `\` escapes `,`, `=` and itself in a value.
 * @throws StatusError 400 when a term has none of the operators.
 */
export function parseFieldSelector(text: string): readonly FieldTerm[] {
  return splitTerms(text).flatMap((term) => {
    if (term === "") return [];
    const found = /^([^=!]*?)(!=|==|=)(.*)$/su.exec(term);
    if (found === null) throw badRequest(`invalid selector: '${text}'; can't understand '${term}'`);
    return [{ field: found[1]!, equal: found[2] !== "!=", value: unescape(found[3]!) }];
  });
}

function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let term = "";
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "\\") {
      term += text[at]! + (text[++at] ?? "");
    } else if (text[at] === ",") {
      terms.push(term);
      term = "";
    } else term += text[at]!;
  }
  return [...terms, term];
}

function unescape(value: string): string {
  return value.replaceAll(/\\([\\,=])/gu, "$1");
}
