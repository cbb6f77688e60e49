import { describe, expect, test } from "vitest";
import { DurableQueue, jsonCodec } from "@workset/durable";
import { Bench, isSettled, statesOf, type Mail } from "./open-queue.ts";

const circular: Record<string, unknown> = {};
circular["self"] = circular;

describe("An item that cannot be written", () => {
  const items = [
    { is: "a BigInt", item: 5n, refusal: /BigInt/ },
    { is: "circular", item: circular, refusal: /circular/ },
    { is: "undefined", item: undefined, refusal: /an item must be JSON, .* it is undefined/ },
    { is: "a function", item: () => 1, refusal: /an item must be JSON, .* it is function/ },
    { is: "a symbol", item: Symbol("s"), refusal: /an item must be JSON, .* it is symbol/ },
  ];

  test.each(items)(
    "since it is $is rejects every way of adding it, and changes nothing",
    async ({ item, refusal }) => {
      const bench = new Bench();
      const queue = await DurableQueue.open<unknown>({ store: bench.store, name: "q", keyOf: () => "k" });
      const getting = queue.get();
      await expect(queue.add(item)).rejects.toThrow(refusal);
      await expect(queue.addAll([{}, item])).rejects.toThrow(refusal);
      await expect(queue.addAfter(item, 10)).rejects.toThrow(refusal);
      await expect(queue.addRateLimited(item)).rejects.toThrow(refusal);
      expect(() => queue.prepare(item)).toThrow(refusal);
      expect(await queue.numRequeues("k")).toBe(0);
      expect(await queue.has("k")).toBe(false);
      expect(await isSettled(getting)).toBe(false);
      await queue.close();
    },
  );
});

describe("A codec", () => {
  test("writes and reads what JSON cannot", async () => {
    const bench = new Bench();
    const codec = {
      encode: (item: Map<string, number>) => JSON.stringify([...item]),
      decode: (text: string) => new Map(JSON.parse(text) as [string, number][]),
    };
    const queue = await DurableQueue.open<Map<string, number>>({
      store: bench.store,
      name: "q",
      keyOf: () => "k",
      codec,
    });
    await queue.add(new Map([["a", 1]]));
    expect((await queue.get())?.item).toEqual(new Map([["a", 1]]));
  });

  test.each([
    { gives: undefined, refusal: /codec must encode items as strings, but it gave undefined/ },
    { gives: null, refusal: /codec must encode items as strings, but it gave object/ },
    { gives: "\ud800", refusal: /lone surrogate/ },
  ])("that gives $gives is refused, and changes nothing", async ({ gives, refusal }) => {
    const codec = { encode: () => gives as string, decode: () => ({ to: "a", text: "" }) };
    const queue = await new Bench().openMails({ codec });
    await expect(queue.add({ to: "a", text: "1" })).rejects.toThrow(refusal);
    expect(await queue.has("a")).toBe(false);
  });

  test("that cannot read rejects a call for the item; the key can be given up and purged", async () => {
    const bench = new Bench();
    const queue = await bench.openMails({
      codec: {
        encode: (mail) => mail.text,
        decode: () => {
          throw new SyntaxError("not mine");
        },
      },
    });
    await queue.add({ to: "a", text: "?" });
    const lease = (await queue.get())!;
    expect(() => lease.item).toThrow("not mine");
    expect(await lease.giveUp(new Error("unreadable"))).toBe("failed");
    expect(await queue.failed.errors("a")).toMatchObject([{ message: "unreadable" }]);
    expect(await queue.failed.purge({ key: "a" })).toBe(1);
  });

  test("is JSON unless another is given", () => {
    expect(jsonCodec.decode(jsonCodec.encode({ a: [1, "x", null] }))).toEqual({ a: [1, "x", null] });
  });
});

describe("A key", () => {
  const texts = [
    "",
    "__proto__",
    "constructor",
    "a\u0000b",
    "\u0000",
    "é",
    "e\u0301",
    "😀",
    "x".repeat(1_000_000),
  ];

  test.each(texts.map((key) => ({ key, shown: JSON.stringify(key.slice(0, 12)) })))(
    "may be $shown, and is known from all others",
    async ({ key }) => {
      const bench = new Bench();
      const queue = await bench.openMails();
      const mail = { to: key, text: "t" };
      await queue.addAll(texts.filter((other) => other !== key).map((to) => ({ to, text: "other" })));
      expect(await queue.add(mail, { priority: 1 })).toBe("added");
      expect(await queue.add(mail)).toBe("coalesced");
      const lease = (await queue.get())!;
      expect(lease.key === key).toBe(true);
      expect(await queue.stateOf(key)).toBe("processing");
      expect(await lease.retry()).toBe("waiting");
      expect(await queue.numRequeues(key)).toBe(1);
      await queue.close();
      const reopened = await bench.openMails();
      expect(await reopened.stateOf(key)).toBe("waiting");
      expect(await reopened.cancel(key)).toBe(true);
      expect(await reopened.has(key)).toBe(false);
      expect(await reopened.length).toBe(texts.length - 1);
    },
  );

  test.each(["\ud800", "a\udc00", "\udc00\ud800"])(
    "that holds a lone surrogate is refused: %j",
    async (key) => {
      const bench = new Bench();
      const strings = await bench.open();
      await expect(strings.add(key)).rejects.toThrow(/well-formed Unicode/);
      await strings.close();
      const mails = await bench.openMails();
      await expect(mails.add({ to: key, text: "" })).rejects.toThrow(/well-formed Unicode/);
      expect(() => mails.keyOf({ to: key, text: "" })).toThrow(/well-formed Unicode/);
      expect(await statesOf(mails)).toEqual([]);
    },
  );

  test.each([5, undefined, null, { toString: () => "k" }])(
    "that is no string is refused: %s",
    async (key) => {
      const queue = await new Bench().openMails({ keyOf: () => key as string });
      await expect(queue.add({ to: "a", text: "" })).rejects.toThrow(
        /keyOf must give each item a string, but it gave/,
      );
      expect(await statesOf(queue)).toEqual([]);
    },
  );

  test("of an item that is no string needs keyOf", async () => {
    const queue = await new Bench().open();
    await expect(queue.add({} as string)).rejects.toThrow(/needs the option keyOf/);
  });

  test("that a function fails to give rejects the add, with what the function threw", async () => {
    const queue = await new Bench().openMails({
      keyOf: (mail: Mail) => {
        if (mail.text === "bad") throw new Error("no key");
        return mail.to;
      },
    });
    await expect(queue.add({ to: "a", text: "bad" })).rejects.toThrow("no key");
    await expect(
      queue.addAll([
        { to: "a", text: "good" },
        { to: "b", text: "bad" },
      ]),
    ).rejects.toThrow("no key");
    expect(await statesOf(queue)).toEqual([]);
  });
});

test("Of many adds one that the store refuses takes back none of the others", async () => {
  const queue = await new Bench().openMails({
    payload: () => {
      throw new Error("no merge");
    },
  });
  await queue.add({ to: "b", text: "1" });
  await expect(queue.addAll(["a", "b", "c"].map((to) => ({ to, text: "2" })))).rejects.toThrow("no merge");
  expect(await statesOf(queue)).toEqual(["b:ready", "a:ready", "c:ready"]);
});

test("A prepared add says what the queue would have asked its store", async () => {
  const bench = new Bench();
  const queue = await bench.openMails();
  const prepared = queue.prepare({ to: "a", text: "1" }, { priority: 2 });
  expect(prepared).toMatchObject({
    queue: "q",
    now: bench.clock.wallNow(),
    request: { key: "a", payload: '{"to":"a","text":"1"}', priority: 2 },
    policy: { merge: true, backoff: "deadline", combine: "latest" },
  });
  expect(await statesOf(queue)).toEqual([]);
});

test("A prepared add may have a priority that is a number, and no other", async () => {
  const queue = await new Bench().open();
  expect(() => queue.prepare("a", { priority: Number.NaN })).toThrow(/priority must be a number/);
  await expect(queue.add("a", { priority: Number.NaN })).rejects.toThrow(/priority must be a number/);
});
