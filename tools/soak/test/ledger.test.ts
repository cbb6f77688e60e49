import { expect, test } from "vitest";
import { Ledger } from "../src/ledger.ts";

function ledger(): { ledger: Ledger; faults: string[] } {
  const faults: string[] = [];
  return { ledger: new Ledger("things", (says) => faults.push(says)), faults };
}

/** A run from its beginning to its end. */
function run(ledger: Ledger, key: string, version: string | undefined): void {
  ledger.begins(key);
  ledger.handled(key, version);
  ledger.ends(key);
}

test("what was handled in its last version, or is gone and was handled since, is no fault", () => {
  const { ledger: book, faults } = ledger();
  run(book, "a", "1");
  run(book, "a", "12");
  run(book, "b", "3");
  run(book, "b", undefined);
  book.checkFinalState([{ name: "a", version: "12" }]);
  expect(faults).toEqual([]);
  expect({ size: book.size, runs: book.runs }).toEqual({ size: 1, runs: 4 });
});

test("an object whose last version was not handled is a fault", () => {
  const { ledger: book, faults } = ledger();
  run(book, "a", "1");
  book.checkFinalState([
    { name: "a", version: "2" },
    { name: "b", version: "1" },
  ]);
  expect(faults).toEqual(["things: 2 keys are not handled after their last change: a, b"]);
});

test("a key that is gone, and was not handled since, is a fault", () => {
  const { ledger: book, faults } = ledger();
  run(book, "a", "1");
  book.checkFinalState([]);
  expect(faults).toEqual(["things: 1 keys are not handled after they went: a"]);
});

test("a key that runs twice at once is a fault, and so is one that is still processing at the end", () => {
  const { ledger: book, faults } = ledger();
  book.begins("a");
  book.begins("a");
  book.checkFinalState([]);
  expect(faults).toEqual(["things: a runs twice at once", "things: 1 keys are still processing: a"]);
});

test("an older version after a newer one is a fault", () => {
  const { ledger: book, faults } = ledger();
  run(book, "a", "10");
  run(book, "a", "9");
  expect(faults).toEqual(["things: a is handled in an older version"]);
});
