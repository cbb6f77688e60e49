import { describe, expect, test } from "vitest";
import {
  applicable,
  checkClause,
  contractPage,
  makeStoreHarness,
  ModelStore,
  storeClauses,
  storeContract,
} from "@workset/contract";
import { modelStoreHarness, slowStoreHarness } from "./model-store-harness.ts";

describe("The model of a store keeps the contract", () => {
  for (const clause of storeClauses) {
    test(clause.title, async () => {
      expect(await checkClause(clause, () => modelStoreHarness())).toBe("kept");
    });
  }
});

describe("A slow store keeps the same contract", () => {
  for (const clause of storeClauses) {
    test(clause.title, async () => {
      expect(await checkClause(clause, slowStoreHarness)).toBe("kept");
    });
  }
});

test("No two clauses say the same, and each says a sentence", () => {
  const sentences = storeClauses.map(({ title }) => title);
  expect(new Set(sentences).size).toBe(sentences.length);
  expect(sentences.filter((says) => !/^[A-Z].*\.$/.test(says))).toEqual([]);
});

test("Every capability is needed by some clause, and no clause needs anything else", () => {
  const needed = new Set(storeClauses.flatMap(({ needs = [] }) => [...needs]));
  expect([...needed].toSorted()).toEqual(["crashes", "durable"]);
});

const open = (): ModelStore => new ModelStore();
const openVolatile = (): ModelStore => Object.assign(open(), { capabilities: { durable: false } });
const crash = (store: ModelStore): void => store.crash();
const settle = async (): Promise<void> => {};

test("A harness can do what its store says of itself, and what can be done to it", async () => {
  const harnesses = [
    await makeStoreHarness({ open: openVolatile, settle }),
    await makeStoreHarness({ open, settle }),
    await makeStoreHarness({ open: openVolatile, settle, crash }),
    await makeStoreHarness({ open, settle, crash }),
  ];
  expect(harnesses.map(({ capabilities }) => capabilities)).toEqual([
    [],
    ["durable"],
    ["crashes"],
    ["durable", "crashes"],
  ]);
});

test("The contract of stores prints itself as a page", () => {
  const page = contractPage(storeContract);
  expect(page).toMatch(/^## Adding\n\n- A key that is added is ready\.\n/);
  expect(page).toContain("- Whatever was acknowledged before a crash has happened. *(crashes)*\n");
  expect(page.split("\n").filter((line) => line.startsWith("- "))).toHaveLength(storeClauses.length);
});

test("A store that can only be opened is checked by the common clauses, and the report names those it skips", () => {
  const { held, skipped } = applicable(storeClauses, []);
  expect(held.length + skipped.length).toBe(storeClauses.length);
  expect(new Set(skipped.map(({ reason }) => reason))).toEqual(new Set(["needs crashes", "needs durable"]));
});
