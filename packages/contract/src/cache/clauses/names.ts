import type { Chapter } from "../../clause.ts";
import type { CachePlace } from "../cache-place.ts";
import { after, del, same, set } from "../cache-probe.ts";

const words = ["__proto__", "constructor", "toString", "hasOwnProperty", "prototype", "undefined", "null"];
const marks = ["", " ", "\n", "'", '"', "`", "\\", "%", "_", "a'; drop table objects; --", "{}", "💡"];

/** Keys and states are data: whatever their text, it means nothing else. */
export const names: Chapter<CachePlace> = {
  title: "Names",
  clauses: [
    {
      says: "A key may be a word that means something to a language.",
      async check(place) {
        await live(place, words);
      },
    },
    {
      says: "A key may be empty, and may hold quotes, blanks, the character zero, and signs of any kind.",
      async check(place) {
        await live(place, [...marks, "\0", "a\0", "a\0b", "default/web"]);
      },
    },
    {
      says: "Texts that look alike are different keys.",
      async check(place) {
        await live(place, ["a", "A", "a ", "\u00e9", "e\u0301", "10", "010", "1e1", "10.0"]);
      },
    },
    {
      says: "A key may be very long, and so may an object.",
      async check(place) {
        const long = "x".repeat(100_000);
        await live(place, [`${long}1`, `${long}2`], long);
      },
    },
    {
      says: "What an object says comes out as it went in.",
      async check(place) {
        const texts = [...words, ...marks, "a\0b", "\ud800", "1", "é"];
        const changes = texts.map((text, n) => set(`${n}`, text));
        const states = new Map(texts.map((text, n) => [`${n}`, text]));
        same(await after(place, ["1", ...changes]), { version: "1", states });
      },
    },
  ],
};

/** Saves, changes and deletes objects with these keys, all of them together. */
async function live(place: CachePlace, keys: readonly string[], state = "s"): Promise<void> {
  same(await after(place, ["1", ...keys.map((key) => set(key, `${state}1`))]), {
    version: "1",
    states: new Map(keys.map((key) => [key, `${state}1`])),
  });
  const [first, ...rest] = keys;
  same(await after(place, ["2", set(first!, `${state}2`)]), {
    version: "2",
    states: new Map([[first!, `${state}2`], ...rest.map((key): [string, string] => [key, `${state}1`])]),
  });
  same(await after(place, ["3", del(first!)]), {
    version: "3",
    states: new Map(rest.map((key) => [key, `${state}1`])),
  });
  same(await after(place, ["4", ...rest.map(del)]), { version: "4", states: new Map() });
}
