import { expect, test } from "vitest";
import { parseOptions } from "../src/options.ts";

test("minutes, seed, file and module are read", () => {
  const args = [
    "--minutes",
    "0.5",
    "--seed",
    "3",
    "--changes",
    "50",
    "--json",
    "out.json",
    "--with",
    "/a/plugin.ts",
  ];
  expect(parseOptions(args, 1)).toEqual({
    durationMs: 30_000,
    seed: 3,
    changesPerSecond: 50,
    json: "out.json",
    plugin: "file:///a/plugin.ts",
  });
});

test("without anything it is ten minutes, 300 changes a second, and another seed", () => {
  expect(parseOptions([], 11)).toEqual({
    durationMs: 600_000,
    seed: 11,
    changesPerSecond: 300,
    json: undefined,
    plugin: undefined,
  });
});

test("an unusable option is refused by its name", () => {
  for (const minutes of ["0", "many", " ", "Infinity"]) {
    expect(() => parseOptions(["--minutes", minutes], 1)).toThrow(`it is ${JSON.stringify(minutes)}`);
  }
  expect(() => parseOptions(["--minutes=-1"], 1)).toThrow(/--minutes must be a number above 0/);
  expect(() => parseOptions(["--seed", "1.5"], 1)).toThrow(/--seed must be a whole number of at least 0/);
  expect(() => parseOptions(["--changes", "0"], 1)).toThrow(/--changes must be a number above 0/);
  expect(() => parseOptions(["--all"], 1)).toThrow(/--all/);
});
