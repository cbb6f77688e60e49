import * as fc from "fast-check";
import { expect, test } from "vitest";
import { LineSplitter } from "../src/watch/line-splitter.ts";
import { bytes } from "./scripted-fetch.ts";

function cut(all: Uint8Array, at: readonly number[]): Uint8Array[] {
  const places = [...new Set(at.map((place) => place % (all.length + 1)))].toSorted((a, b) => a - b);
  return [0, ...places].map((from, index) => all.subarray(from, places[index] ?? all.length));
}

test("the lines are the same however the bytes are cut into chunks", () => {
  const line = fc.string({ unit: "grapheme", maxLength: 20 }).map((text) => text.replaceAll("\n", " "));
  fc.assert(
    fc.property(fc.array(line), line, fc.array(fc.nat(), { maxLength: 30 }), (lines, last, places) => {
      const splitter = new LineSplitter(1e6);
      const text = [...lines, last].join("\n");
      const found = cut(bytes(text), places).flatMap((chunk) => splitter.push(chunk));
      expect([...found, splitter.end()]).toEqual([...lines, last]);
    }),
  );
});

test("a line of 3 MB that comes byte by 64 KB costs one pass", () => {
  const splitter = new LineSplitter(1e9);
  const chunk = new Uint8Array(64 * 1024).fill(0x61);
  for (let sent = 0; sent < 3e6; sent += chunk.length) expect(splitter.push(chunk)).toEqual([]);
  const [line] = splitter.push(bytes("\n"));
  expect(line!.length).toBe(Math.ceil(3e6 / chunk.length) * chunk.length);
});

test("only a newline ends a line", () => {
  const splitter = new LineSplitter(1e6);
  expect(splitter.push(bytes('{"a":"\u2028\u0085"}\r\n\r\n'))).toEqual(['{"a":"\u2028\u0085"}\r', "\r"]);
});

test("a line that is longer than allowed is refused before it is complete", () => {
  const splitter = new LineSplitter(10);
  splitter.push(bytes("12345678"));
  expect(() => splitter.push(bytes("90ab"))).toThrow(/longer than 10 bytes/);
});
