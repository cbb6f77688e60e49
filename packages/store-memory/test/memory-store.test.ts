import { expect, test } from "vitest";
import { MemoryStore } from "@workset/store-memory";
import type { AddRequest, Claim, OpenQueue, QueuePolicy } from "@workset/store";
import { MemoryQueue } from "../src/memory-queue.ts";
import { Records } from "../src/records.ts";

const policy: QueuePolicy = {
  combine: "latest",
  merge: true,
  backoff: "deadline",
  retryDelayMs: () => 10,
  maxCrashes: 5,
};
const options: OpenQueue = { queue: "queue", now: 0, policy };

function request(key: string, more?: Partial<AddRequest>): AddRequest {
  return { key, payload: null, priority: 0, ...more };
}

function refusing(): never {
  throw new RangeError("no time");
}

test("the store in memory does not claim to outlive the process", () => {
  expect(new MemoryStore().capabilities).toEqual({ durable: false });
});

test("nothing happens before the caller has finished its turn", async () => {
  let combined = 0;
  const combine = (): null => {
    combined++;
    return null;
  };
  const queue = await new MemoryStore().open({ ...options, policy: { ...policy, combine } });
  const adding = Promise.all([queue.add(request("a"), 0), queue.add(request("a"), 0)]);
  expect(combined).toBe(0);
  await adding;
  expect(combined).toBe(1);
});

test("a crash leaves processing keys processing until the queue is opened again", async () => {
  const store = new MemoryStore();
  const queue = await store.open(options);
  await queue.add(request("a"), 0);
  const [claim] = await queue.take(1, 0);
  store.crash();
  await expect(queue.release(claim!, { next: "done" }, 0)).rejects.toMatchObject({ code: "closed" });
  const next = await store.open(options);
  expect(next.recovery).toEqual({ recovered: 1, quarantined: [] });
  expect((await next.take(1, 0))[0]).toMatchObject({ key: "a", crashes: 1 });
});

test("a key of which nothing is left to know takes no memory", async () => {
  const records = new Records();
  const giveUp = { next: "give-up", cause: { name: "Error", message: "broken" } } as const;
  const queue = new MemoryQueue(records, options, () => {});
  const takeOne = async (): Promise<Claim> => (await queue.take(1, 0))[0]!;

  await queue.add(request("done"), 0);
  await queue.release(await takeOne(), { next: "done", keepFailures: true }, 0);

  await queue.add(request("cancelled", { due: 10 }), 0);
  await queue.cancel("cancelled", 0);

  await queue.add(request("purged", { due: () => 0 }), 0);
  await queue.release(await takeOne(), giveUp, 0);
  await queue.purge({ all: true });

  await queue.add(request("forgotten", { due: () => 0 }), 0);
  await queue.release(await takeOne(), giveUp, 0);
  await queue.add(request("forgotten", { due: () => 0 }), 0);
  await queue.release(await takeOne(), { next: "done", keepFailures: true }, 0);
  expect(records.find("forgotten")).toMatchObject({ failures: 1 });
  expect(records.errorsOf("forgotten")).toEqual([]);
  await queue.forget("forgotten");

  await expect(queue.add(request("refused", { due: refusing }), 0)).rejects.toThrow("no time");
  await queue.find("asked for", 0);

  for (const key of ["done", "cancelled", "purged", "forgotten", "refused", "asked for"]) {
    expect(records.find(key), key).toBeUndefined();
  }
});
