import { describe, expect, test } from "vitest";
import { DurableQueue, type DurableLease, type DurableQueueOptions } from "@workset/durable";
import { Bench, statesOf, type Mail } from "./open-queue.ts";

describe("An option that has no meaning is refused by its name, before the store is opened:", () => {
  const refused: readonly (readonly [options: Partial<DurableQueueOptions<string>>, refusal: RegExp])[] = [
    [{ name: "" }, /name must be a well-formed string that is not empty, but it is ""/],
    [{ name: 5 as never }, /name must be a well-formed string that is not empty, but it is 5/],
    [{ maxCrashes: 0 }, /maxCrashes must be a whole number of at least 1, but it is 0/],
    [{ maxCrashes: 1.5 }, /maxCrashes must be a whole number of at least 1, but it is 1.5/],
    [{ name: "a\ud800" }, /name must be a well-formed string that is not empty/],
    [{ store: undefined as never }, /store/],
    [{ limiter: { when: () => 0 } as never }, /limiter.*after/],
    [{ onError: "log" as never }, /onError/],
    [{ backoff: "kept" as never }, /backoff must be "deadline", "cut" or "keep", but it is "kept"/],
    [{ payload: "last" as never }, /payload must be "latest", "first" or a function, but it is "last"/],
    [{ keepFailedMs: Number.NaN }, /keepFailedMs must be a number of milliseconds, but it is NaN/],
    [{ keepFailedMs: -1 }, /keepFailedMs must be at least 0, but it is -1/],
  ];

  test.each(refused)("%o", async (options, refusal) => {
    const bench = new Bench();
    await expect(bench.open(options)).rejects.toThrow(refusal);
    // The queue is not left open behind the refusal.
    await (await bench.open()).close();
  });
});

describe("The types", () => {
  test("ask for keyOf where items are no strings, and for none where they are", async () => {
    const { store } = new Bench();
    const strings: DurableQueue = await DurableQueue.open({ store, name: "strings" });
    // @ts-expect-error: a mail has no key by itself.
    const keyless = await DurableQueue.open<Mail>({ store, name: "keyless" });
    const mails = await DurableQueue.open<Mail>({ store, name: "mails", keyOf: (mail) => mail.to });
    // @ts-expect-error: this is no mail.
    await expect(mails.add("a")).rejects.toThrow();
    // @ts-expect-error: a key is a string.
    await DurableQueue.open<Mail>({ store, name: "numbers", keyOf: (mail) => mail.to.length });
    await expect(keyless.add({ to: "a", text: "" })).rejects.toThrow(/needs the option keyOf/);
    expect(strings.name).toBe("strings");
  });

  test("carry the item to the lease, the listing and the failed set", async () => {
    const bench = new Bench();
    const queue = await bench.openMails({ payload: (waiting, added) => ({ ...waiting, text: added.text }) });
    await queue.add({ to: "a", text: "1" });
    const lease: DurableLease<Mail> = (await queue.get())!;
    const text: string = lease.item.text;
    // @ts-expect-error: a mail has no such part.
    expect(lease.item.subject).toBeUndefined();
    await lease.giveUp("no");
    for await (const { item } of queue.failed.list()) expect(item.text satisfies string).toBe(text);
    for await (const { item } of queue.list()) expect(item.to satisfies string).toBe("a");
  });

  test("allow a narrower kind of string without keyOf", async () => {
    const { store } = new Bench();
    const queue = await DurableQueue.open<"web" | "db">({ store, name: "q" });
    await queue.add("web");
    // @ts-expect-error: neither of the two.
    await queue.add("cache");
    expect(await statesOf(queue)).toEqual(["web:ready", "cache:ready"]);
  });
});

describe("Where merging is not wanted", () => {
  test("a key that is ready may wait besides, and is listed as ready", async () => {
    const bench = new Bench();
    const queue = await bench.open({ merge: false });
    await queue.add("a");
    expect(await queue.addAfter("a", 10)).toBe("waiting");
    expect(await queue.stateOf("a")).toBe("ready");
    expect(await statesOf(queue)).toEqual(["a:ready", "a:waiting"]);
    const lease = (await queue.get())!;
    expect(await queue.stateOf("a")).toBe("processing");
    expect(await lease.done()).toBe("waiting");
    expect(await queue.stateOf("a")).toBe("waiting");
    bench.clock.advance(10);
    expect(await queue.stateOf("a")).toBe("ready");
  });
});

test("A limiter that counts no failures is asked for none", async () => {
  const queue = await new Bench().open({
    limiter: { when: () => 5, after: () => 5, forget: () => {}, numRequeues: () => 0, countsFailures: false },
  });
  await queue.addRateLimited("a");
  expect(await queue.numRequeues("a")).toBe(0);
});

test("The failures of a key are counted until it is forgotten, over restarts", async () => {
  const bench = new Bench();
  const queue = await bench.open();
  for (let i = 0; i < 3; i++) await queue.addRateLimited("a", { replace: true });
  const [waiting] = await Array.fromAsync(queue.waiting());
  expect(waiting?.dueInMs).toBe(40);
  await queue.close();
  const reopened = await bench.open();
  expect(await reopened.numRequeues("a")).toBe(3);
  await reopened.forget("a");
  expect(await reopened.numRequeues("a")).toBe(0);
  expect(await statesOf(reopened)).toEqual(["a:waiting"]);
});
