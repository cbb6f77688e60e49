import * as fc from "fast-check";
import { expect, test } from "vitest";
import { ListDecoder } from "../src/list-watch/list-decoder.ts";
import { bytes } from "./scripted-fetch.ts";

function decoded(text: string, places: readonly number[] = []) {
  const all = bytes(text);
  const decoder = new ListDecoder<unknown>("GET /things", (object) => object);
  const cuts = [0, ...places.map((place) => place % (all.length + 1)).toSorted((a, b) => a - b)];
  for (const [index, from] of cuts.entries()) decoder.push(all.subarray(from, cuts[index + 1] ?? all.length));
  return decoder.end();
}

test("a list is what JSON.parse says, however its keys are ordered, its text is spaced and its bytes are cut", () => {
  const any = fc.dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue({ maxDepth: 3 }));
  // Items that begin alike, and hold lists that do so too.
  const meta = fc.record({ name: fc.string(), data: fc.string({ unit: "grapheme", maxLength: 60 }) });
  const inner = fc.array(fc.record({ metadata: meta }), { maxLength: 3 });
  const alike = fc.record({ metadata: meta, inner: fc.option(inner) });
  const item = fc.oneof(any, alike, { weight: 3, arbitrary: alike });
  const list = fc.record({
    kind: fc.constant("List"),
    metadata: fc.record({ resourceVersion: fc.string(), items: fc.jsonValue() }),
    items: fc.array(item, { maxLength: 12 }),
    other: fc.oneof(fc.jsonValue(), fc.constant({ items: [{ a: 1 }] }), fc.constant('"items":[{}]')),
  });
  const order = fc.shuffledSubarray(["kind", "metadata", "items", "other"], { minLength: 4 });
  const cuts = fc.array(fc.nat(), { maxLength: 20 });
  fc.assert(
    fc.property(list, order, fc.constantFrom(0, 2), cuts, (value, keys, indent, places) => {
      const text = JSON.stringify(
        Object.fromEntries(keys.map((key) => [key, value[key as "kind"]])),
        null,
        indent,
      );
      expect(decoded(text, places)).toEqual({
        items: (JSON.parse(text) as { items: unknown[] }).items,
        version: value.metadata.resourceVersion,
      });
    }),
    { numRuns: 600 },
  );
});

test("a list whose text is damaged anywhere is refused, or its damage is in a text", () => {
  const list = {
    kind: "PodList",
    items: [{ a: { b: ['"', "\\", "]"] } }, { c: 2 }],
    metadata: { resourceVersion: "1" },
  };
  const text = JSON.stringify(list);
  for (let at = 0; at < text.length; at++) {
    for (const damaged of [
      text.slice(0, at),
      text.slice(0, at) + text.slice(at + 1),
      `${text.slice(0, at)}]${text.slice(at)}`,
    ]) {
      let whole: { kind?: string; items?: unknown } | undefined;
      try {
        whole = JSON.parse(damaged) as { kind?: string; items?: unknown };
      } catch {
        expect(() => decoded(damaged, [at])).toThrow(/GET \/things: the answer of \d+ bytes is/);
        continue;
      }
      const isList = whole?.kind?.endsWith("List") && (whole.items === null || Array.isArray(whole.items));
      if (isList) expect(decoded(damaged, [at]).items).toEqual(whole.items ?? []);
      else expect(() => decoded(damaged, [at])).toThrow(/no list/);
    }
  }
});

test("each item is handed over once, in order, at the latest when the next one has begun", () => {
  const kept: unknown[] = [];
  const decoder = new ListDecoder<{ n: number }>("GET /things", (object) => (kept.push(object.n), object));
  decoder.push(bytes('{"kind":"ThingList","items":[{"n":1},{"n":'));
  expect(kept).toEqual([1]);
  decoder.push(bytes("2}"));
  decoder.push(bytes(',{"n":3}'));
  expect(kept).toEqual([1, 2]);
  decoder.push(bytes(',{"n":4}],"metadata":{}}'));
  expect(decoder.end()).toEqual({ items: [{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }], version: "" });
  expect(kept).toEqual([1, 2, 3, 4]);
});
