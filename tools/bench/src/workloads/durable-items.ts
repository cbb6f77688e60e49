import { closeSync, existsSync, fsyncSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Meter, Run } from "../workload.ts";

/** What is put into a durable queue: as JSON, 100 bytes. */
export interface Item {
  readonly key: string;
  readonly text: string;
}

const itemBytes = 100;

/** How keys follow each other: an index over them grows at its end, or everywhere at once. */
type Order = "in order" | "scattered";

const keyAt: Readonly<Record<Order, (i: number) => string>> = {
  "in order": (i) => `name-${String(i + 1).padStart(9, "0")}`,
  scattered: (i) => `ns-${i % 97}/name-${i}`,
};

export function makeItems(count: number, order: Order): Item[] {
  return Array.from({ length: count }, (_, i) => {
    // Flat and not hashed yet, as if it had just been parsed.
    const key = Buffer.from(keyAt[order](i), "latin1").toString("latin1");
    const text = "x".repeat(itemBytes - JSON.stringify({ key, text: "" }).length);
    return { key, text };
  });
}

/** A new folder for the files of a run. */
export function tempFolder(): Disposable & { file(name: string): string } {
  const path = mkdtempSync(join(tmpdir(), "workset-bench-durable-"));
  return { file: (name) => join(path, name), [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

/** Waits until a database is on the disk: the next run must not pay for its preparation. */
export function syncToDisk(path: string): void {
  for (const file of [path, `${path}-wal`].filter((file) => existsSync(file))) {
    const descriptor = openSync(file, "r+");
    fsyncSync(descriptor);
    closeSync(descriptor);
  }
}

/** Does the same with keys in both orders, each in a file of its own; each is a phase. */
export const inBothOrders =
  (run: (items: readonly Item[], path: string, start: () => void) => Promise<number>): Run =>
  async (count, meter: Meter) => {
    using folder = tempFolder();
    let out = 0;
    for (const order of ["in order", "scattered"] as const) {
      const path = folder.file(`${order}.db`);
      out += await run(makeItems(count, order), path, () => {
        syncToDisk(path);
        meter.start();
      });
      meter.lap(order);
    }
    return out;
  };
