import { expect, test } from "vitest";
import { MemoryStore } from "@workset/store-memory";
import type { AddRequest, Claim, OpenQueue } from "@workset/store";
import { MemoryQueue } from "../src/memory-queue.ts";
import { Rows } from "../src/rows.ts";

const options: OpenQueue = { queue: "queue", now: 0, maxCrashes: 5, combine: (_, added) => added };

function request(key: string, more?: Partial<AddRequest>): AddRequest {
  return { key, payload: null, priority: 0, combine: options.combine, ...more };
}

function refusing(): never {
  throw new RangeError("no time");
}

test("It does not claim to outlive the process", () => {
  expect(new MemoryStore().capabilities).toEqual({ durable: false });
});

test("Nothing happens before the caller has finished its turn", async () => {
  const queue = await new MemoryStore().open(options);
  let combined = 0;
  const combine = (): null => {
    combined++;
    return null;
  };
  const adding = Promise.all([queue.add(request("a"), 0), queue.add(request("a", { combine }), 0)]);
  expect(combined).toBe(0);
  await adding;
  expect(combined).toBe(1);
});

test("A crash leaves in hand what was in hand, until the queue is opened again", async () => {
  const store = new MemoryStore();
  const queue = await store.open(options);
  await queue.add(request("a"), 0);
  const [claim] = await queue.take(1, 0);
  store.crash();
  await expect(queue.complete(claim!, 0)).rejects.toMatchObject({ code: "closed" });
  const next = await store.open(options);
  expect(next.recovery).toEqual({ recovered: 1, quarantined: [] });
  expect((await next.take(1, 0))[0]).toMatchObject({ key: "a", crashes: 1 });
});

test("A key of which there is nothing left to know costs nothing", async () => {
  const rows = new Rows();
  const queue = new MemoryQueue(rows, options, () => {});
  const takeOne = async (): Promise<Claim> => (await queue.take(1, 0))[0]!;

  await queue.add(request("done"), 0);
  await queue.complete(await takeOne(), 0);

  await queue.add(request("cancelled", { due: 10 }), 0);
  await queue.cancel("cancelled", 0);

  await queue.add(request("purged", { due: () => 0 }), 0);
  await queue.giveUp(await takeOne(), { name: "Error", message: "broken" }, 0);
  await queue.purge({});

  await queue.add(request("forgotten", { due: () => 0 }), 0);
  await queue.giveUp(await takeOne(), { name: "Error", message: "broken" }, 0);
  await queue.add(request("forgotten", { due: () => 0 }), 0);
  await queue.complete(await takeOne(), 0);
  expect(rows.find("forgotten")).toMatchObject({ failures: 1, errors: [] });
  await queue.forget("forgotten");

  await expect(queue.add(request("refused", { due: refusing }), 0)).rejects.toThrow("no time");
  await queue.failures("asked for");

  for (const key of ["done", "cancelled", "purged", "forgotten", "refused", "asked for"]) {
    expect(rows.find(key), key).toBeUndefined();
  }
});
