import { setImmediate } from "node:timers/promises";
import { makeStoreHarness, ModelStore, randomLife, type StoreHarness } from "@workset/contract";
import { expect, test } from "vitest";
import { memoryHarness } from "./memory-harness.ts";
import { numbers } from "./numbers.ts";

const seed = 1_121_2026;

/** The keys of one model are handed to the next, as a file would be. */
function modelHarness(): Promise<StoreHarness> {
  let last: ModelStore | undefined;
  return makeStoreHarness({
    open: () => (last = new ModelStore(last?.keysByQueue)),
    settle: () => setImmediate(),
    crash: (store) => store.crash(),
  });
}

test(`the store in memory does in random lives what the model does (seed ${seed})`, async () => {
  const below = numbers(seed);
  for (let life = 0; life < 200; life++) {
    const lifeSeed = below(2 ** 31);
    const said = await randomLife(await memoryHarness(), lifeSeed, { reopens: false });
    expect(said, `the life with seed ${lifeSeed}`).toEqual(
      await randomLife(await modelHarness(), lifeSeed, { reopens: false }),
    );
  }
});
