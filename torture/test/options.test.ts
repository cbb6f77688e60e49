import { expect, test } from "vitest";
import { parseOptions } from "../src/options.ts";

test("kills, seed, file and module are read", () => {
  const args = ["--kills", "7", "--seed", "3", "--json", "out.json", "--store", "/a/store.ts"];
  const store = "file:///a/store.ts";
  expect(parseOptions(args, 1)).toEqual({ kills: 7, seed: 3, json: "out.json", store });
});

test("without a seed another one is taken", () => {
  expect(parseOptions(["--kills", "7"], 11)).toMatchObject({ seed: 11 });
});

test("what can not be used is refused, and named", () => {
  expect(() => parseOptions([], 1)).toThrow(/--kills/);
  for (const kills of ["0", "1.5", "many", " "]) {
    expect(() => parseOptions(["--kills", kills], 1)).toThrow(`it is ${JSON.stringify(kills)}`);
  }
  expect(() => parseOptions(["--kills", "1", "--seed=-1"], 1)).toThrow(/--seed must be/);
  expect(() => parseOptions(["--kills", "1", "--all"], 1)).toThrow(/--all/);
});
