import { clause, type Chapter } from "../../clause.ts";
import type { CacheHarness } from "../cache-harness.ts";
import { after, del, same, set } from "../cache-probe.ts";

const words = ["__proto__", "constructor", "toString", "hasOwnProperty", "prototype", "undefined", "null"];
const marks = ["", " ", "\n", "'", '"', "`", "\\", "%", "_", "a'; drop table objects; --", "{}", "💡"];

/** Keys and states are data: whatever their text, it means nothing else. */
export const names: Chapter<CacheHarness> = {
  title: "Names",
  clauses: [
    clause("A key may be a word that means something to a language.", async (harness) => {
      await live(harness, words);
    }),
    clause(
      "A key may be empty, and may hold quotes, blanks, the character zero, and signs of any kind.",
      async (harness) => {
        await live(harness, [...marks, "\0", "a\0", "a\0b", "default/web"]);
      },
    ),
    clause("Texts that look alike are different keys.", async (harness) => {
      await live(harness, ["a", "A", "a ", "\u00e9", "e\u0301", "10", "010", "1e1", "10.0"]);
    }),
    clause("A key may be very long, and so may an object.", async (harness) => {
      const long = "x".repeat(100_000);
      await live(harness, [`${long}1`, `${long}2`], long);
    }),
    clause("What an object says comes out as it went in.", async (harness) => {
      const texts = [...words, ...marks, "a\0b", "\ud800", "1", "é"];
      const changes = texts.map((text, n) => set(`${n}`, text));
      const states = new Map(texts.map((text, n) => [`${n}`, text]));
      same(await after(harness, ["1", ...changes]), { version: "1", states });
    }),
  ],
};

/** Saves, changes and deletes objects with these keys, all of them together. */
async function live(harness: CacheHarness, keys: readonly string[], state = "s"): Promise<void> {
  same(await after(harness, ["1", ...keys.map((key) => set(key, `${state}1`))]), {
    version: "1",
    states: new Map(keys.map((key) => [key, `${state}1`])),
  });
  const [first, ...rest] = keys;
  same(await after(harness, ["2", set(first!, `${state}2`)]), {
    version: "2",
    states: new Map([[first!, `${state}2`], ...rest.map((key): [string, string] => [key, `${state}1`])]),
  });
  same(await after(harness, ["3", del(first!)]), {
    version: "3",
    states: new Map(rest.map((key) => [key, `${state}1`])),
  });
  same(await after(harness, ["4", ...rest.map(del)]), { version: "4", states: new Map() });
}
