import { DurableQueue } from "@workset/durable";
import { SqliteStore } from "@workset/store-sqlite";
import type { Note } from "./recording.ts";
import { keyOf, queueName, type Item } from "./workload.ts";

/** What must be true of a key after a power cut. */
interface Expected {
  /** The versions that were asked for and neither acknowledged nor refused, and the newest that was acknowledged. */
  readonly maybe: Set<number>;
  acknowledged: number;
  readonly refused: Set<number>;
  done: "no" | "asked" | "yes";
}

/** What was asked for and acknowledged up to some instant. */
export class Accounts {
  readonly #keys = new Map<string, Expected>();

  note({ key, verb, version, state }: Note): void {
    const known = this.#keys.get(key);
    const expected = known ?? { maybe: new Set(), acknowledged: 0, refused: new Set(), done: "no" };
    this.#keys.set(key, expected);
    if (verb === "done") {
      // A key that was added again after it was taken is another run.
      if (state === "asked") expected.done = "asked";
      else if (state === "acknowledged" && expected.acknowledged <= version) expected.done = "yes";
      return;
    }
    expected.maybe.delete(version);
    if (state === "asked") expected.maybe.add(version);
    else if (state === "refused") expected.refused.add(version);
    else {
      expected.acknowledged = Math.max(expected.acknowledged, version);
      if (expected.done === "yes") expected.done = "no";
    }
  }

  /** What is wrong with these keys and their versions. */
  judge(found: ReadonlyMap<string, number>): string[] {
    const faults: string[] = [];
    for (const [key, { maybe, acknowledged, refused, done }] of this.#keys) {
      const version = found.get(key);
      if (version === undefined) {
        if (acknowledged > 0 && done === "no")
          faults.push(`${key} was acknowledged in version ${acknowledged} and is lost`);
        continue;
      }
      if (done === "yes" && maybe.size === 0) faults.push(`${key} was done and is there again`);
      if (version < acknowledged)
        faults.push(`${key} was acknowledged in version ${acknowledged} and is there in ${version}`);
      if (refused.has(version)) faults.push(`${key} is there in version ${version}, which was refused`);
    }
    for (const key of found.keys()) if (!this.#keys.has(key)) faults.push(`${key} was never added`);
    return faults;
  }
}

/** The keys of a store as the next owner finds them, and their versions. @throws What opening throws. */
export async function keysIn(path: string): Promise<Map<string, number>> {
  await using store = await SqliteStore.open(path, { durability: "power-loss" });
  await using queue = await DurableQueue.open<Item>({ store, name: queueName, keyOf, maxCrashes: 1000 });
  const found = new Map<string, number>();
  for (;;) {
    const { ready } = await queue.stats();
    if (ready === 0) return found;
    for (const { key, item } of await queue.getBatch(ready)) found.set(key, item.version);
  }
}
