import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Journal, JournalWriter } from "../src/journal.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "workset-journal-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const dead = (instance: number) => ({ is: "dead", instance }) as const;

test("several writers share a journal, and it is read in the order of their calls", () => {
  const journal = new Journal(folder);
  const other = new JournalWriter(journal.path);
  journal.write(dead(1));
  other.write(dead(2), dead(3));
  journal.write(dead(4));
  expect([...journal.read()]).toEqual([1, 2, 3, 4].map(dead));
  expect([...journal.read()]).toEqual([]);
  other.close();
  journal.close();
});

test("half a line that a writer left is passed over, and the next writer's lines are whole", () => {
  const journal = new Journal(folder);
  appendFileSync(journal.path, '{"is":"added","instance":1,"ke');
  const next = new JournalWriter(journal.path);
  next.write(dead(2));
  expect([...journal.read()]).toEqual([dead(2)]);
  next.close();
  journal.close();
});

test("the last lines about a key can be looked up, with the instances between them", () => {
  const journal = new Journal(folder);
  journal.write({ is: "asked", instance: 1, key: "a", version: 1 });
  journal.write({ is: "asked", instance: 1, key: "ab", version: 2 });
  journal.write({ is: "killing", instance: 1 });
  journal.write({ is: "asked", instance: 2, key: "a", version: 3 });
  expect(journal.lastOf("a").map((line) => (JSON.parse(line) as { is: string }).is)).toEqual([
    "asked",
    "killing",
    "asked",
  ]);
  journal.close();
});

test("a journal that is begun anew is empty", () => {
  const journal = new Journal(folder);
  journal.write(dead(1));
  journal.renew();
  journal.write(dead(2));
  expect([...journal.read()]).toEqual([dead(2)]);
  journal.close();
});
