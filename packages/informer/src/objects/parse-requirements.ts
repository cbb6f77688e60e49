import { checkedRequirement, type LabelRequirement } from "./label-requirement.ts";

const tokens = /\s*(?:(==|!=|[=!(),<>])|([^\s=!(),<>]+))/y;

/** A word, or a sign, of a selector; the empty text ends it. */
interface Token {
  readonly text: string;
  readonly isWord: boolean;
  /** Where it starts. */
  readonly at: number;
}

/**
 * Reads the text of a label selector, as Kubernetes' `labels.Parse` does.
 * @throws RangeError, saying where, when it is not one.
 */
export function parseRequirements(selector: string): LabelRequirement[] {
  const line = new Tokens(selector);
  if (line.next.text === "") return [];
  const requirements = [requirementFrom(line)];
  while (line.takes(",")) requirements.push(requirementFrom(line));
  if (line.next.text !== "") line.refuse('"," or the end');
  return requirements;
}

/** What is left of a selector. */
class Tokens {
  readonly #selector: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(selector: string) {
    this.#selector = selector;
    this.#tokens = tokensOf(selector);
  }

  get next(): Token {
    return this.#tokens[this.#at]!;
  }

  /** Takes the next token if it is this sign or word. */
  takes(text: string): boolean {
    if (this.next.text !== text) return false;
    this.#at++;
    return true;
  }

  word(what: string): string {
    const { text, isWord } = this.next;
    if (!isWord) this.refuse(what);
    this.#at++;
    return text;
  }

  refuse(expected: string): never {
    const { text, at } = this.next;
    const found = text === "" ? "the end" : JSON.stringify(text);
    throw new RangeError(
      `the label selector ${JSON.stringify(this.#selector)} should have ${expected} at ${at}, but has ${found}`,
    );
  }
}

function tokensOf(selector: string): Token[] {
  const found: Token[] = [];
  tokens.lastIndex = 0;
  for (let match = tokens.exec(selector); match; match = tokens.exec(selector)) {
    const text = match[1] ?? match[2]!;
    found.push({ text, isWord: match[2] !== undefined, at: tokens.lastIndex - text.length });
  }
  return [...found, { text: "", isWord: false, at: selector.length }];
}

function requirementFrom(line: Tokens): LabelRequirement {
  if (line.takes("!")) return checkedRequirement({ key: line.word("a label"), operator: "!", values: [] });
  const key = line.word("a label");
  const { text } = line.next;
  if (text === "" || text === ",") return checkedRequirement({ key, operator: "exists", values: [] });
  if (line.takes("=") || line.takes("==")) return one(key, "in", line);
  if (line.takes("!=")) return one(key, "notin", line);
  for (const operator of [">", "<"] as const) if (line.takes(operator)) return one(key, operator, line);
  for (const operator of ["in", "notin"] as const) {
    if (line.takes(operator)) return checkedRequirement({ key, operator, values: valuesFrom(line) });
  }
  return line.refuse("an operator");
}

/** A requirement with one value, which may be left out where it is empty. */
function one(key: string, operator: LabelRequirement["operator"], line: Tokens): LabelRequirement {
  return checkedRequirement({ key, operator, values: [valueFrom(line)] });
}

function valuesFrom(line: Tokens): string[] {
  if (!line.takes("(")) line.refuse('"("');
  const values = [valueFrom(line)];
  while (line.takes(",")) values.push(valueFrom(line));
  if (!line.takes(")")) line.refuse('"," or ")"');
  return values;
}

function valueFrom(line: Tokens): string {
  return line.next.isWord ? line.word("a value") : "";
}
