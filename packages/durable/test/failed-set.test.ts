import { describe, expect, test } from "vitest";
import type { DurableQueue, FailedSet } from "@workset/durable";
import { Bench, start, statesOf, type Mail } from "./open-queue.ts";
import { Refusals, turns } from "./wrapped-store.ts";

async function giveUp(queue: DurableQueue<Mail>, to: string, text: string, why: string): Promise<void> {
  await queue.add({ to, text });
  await (await queue.get())!.giveUp(new TypeError(why));
}

async function keysOf(failed: FailedSet<Mail>, search?: string): Promise<string[]> {
  const listed = await Array.fromAsync(failed.list(search === undefined ? {} : { search }));
  return listed.map(({ key }) => key);
}

async function threeFailed(): Promise<{ readonly bench: Bench; readonly queue: DurableQueue<Mail> }> {
  const bench = new Bench();
  const queue = await bench.openMails();
  await giveUp(queue, "b", "invoice", "refused");
  bench.clock.advance(1_000);
  await giveUp(queue, "a", "letter", "no such host");
  bench.clock.advance(1_000);
  await giveUp(queue, "c", "letter", "refused");
  return { bench, queue };
}

describe("The failed set", () => {
  test("lists its keys, the first to fail first, with their items and why they failed", async () => {
    const { queue } = await threeFailed();
    expect(await keysOf(queue.failed)).toEqual(["b", "a", "c"]);
    const [first] = await Array.fromAsync(queue.failed.list());
    expect(first).toMatchObject({
      key: "b",
      item: { to: "b", text: "invoice" },
      failedAt: start,
      failures: 0,
      crashes: 0,
      error: { name: "TypeError", message: "refused", stack: expect.stringContaining("TypeError: refused") },
    });
    expect(await statesOf(queue)).toEqual(["b:failed", "a:failed", "c:failed"]);
    expect(await queue.stateOf("a")).toBe("failed");
    expect(await queue.has("a")).toBe(true);
    expect(await queue.stats()).toMatchObject({ failed: 3, ready: 0, processing: 0 });
  });

  test("is searched by key, payload and error", async () => {
    const { queue } = await threeFailed();
    expect(await keysOf(queue.failed, "letter")).toEqual(["a", "c"]);
    expect(await keysOf(queue.failed, "refused")).toEqual(["b", "c"]);
    expect(await keysOf(queue.failed, "host")).toEqual(["a"]);
    expect(await keysOf(queue.failed, "nothing")).toEqual([]);
  });

  test("is listed whole, however many pages it takes", async () => {
    const queue = await new Bench().open();
    const keys = Array.from({ length: 1_201 }, (_, i) => `k${i}`);
    await queue.addAll(keys);
    for (const lease of await queue.getBatch(keys.length)) await lease.giveUp("no");
    const listed = await Array.fromAsync(queue.failed.list());
    expect(listed.map(({ key }) => key)).toEqual(keys);
  });

  test("is replayed by key, by text, by age, or whole; after all ready keys, to a caller that waits", async () => {
    const { queue } = await threeFailed();
    await queue.add({ to: "z", text: "" });
    expect(await queue.failed.replay({ search: "host" })).toBe(1);
    expect(await queue.failed.replay({ key: "unknown" })).toBe(0);
    expect(await queue.failed.replay({ failedBefore: start + 1 })).toBe(1);
    expect(await statesOf(queue)).toEqual(["z:ready", "a:ready", "b:ready", "c:failed"]);
    for (let i = 0; i < 3; i++) await (await queue.get())!.done();
    const getting = queue.get();
    expect(await queue.failed.replay()).toBe(1);
    const lease = (await getting)!;
    expect(lease.item).toEqual({ to: "c", text: "letter" });
    expect(await lease.done()).toBe("done");
  });

  test("keeps the errors of a key over a replay, the newest ten", async () => {
    const bench = new Bench();
    const queue = await bench.openMails();
    await giveUp(queue, "a", "1", "error 0");
    for (let i = 1; i < 12; i++) {
      await queue.failed.replay({ key: "a" });
      bench.clock.advance(1);
      await (await queue.get())!.giveUp(new Error(`error ${i}`));
    }
    const errors = await queue.failed.errors("a");
    expect(errors.map(({ message }) => message)).toEqual(
      Array.from({ length: 10 }, (_, i) => `error ${11 - i}`),
    );
    expect(errors[0]).toMatchObject({ kind: "given-up", at: start + 11, failures: 0 });
    expect(await queue.failed.errors("unknown")).toEqual([]);
  });

  test("is purged by what is asked, with the errors", async () => {
    const { queue } = await threeFailed();
    expect(await queue.failed.purge({ key: "a" })).toBe(1);
    expect(await queue.failed.errors("a")).toEqual([]);
    expect(await queue.failed.purge({ search: "invoice" })).toBe(1);
    expect(await queue.failed.purge({ all: true })).toBe(1);
    expect(await statesOf(queue)).toEqual([]);
  });

  test("takes a key given up only if nothing was added meanwhile; the error is kept all the same", async () => {
    const queue = await new Bench().openMails();
    await queue.add({ to: "a", text: "1" });
    const lease = (await queue.get())!;
    await queue.add({ to: "a", text: "2" });
    expect(await lease.giveUp(new Error("no"))).toBe("rerun");
    expect(await statesOf(queue)).toEqual(["a:ready"]);
    expect(await queue.failed.errors("a")).toMatchObject([{ message: "no" }]);
  });
});

describe("Failed keys", () => {
  const hourMs = 3_600_000;

  test("are kept forever unless it is said for how long", async () => {
    const { bench, queue } = await threeFailed();
    bench.clock.advance(1e12);
    await turns(1);
    expect(await keysOf(queue.failed)).toEqual(["b", "a", "c"]);
    expect(bench.clock.pendingTimers).toBe(0);
  });

  test("that are older than it is said go within the hour, and when the queue is opened", async () => {
    const bench = new Bench();
    const queue = await bench.openMails({ keepFailedMs: 2 * hourMs });
    await giveUp(queue, "a", "1", "no");
    bench.clock.advance(hourMs);
    await giveUp(queue, "b", "1", "no");
    bench.clock.advance(hourMs);
    await turns(1);
    expect(await keysOf(queue.failed)).toEqual(["a", "b"]);
    bench.clock.advance(hourMs);
    await turns(1);
    expect(await keysOf(queue.failed)).toEqual(["b"]);
    await queue.close();
    expect(bench.clock.pendingTimers).toBe(0);
    bench.clock.advance(hourMs);
    const reopened = await bench.openMails({ keepFailedMs: 2 * hourMs });
    expect(await keysOf(reopened.failed)).toEqual([]);
    await reopened.close();
  });

  test("are looked at every hour, wherever the wall clock is set meanwhile", async () => {
    const bench = new Bench();
    const queue = await bench.openMails({ keepFailedMs: 0 });
    bench.clock.setWallTime(start - 1000 * hourMs);
    await giveUp(queue, "a", "1", "no");
    bench.clock.advance(hourMs);
    await turns(1);
    expect(await keysOf(queue.failed)).toEqual([]);
  });

  test("that cannot be purged are reported, and tried again in an hour", async () => {
    const refusals = new Refusals();
    const bench = new Bench(refusals.around);
    const queue = await bench.openMails({ keepFailedMs: 0 });
    await giveUp(queue, "a", "1", "no");
    const error = refusals.refuse("purge");
    bench.clock.advance(hourMs);
    await turns(1);
    expect(bench.errors).toEqual([error]);
    refusals.relent();
    bench.clock.advance(hourMs);
    await turns(1);
    expect(await keysOf(queue.failed)).toEqual([]);
  });
});
