import { describe, expect, test } from "vitest";
import {
  applicable,
  checkClause,
  contractPage,
  makeStorePlace,
  ModelStore,
  storeClauses,
  storeContract,
} from "@workset/contract";
import { modelStorePlace, slowStorePlace } from "./model-store-place.ts";

describe("The model of a store keeps the contract", () => {
  for (const clause of storeClauses) {
    test(clause.says, async () => {
      expect(await checkClause(clause, () => modelStorePlace())).toBe("kept");
    });
  }
});

describe("A store that takes its time is held to the same", () => {
  for (const clause of storeClauses) {
    test(clause.says, async () => {
      expect(await checkClause(clause, slowStorePlace)).toBe("kept");
    });
  }
});

test("No two clauses say the same, and each says a sentence", () => {
  const sentences = storeClauses.map(({ says }) => says);
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

test("A place can do what its store says of itself, and what can be done to it", async () => {
  const places = [
    await makeStorePlace({ open: openVolatile, settle }),
    await makeStorePlace({ open, settle }),
    await makeStorePlace({ open: openVolatile, settle, crash }),
    await makeStorePlace({ open, settle, crash }),
  ];
  expect(places.map(({ capabilities }) => capabilities)).toEqual([
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

test("A store that can only be opened is held to what every store promises, and told what it is spared", () => {
  const { held, skipped } = applicable(storeClauses, []);
  expect(held.length + skipped.length).toBe(storeClauses.length);
  expect(new Set(skipped.map(({ reason }) => reason))).toEqual(new Set(["needs crashes", "needs durable"]));
});
