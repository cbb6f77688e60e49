import { checkedRequirement, type LabelRequirement } from "./label-requirement.ts";

const tokens = /\s*(?:(==|!=|[=!(),<>])|([^\s=!(),<>]+))/y;

/** A word or an operator of a selector; the empty text is its end. */
interface Token {
  readonly text: string;
  readonly isWord: boolean;
  /** Where it starts. */
  readonly at: number;
}

/**
 * Parses the text of a label selector, as Kubernetes' `labels.Parse` does.
 * @throws RangeError, with the position, when it is none.
 */
export function parseRequirements(selector: string): LabelRequirement[] {
  const rest = new Tokens(selector);
  if (rest.next.text === "") return [];
  const requirements = [requirementFrom(rest)];
  while (rest.takes(",")) requirements.push(requirementFrom(rest));
  if (rest.next.text !== "") rest.refuse('"," or the end');
  return requirements;
}

/** The tokens of a selector that were not parsed yet. */
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

  /** Takes the next token if it is this one. */
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

function requirementFrom(rest: Tokens): LabelRequirement {
  if (rest.takes("!")) return checkedRequirement({ key: rest.word("a label"), operator: "!", values: [] });
  const key = rest.word("a label");
  const { text } = rest.next;
  if (text === "" || text === ",") return checkedRequirement({ key, operator: "exists", values: [] });
  if (rest.takes("=") || rest.takes("==")) return one(key, "in", rest);
  if (rest.takes("!=")) return one(key, "notin", rest);
  for (const operator of [">", "<"] as const) if (rest.takes(operator)) return one(key, operator, rest);
  for (const operator of ["in", "notin"] as const) {
    if (rest.takes(operator)) return checkedRequirement({ key, operator, values: valuesFrom(rest) });
  }
  return rest.refuse("an operator");
}

/** A requirement with one value, which may be left out if it is empty. */
function one(key: string, operator: LabelRequirement["operator"], rest: Tokens): LabelRequirement {
  return checkedRequirement({ key, operator, values: [valueFrom(rest)] });
}

function valuesFrom(rest: Tokens): string[] {
  if (!rest.takes("(")) rest.refuse('"("');
  const values = [valueFrom(rest)];
  while (rest.takes(",")) values.push(valueFrom(rest));
  if (!rest.takes(")")) rest.refuse('"," or ")"');
  return values;
}

function valueFrom(rest: Tokens): string {
  return rest.next.isWord ? rest.word("a value") : "";
}
