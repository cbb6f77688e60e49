import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { parallelize } from "../src/index.ts";
import { isSettled } from "./is-settled.ts";

/** Work of which each piece ends when the test says so. */
class Workshop {
  readonly begun: number[] = [];
  readonly #ends = new Map<number, (error?: Error) => void>();

  readonly work = (piece: number): Promise<void> => {
    this.begun.push(piece);
    return new Promise((resolve, reject) => {
      this.#ends.set(piece, (error) => (error ? reject(error) : resolve()));
    });
  };

  async end(piece: number, error?: Error): Promise<void> {
    this.#ends.get(piece)!(error);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe("parallelize", () => {
  it("works on every piece once, and resolves when all are finished", async () => {
    const done: number[] = [];
    const report = await parallelize(7, (piece) => void done.push(piece), { workers: 3 });
    expect(done.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(report).toEqual({ finished: 7, failed: [], left: 0 });
  });

  it("works on as many pieces at once as there are workers, and takes the next as soon as one is free", async () => {
    const shop = new Workshop();
    const all = parallelize(4, shop.work, { workers: 2 });
    expect(shop.begun).toEqual([0, 1]);
    await shop.end(1);
    expect(shop.begun).toEqual([0, 1, 2]);
    await shop.end(2);
    expect(shop.begun).toEqual([0, 1, 2, 3]);
    await shop.end(3);
    expect(await isSettled(all)).toBe(false);
    await shop.end(0);
    expect(await all).toEqual({ finished: 4, failed: [], left: 0 });
  });

  it("gives a worker a chunk of neighbours, one after another", async () => {
    const shop = new Workshop();
    const all = parallelize(5, shop.work, { workers: 2, chunkSize: 2 });
    expect(shop.begun).toEqual([0, 2]);
    await shop.end(0);
    expect(shop.begun).toEqual([0, 2, 1]);
    await shop.end(2);
    await shop.end(3);
    expect(shop.begun).toEqual([0, 2, 1, 3, 4]);
    await shop.end(1);
    await shop.end(4);
    expect(await all).toEqual({ finished: 5, failed: [], left: 0 });
  });

  it("has no more workers at once than there are chunks", async () => {
    const shop = new Workshop();
    const all = parallelize(5, shop.work, { workers: 10, chunkSize: 3 });
    expect(shop.begun).toEqual([0, 3]);
    for (const piece of [0, 1, 2, 3, 4]) await shop.end(piece);
    await all;
  });

  it("may have more workers than there can be pieces", async () => {
    const report = await parallelize(2, () => {}, { workers: Number.MAX_SAFE_INTEGER });
    expect(report.finished).toBe(2);
  });

  it.each([0, -4, 0.9, -Infinity])("counts a chunk of %d as one of 1", async (chunkSize) => {
    const shop = new Workshop();
    const all = parallelize(3, shop.work, { workers: 3, chunkSize });
    expect(shop.begun).toEqual([0, 1, 2]);
    for (const piece of shop.begun) await shop.end(piece);
    expect(await all).toEqual({ finished: 3, failed: [], left: 0 });
  });

  it("takes whole pieces only: a chunk of 2.9 is one of 2", async () => {
    const shop = new Workshop();
    const all = parallelize(4, shop.work, { workers: 4, chunkSize: 2.9 });
    expect(shop.begun).toEqual([0, 2]);
    for (const piece of [0, 1, 2, 3]) await shop.end(piece);
    expect((await all).finished).toBe(4);
  });

  it("does nothing when there are no pieces", async () => {
    const shop = new Workshop();
    expect(await parallelize(0, shop.work, { workers: 3 })).toEqual({ finished: 0, failed: [], left: 0 });
    expect(shop.begun).toEqual([]);
  });

  it("does nothing, and says so, when there are no workers", async () => {
    const shop = new Workshop();
    expect(await parallelize(3, shop.work, { workers: 0 })).toEqual({ finished: 0, failed: [], left: 3 });
    expect(shop.begun).toEqual([]);
  });

  it("stops between pieces, also inside a chunk: what is under way is awaited, the rest is left", async () => {
    const shop = new Workshop();
    const stop = new AbortController();
    const all = parallelize(10, shop.work, { workers: 2, chunkSize: 3, signal: stop.signal });
    await shop.end(0);
    stop.abort();
    expect(await isSettled(all)).toBe(false);
    await shop.end(1);
    await shop.end(3);
    expect(await all).toEqual({ finished: 3, failed: [], left: 7 });
    expect(shop.begun).toEqual([0, 3, 1]);
    expect(getEventListeners(stop.signal, "abort")).toHaveLength(0);
  });

  it("begins nothing when its signal is aborted already", async () => {
    const shop = new Workshop();
    const report = await parallelize(3, shop.work, { workers: 2, signal: AbortSignal.abort() });
    expect([report, shop.begun]).toEqual([{ finished: 0, failed: [], left: 3 }, []]);
  });

  it("reports the errors in the order in which they happened, and goes on with the rest", async () => {
    const shop = new Workshop();
    const all = parallelize(4, shop.work, { workers: 2, chunkSize: 2 });
    const first = new Error("first");
    const second = new Error("second");
    await shop.end(2, first);
    await shop.end(0, second);
    await shop.end(1);
    await shop.end(3);
    expect(await all).toEqual({
      finished: 2,
      failed: [
        { piece: 2, error: first },
        { piece: 0, error: second },
      ],
      left: 0,
    });
  });

  it("reports what work throws at once like what it throws later, whatever is thrown", async () => {
    const report = await parallelize(
      3,
      (piece) => {
        if (piece === 1) throw undefined;
      },
      { workers: 1 },
    );
    expect(report).toEqual({ finished: 2, failed: [{ piece: 1, error: undefined }], left: 0 });
  });

  it.each([
    [-1, 1, "pieces must be a whole number of at least 0, but it is -1"],
    [1.5, 1, "pieces must be a whole number of at least 0, but it is 1.5"],
    [Infinity, 1, "pieces must be a whole number of at least 0, but it is Infinity"],
    [1, -1, "workers must be a whole number of at least 0, but it is -1"],
    [1, NaN, "workers must be a whole number of at least 0, but it is NaN"],
  ])("refuses %d pieces for %d workers", async (pieces, workers, message) => {
    const shop = new Workshop();
    await expect(parallelize(pieces, shop.work, { workers })).rejects.toThrow(new RangeError(message));
    expect(shop.begun).toEqual([]);
  });
});
