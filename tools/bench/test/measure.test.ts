import { expect, test } from "vitest";
import { measure } from "../src/measure.ts";
import { progressOn } from "kit";
import { workloads } from "../src/workloads/index.ts";

test("subjects take turns, so that a machine which slows down slows them all", async () => {
  const deduped = workloads.find(({ name }) => name === "deduped")!;
  const order: string[] = [];
  const onRun = (what: string): void => void order.push(what);
  const { count, samples } = await measure(deduped, { runs: 2, scale: 0.002, cpu: true, onRun });
  const [first, second, third] = Object.keys(deduped.subjects);
  expect(order).toEqual([
    `deduped, run 1 of 2: ${first}`,
    `deduped, run 1 of 2: ${second}`,
    `deduped, run 1 of 2: ${third}`,
    `deduped, run 2 of 2: ${first}`,
    `deduped, run 2 of 2: ${second}`,
    `deduped, run 2 of 2: ${third}`,
  ]);
  expect(count).toBe(2000);
  expect(Array.from(samples.values(), ({ length }) => length)).toEqual([2, 2, 2]);
});

test.each([
  { isTTY: true, written: ["\r\u001B[Krun 1", "\r\u001B[K"] },
  { isTTY: false, written: [] },
])("progress is for a terminal, and leaves nothing behind (terminal: $isTTY)", ({ isTTY, written }) => {
  const shown: string[] = [];
  const progress = progressOn({ isTTY, write: (text: string | Uint8Array) => shown.push(String(text)) > 0 });
  progress.show("run 1");
  progress.clear();
  expect(shown).toEqual(written);
});
