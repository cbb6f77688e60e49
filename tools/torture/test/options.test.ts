import { expect, test } from "vitest";
import { parseOptions } from "../src/options.ts";
import { chosenScenarios } from "../src/torture.ts";

test("kills, seed, file, modules and scenarios are read", () => {
  const args = ["--kills", "7", "--seed", "3", "--json", "out.json", "--store", "/a/store.ts"];
  const more = ["--cache", "/a/cache.ts", "--scenario", "informer", "--scenario", "kills"];
  expect(parseOptions([...args, ...more], 1)).toEqual({
    kills: 7,
    seed: 3,
    json: "out.json",
    store: "file:///a/store.ts",
    cache: "file:///a/cache.ts",
    scenarios: ["informer", "kills"],
  });
});

test("without a seed another one is taken", () => {
  expect(parseOptions(["--kills", "7"], 11)).toMatchObject({ seed: 11 });
});

test("scenarios are chosen by name, and share the kills among themselves; all of them without a name", () => {
  const shares = (...names: string[]): [string, number][] =>
    chosenScenarios(names).map(({ name, share }) => [name, share]);
  expect(shares("informer")).toEqual([["informer", 1]]);
  expect(shares("quarantine")).toEqual([["quarantine", 1]]);
  const two = shares("kills", "creation");
  expect(two.map(([name]) => name)).toEqual(["creation", "kills"]);
  for (const some of [two, shares()]) {
    expect(some.reduce((sum, [, share]) => sum + share, 0)).toBeCloseTo(1);
  }
  expect(shares().length).toBeGreaterThan(3);
  expect(() => shares("thunder")).toThrow(/"thunder" is none; there are: .*informer/);
});

test("what cannot be used is refused, and named", () => {
  expect(() => parseOptions([], 1)).toThrow(/--kills/);
  for (const kills of ["0", "1.5", "many", " "]) {
    expect(() => parseOptions(["--kills", kills], 1)).toThrow(`it is ${JSON.stringify(kills)}`);
  }
  expect(() => parseOptions(["--kills", "1", "--seed=-1"], 1)).toThrow(/--seed must be/);
  expect(() => parseOptions(["--kills", "1", "--all"], 1)).toThrow(/--all/);
});
