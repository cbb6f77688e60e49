import { badRequest } from "../http/status-error.ts";
import type { KubernetesVersion } from "../dialect.ts";

/** Whether labels are selected. */
export type LabelSelector = (labels: Readonly<Record<string, string>>) => boolean;

/**
 * Reads a label selector: `a=b`, `a!=b`, `a in (b,c)`, `a notin (b)`, `a`, `!a`, `a>1`, `a<1`, joined by commas.
 * @throws StatusError 400 with the words of the version.
 */
export function parseLabelSelector(text: string, version: KubernetesVersion): LabelSelector {
  const parser = new Parser(text, version);
  const requirements = parser.requirements();
  return (labels) => requirements.every((requirement) => requirement(labels));
}

type Token = { readonly kind: "word" | "symbol" | "end"; readonly text: string };

const symbols = ["!=", "==", "=", "(", ")", ",", "!", ">", "<"] as const;

class Parser {
  readonly #tokens: readonly Token[];
  readonly #operators: string;
  readonly #version: KubernetesVersion;
  #at = 0;

  constructor(text: string, version: KubernetesVersion) {
    this.#version = version;
    this.#tokens = tokens(text);
    this.#operators = version === "1.20" ? "'=', '!=', '==', 'in', notin'" : "in, notin, =, ==, !=, gt, lt";
  }

  requirements(): LabelSelector[] {
    const found: LabelSelector[] = [];
    for (;;) {
      const next = this.#peek();
      if (next.kind === "end") return found;
      if (next.kind !== "word" && next.text !== "!")
        throw badRequest(`found '${next.text}', expected: !, identifier, or 'end of string'`);
      found.push(this.#requirement());
      const after = this.#take();
      if (after.kind === "end") return found;
      if (after.text !== ",") throw badRequest(`found '${after.text}', expected: ',' or 'end of string'`);
      const following = this.#peek();
      if (following.kind !== "word" && following.text !== "!") {
        throw badRequest(`found '${following.text}', expected: identifier after ','`);
      }
    }
  }

  #requirement(): LabelSelector {
    if (this.#peek().text === "!" && this.#peek().kind === "symbol") {
      this.#take();
      const key = this.#key();
      return (labels) => !Object.hasOwn(labels, key);
    }
    const key = this.#key();
    const next = this.#peek();
    if (next.kind === "end" || next.text === ",") return (labels) => Object.hasOwn(labels, key);
    return this.#operator(key);
  }

  #operator(key: string): LabelSelector {
    const operator = this.#take();
    const value = (labels: Readonly<Record<string, string>>): string | undefined =>
      Object.hasOwn(labels, key) ? labels[key] : undefined;
    switch (operator.text) {
      case "in":
      case "notin": {
        const values = this.#values();
        const wanted = operator.text === "in";
        return (labels) => {
          const found = value(labels);
          return found === undefined ? !wanted : values.has(found) === wanted;
        };
      }
      case "=":
      case "==": {
        const wanted = this.#exact(key, operator.text);
        return (labels) => value(labels) === wanted;
      }
      case "!=": {
        const unwanted = this.#exact(key, operator.text);
        return (labels) => value(labels) !== unwanted;
      }
      case ">":
      case "<": {
        const bound = this.#exact(key, operator.text);
        if (!/^[+-]?\d+$/u.test(bound)) {
          const value =
            this.#version === "1.20" ? "" : `values[0]: Invalid value: ${JSON.stringify(bound)}: `;
          throw unparsed(`${value}for 'Gt', 'Lt' operators, the value must be an integer`);
        }
        return (labels) => {
          const found = value(labels);
          if (found === undefined || !/^[+-]?\d+$/u.test(found)) return false;
          return operator.text === ">" ? Number(found) > Number(bound) : Number(found) < Number(bound);
        };
      }
      default:
        throw unparsed(`found '${operator.text}', expected: ${this.#operators}`);
    }
  }

  #key(): string {
    const token = this.#take();
    if (token.kind !== "word") throw unparsed(`found '${token.text}', expected: identifier`);
    const prefix = token.text.includes("/") ? token.text.slice(0, token.text.indexOf("/")) : undefined;
    const name = prefix === undefined ? token.text : token.text.slice(prefix.length + 1);
    if (!/^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/u.test(name) || name.length > 63) {
      throw unparsed(
        `key: Invalid value: ${JSON.stringify(token.text)}: name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`,
      );
    }
    return token.text;
  }

  #exact(key: string, operator: string): string {
    const next = this.#peek();
    if (next.kind === "end" || next.text === ",") return "";
    const token = this.#take();
    if (token.kind !== "word") throw unparsed(`found '${token.text}', expected: identifier`);
    if (operator !== ">" && operator !== "<") checkValue(key, token.text);
    return token.text;
  }

  #values(): Set<string> {
    const open = this.#take();
    if (open.text !== "(") throw unparsed(`found '${open.text}', expected: '('`);
    const values = new Set<string>();
    if (this.#peek().text === ")") {
      this.#take();
      values.add("");
      return values;
    }
    for (;;) {
      const token = this.#take();
      if (token.kind === "word") {
        values.add(token.text);
        const after = this.#take();
        if (after.text === ")") return values;
        if (after.text !== ",") throw unparsed(`found '${after.text}', expected: ',' or ')'`);
      } else if (token.text === ",") values.add("");
      else if (token.text === ")") {
        values.add("");
        return values;
      } else throw unparsed(`found '${token.text}', expected: ',', or identifier`);
    }
  }

  #peek(): Token {
    return this.#tokens[this.#at] ?? { kind: "end", text: "" };
  }

  #take(): Token {
    const token = this.#peek();
    this.#at++;
    return token;
  }
}

function checkValue(key: string, value: string): void {
  if (/^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/u.test(value) && value.length <= 63) return;
  throw unparsed(
    `values[0][${key}]: Invalid value: ${JSON.stringify(value)}: a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
  );
}

function unparsed(message: string): Error {
  return badRequest(`unable to parse requirement: ${message}`);
}

function tokens(text: string): Token[] {
  const found: Token[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/u.test(text[at]!)) {
      at++;
      continue;
    }
    const symbol = symbols.find((one) => text.startsWith(one, at));
    if (symbol !== undefined) {
      found.push({ kind: "symbol", text: symbol });
      at += symbol.length;
      continue;
    }
    const start = at;
    while (at < text.length && !/[\s=!(),<>]/u.test(text[at]!)) at++;
    found.push({ kind: "word", text: text.slice(start, at) });
  }
  return found;
}
