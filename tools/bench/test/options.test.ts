import { expect, test } from "vitest";
import { optionsOf } from "../src/options.ts";
import type { Workload } from "../src/workload.ts";

const named = (name: string): Workload => {
  return { name, says: "", unit: "ns", count: 1, limit: "raw", subjects: { raw: () => 1 }, checks: [] };
};
const all = ["sort", "sort-stable", "search"].map(named);

const namesFor = (...args: string[]): string[] => optionsOf(args, all).workloads.map(({ name }) => name);

test("without --only everything is measured", () => {
  expect(namesFor()).toEqual(["sort", "sort-stable", "search"]);
});

test("--only takes the workload of that name, though others start with it", () => {
  expect(namesFor("--only", "sort")).toEqual(["sort"]);
});

test("--only takes all workloads whose names start with a part of a name", () => {
  expect(namesFor("--only", "so")).toEqual(["sort", "sort-stable"]);
});

test("--only may be repeated; the usual order stays, and nothing is measured twice", () => {
  expect(namesFor("--only", "search", "--only", "sort", "--only", "se")).toEqual(["sort", "search"]);
});

test.each(["merge", "", "sorting", "earch"])("--only %j is an error that names what there is", (name) => {
  expect(() => namesFor("--only", name)).toThrow(
    `no workload is named "${name}" or starts so; there are: sort, sort-stable, search`,
  );
});

test.each(["0", "2.5", "-1", "many", ""])("--runs %j is an error that says what it takes", (runs) => {
  expect(() => namesFor(`--runs=${runs}`)).toThrow(
    `--runs must be a whole number of at least 1, but it is "${runs}"`,
  );
});

test.each(["0", "-0.5", "11", "half"])("--scale %j is an error that says what it takes", (scale) => {
  expect(() => namesFor(`--scale=${scale}`)).toThrow(
    `--scale must be a number above 0 and up to 10, but it is "${scale}"`,
  );
});

test("an option that does not exist is an error that names it", () => {
  expect(() => namesFor("--quick")).toThrow("--quick");
});

test("five runs at full scale are the default", () => {
  expect(optionsOf([], all)).toMatchObject({ runs: 5, scale: 1, list: false });
});
