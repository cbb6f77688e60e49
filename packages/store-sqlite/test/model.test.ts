import { makeStoreHarness, ModelStore, randomLife, type StoreHarness } from "@workset/contract";
import { expect, test } from "vitest";
import { SqliteHarness } from "./sqlite-harness.ts";

const seed = 20_261_121;
const lives = process.env["WORKSET_NIGHTLY"] === "1" ? 500 : 25;

/** A harness of the model: its keys are handed from one store to the next, as a file would be. */
function modelHarness(): Promise<StoreHarness> {
  let last: ModelStore | undefined;
  return makeStoreHarness({
    open: () => (last = new ModelStore(last?.keysByQueue)),
    settle: async () => {},
    crash: (store) => store.crash(),
  });
}

test(`the SQLite store does in random lives what the model does (seed ${seed})`, async () => {
  for (let life = 0; life < lives; life++) {
    await using harness = new SqliteHarness();
    const said = await randomLife(harness, seed + life);
    expect(said, `the life with seed ${seed + life}`).toEqual(
      await randomLife(await modelHarness(), seed + life),
    );
  }
});
