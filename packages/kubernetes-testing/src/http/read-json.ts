import { setOwn, type Json, type JsonObject } from "../resources/object.ts";

/** What a text says as JSON, or why it says nothing, in the words of the servers' decoder. */
export type ReadJson =
  | { readonly ok: true; readonly value: Json; readonly duplicates: readonly string[] }
  | { readonly ok: false; readonly error: string };

/** Reads JSON and notices fields that stand twice in one object: the last one wins. */
export function readJson(text: string): ReadJson {
  const reader = new Reader(text);
  try {
    const value = reader.document();
    return { ok: true, value, duplicates: reader.duplicates };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { ok: false, error: error.message };
  }
}

class Unreadable extends Error {}

const deepest = 10_000;

class Reader {
  readonly duplicates: string[] = [];
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): Json {
    const value = this.#value("");
    this.#space();
    if (this.#at < this.#text.length) throw this.#invalid("after top-level value");
    return value;
  }

  #value(path: string): Json {
    this.#space();
    const char = this.#text[this.#at];
    if (char === undefined) throw new Unreadable("unexpected end of JSON input");
    if (++this.#depth > deepest) throw new Unreadable("exceeded max depth");
    try {
      if (char === "{") return this.#object(path);
      if (char === "[") return this.#array(path);
      if (char === '"') return this.#string();
      if (char === "t") return this.#word("true", true);
      if (char === "f") return this.#word("false", false);
      if (char === "n") return this.#word("null", null);
      if (char === "-" || (char >= "0" && char <= "9")) return this.#number();
      throw this.#invalid("looking for beginning of value");
    } finally {
      this.#depth--;
    }
  }

  #object(path: string): JsonObject {
    const result: JsonObject = {};
    this.#at++;
    this.#space();
    if (this.#text[this.#at] === "}") {
      this.#at++;
      return result;
    }
    for (;;) {
      this.#space();
      if (this.#at >= this.#text.length) throw new Unreadable("unexpected end of JSON input");
      if (this.#text[this.#at] !== '"') throw this.#invalid("looking for beginning of object key string");
      const key = this.#string();
      const inner = path === "" ? key : `${path}.${key}`;
      if (Object.hasOwn(result, key)) this.duplicates.push(inner);
      this.#space();
      this.#expect(":", "after object key");
      setOwn(result, key, this.#value(inner));
      this.#space();
      if (this.#text[this.#at] === "}") {
        this.#at++;
        return result;
      }
      this.#expect(",", "after object key:value pair");
    }
  }

  #array(path: string): Json[] {
    const result: Json[] = [];
    this.#at++;
    this.#space();
    if (this.#text[this.#at] === "]") {
      this.#at++;
      return result;
    }
    for (;;) {
      result.push(this.#value(`${path}[${result.length}]`));
      this.#space();
      if (this.#text[this.#at] === "]") {
        this.#at++;
        return result;
      }
      this.#expect(",", "after array element");
    }
  }

  #string(): string {
    const start = this.#at++;
    for (; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at]!;
      if (char === "\\") this.#at++;
      else if (char === '"') {
        this.#at++;
        try {
          return JSON.parse(this.#text.slice(start, this.#at)) as string;
        } catch {
          throw new Unreadable("invalid character in string literal");
        }
      }
    }
    throw new Unreadable("unexpected end of JSON input");
  }

  #number(): number {
    const found = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/uy;
    found.lastIndex = this.#at;
    const number = found.exec(this.#text)?.[0];
    if (number === undefined) {
      this.#at++;
      throw this.#at >= this.#text.length
        ? new Unreadable("unexpected end of JSON input")
        : this.#invalid("in numeric literal");
    }
    this.#at += number.length;
    return Number(number);
  }

  #word<T extends Json>(word: string, value: T): T {
    for (let at = 0; at < word.length; at++, this.#at++) {
      if (this.#at >= this.#text.length) throw new Unreadable("unexpected end of JSON input");
      if (this.#text[this.#at] === word[at]) continue;
      throw this.#invalid(`in literal ${word} (expecting '${word[at]!}')`);
    }
    return value;
  }

  #expect(char: string, where: string): void {
    if (this.#at >= this.#text.length) throw new Unreadable("unexpected end of JSON input");
    if (this.#text[this.#at] !== char) throw this.#invalid(where);
    this.#at++;
  }

  #space(): void {
    while (this.#at < this.#text.length && " \t\r\n".includes(this.#text[this.#at]!)) this.#at++;
  }

  #invalid(where: string): Unreadable {
    const char = this.#text[this.#at] ?? "";
    const code = char.codePointAt(0) ?? 0;
    const shown =
      code >= 0x20 && code < 0x7f
        ? char === "'"
          ? "\\'"
          : char
        : `\\u${code.toString(16).padStart(4, "0")}`;
    return new Unreadable(`invalid character '${shown}' ${where}`);
  }
}
