import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { contractPages } from "../src/contract-pages.ts";

for (const [name, text] of contractPages) {
  test(`${name} says what the clauses say: pnpm --filter docs run contracts writes it anew`, () => {
    expect(readFileSync(new URL(`../guides/${name}`, import.meta.url), "utf8")).toBe(text);
  });
}
