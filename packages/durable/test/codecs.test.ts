import { describe, expect, test } from "vitest";
import { DurableQueue, jsonCodec, richCodec, schemaCodec, type JsonCompatible } from "@workset/durable";
import { MemoryStore } from "@workset/store-memory";
import { Bench, type Mail } from "./open-queue.ts";

interface Rich {
  readonly id: string;
  readonly value: unknown;
}

const keyOf = ({ id }: Rich): string => id;

/** The value, after a queue has stored it. */
async function throughQueue(value: unknown): Promise<unknown> {
  const queue = await DurableQueue.open<Rich>({
    store: new MemoryStore(),
    name: "q",
    keyOf,
    codec: richCodec(),
  });
  await queue.add({ id: "a", value });
  const { item } = (await queue.get())!;
  await queue.close();
  return item.value;
}

describe("The rich codec", () => {
  const hostile = JSON.parse('{"__proto__":{"polluted":true},"constructor":1}') as unknown;

  test.each([
    ["a date", new Date(5)],
    ["an invalid date", new Date(Number.NaN)],
    ["a bigint", 2n ** 70n],
    ["undefined", undefined],
    ["NaN", Number.NaN],
    ["an infinity", -Infinity],
    ["minus zero", -0],
    [
      "a map",
      new Map<unknown, unknown>([
        [{ a: 1 }, new Set([1n])],
        ["b", undefined],
      ]),
    ],
    ["a set", new Set(["a", new Date(0)])],
    ["a regular expression", /a\/"b/giu],
    ["bytes", Uint8Array.of(0, 127, 255)],
    ["an array with all of them", [1, "a", null, undefined, [new Date(1)], { deep: { set: new Set() } }]],
    ["an object that looks like its own encoding", { $: ["Date", "x"], more: { $: 1 } }],
    ["an object without a prototype's help", hostile],
    ["one object twice", [hostile, hostile]],
  ])("keeps %s", async (_, value) => {
    const back = await throughQueue(value);
    expect(back).toStrictEqual(value);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test("encodes what JSON keeps as JSON", () => {
    const item = { a: [1, "b", null, true], c: { d: -1.5 } };
    expect(richCodec().encode(item)).toBe(JSON.stringify(item));
  });

  test.each([
    ["a function", () => 1, "item.value is a function"],
    ["a symbol", Symbol("a"), "item.value is a symbol"],
    [
      "an instance of a class",
      new (class Order {
        readonly id = 1;
      })(),
      "item.value is an instance of Order",
    ],
    ["a deep instance", { list: [new WeakMap()] }, "item.value.list[0] is an instance of WeakMap"],
  ])("refuses %s, and says where and in which key and queue", async (_, value, message) => {
    const queue = await DurableQueue.open<Rich>({
      store: new MemoryStore(),
      name: "orders",
      keyOf,
      codec: richCodec(),
    });
    const adding = queue.add({ id: "a", value });
    await expect(adding).rejects.toThrow(message);
    await expect(adding).rejects.toThrow('key "a" in queue "orders"');
    expect(await queue.has("a")).toBe(false);
  });

  test("refuses a cycle", () => {
    const cycle: unknown[] = [];
    cycle.push({ cycle });
    expect(() => richCodec().encode(cycle)).toThrow("item[0].cycle is one of its own parents");
  });

  test("refuses text of a version that knows more", () => {
    expect(() => richCodec().decode('{"$":["Temporal",1]}')).toThrow("Temporal");
  });
});

describe("A codec with a schema", () => {
  /** A schema as any library of Standard Schema makes it. */
  const mailSchema = {
    "~standard": {
      version: 1,
      vendor: "test",
      validate(value: unknown) {
        const { to, text = "" } = value as Partial<Mail>;
        if (typeof to === "string" && to.includes("@")) return { value: { to, text } };
        return { issues: [{ message: "no address", path: ["to"] }] };
      },
    },
  } as const;

  test("refuses an item that a worker could not get", async () => {
    const queue = await new Bench().openMails({ codec: schemaCodec(mailSchema) });
    const adding = queue.add({ to: "ada", text: "" });
    await expect(adding).rejects.toThrow('key "ada" in queue "q"');
    await expect(adding).rejects.toThrow("to: no address");
    expect(await queue.add({ to: "ada@example.org", text: "" })).toBe("added");
  });

  test("gives a payload of an older version as the schema makes it", async () => {
    const bench = new Bench();
    const old = await bench.openMails();
    await old.add({ to: "ada@example.org" } as Mail);
    await old.close();
    const queue = await bench.openMails({ codec: schemaCodec(mailSchema) });
    expect((await queue.get())?.item).toEqual({ to: "ada@example.org", text: "" });
  });

  test("fails the run of a payload that does not keep the schema, and of no other", async () => {
    const bench = new Bench();
    const old = await bench.openMails();
    await old.addAll([
      { to: "ada", text: "1" },
      { to: "bob@example.org", text: "2" },
    ]);
    await old.close();
    const queue = await bench.openMails({ codec: schemaCodec(mailSchema) });
    const texts: string[] = [];
    const failed: unknown[] = [];
    const stop = new AbortController();
    const processing = queue.process((mail) => void texts.push(mail.text), {
      signal: stop.signal,
      onError: (error) => void failed.push(error),
    });
    await queue.idle();
    stop.abort();
    await processing;
    expect(texts).toEqual(["2"]);
    expect(failed).toHaveLength(1);
    expect(await queue.numRequeues("ada")).toBe(1);
  });

  test("works over another codec", async () => {
    const dates = {
      "~standard": {
        validate: (value: unknown) =>
          value instanceof Date ? { value } : { issues: [{ message: "no date" }] },
      },
    };
    const queue = await DurableQueue.open<Date>({
      store: new MemoryStore(),
      name: "q",
      keyOf: String,
      codec: schemaCodec(dates, richCodec()),
    });
    await queue.add(new Date(7));
    expect((await queue.get())?.item).toEqual(new Date(7));
  });

  test("must not wait", () => {
    const schema = { "~standard": { validate: async () => ({ value: "a" }) } };
    expect(() => schemaCodec(schema).encode("a")).toThrow("schema must answer without a promise");
  });

  test("names a schema that is none", () => {
    expect(() => schemaCodec({} as never)).toThrow("~standard");
    expect(() => schemaCodec(undefined as never)).toThrow("~standard");
  });
});

describe("The types of items without a codec", () => {
  type IsCompatible<T> = [T] extends [JsonCompatible<T>] ? true : false;

  test("admit what JSON brings back, and nothing else", () => {
    interface Plain {
      readonly id: string;
      readonly list: readonly (number | null)[];
      readonly more?: { readonly deep: boolean };
    }
    const plain: IsCompatible<Plain> = true;
    const untyped: IsCompatible<{ readonly any: unknown }> = true;
    const date: IsCompatible<{ readonly at: Date }> = false;
    const map: IsCompatible<{ readonly map: ReadonlyMap<string, number> }> = false;
    const bigint: IsCompatible<{ readonly id: number | bigint }> = false;
    const undefinedValue: IsCompatible<{ readonly id: string | undefined }> = false;
    const method: IsCompatible<{ send(): void }> = false;
    expect([plain, untyped, date, map, bigint, undefinedValue, method]).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });

  test("ask for a codec where JSON would change the item", async () => {
    interface Event {
      readonly id: string;
      readonly at: Date;
    }
    const options = { store: new MemoryStore(), name: "q", keyOf: (event: Event) => event.id };
    // @ts-expect-error -- JSON would bring the date back as a string
    const changed = await DurableQueue.open<Event>(options);
    await changed.close();
    const kept = await DurableQueue.open<Event>({ ...options, codec: richCodec() });
    await kept.add({ id: "a", at: new Date(3) });
    expect((await kept.get())?.item.at).toEqual(new Date(3));
    expect(jsonCodec.encode({ at: new Date(3) })).toContain("1970");
  });
});
