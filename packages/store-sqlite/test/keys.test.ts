import { expect, test } from "vitest";
import { addAll, keysOf, openQueue, request, takeOne, Workbench, done } from "./workbench.ts";

test("Keys and payloads come back as they went in, whatever they hold", async () => {
  await using bench = new Workbench();
  const texts = [
    "",
    "'; DROP TABLE workset_keys; --",
    '"',
    "__proto__",
    "a\0b",
    "\0",
    "\u{1F600}",
    "é",
    "e\u0301",
    "%_",
    " a ",
  ];
  let store = await bench.open();
  let queue = await openQueue(store);
  await Promise.all(texts.map((text) => queue.add(request(text, { payload: text }), 0)));
  await store.close();
  store = await bench.open();
  queue = await openQueue(store);
  const claims = await queue.take(99, 0);
  expect(claims.map(({ key, payload }) => [key, payload])).toEqual(texts.map((text) => [text, text]));
  expect(await addAll(queue, texts)).toEqual(texts.map(() => "rerun"));
});

test("A key may be as long as ten megabytes", async () => {
  await using bench = new Workbench();
  const queue = await openQueue(await bench.open());
  const long = "0123456789".repeat(1_000_000);
  await addAll(queue, [long, `${long}!`, long]);
  const claim = await takeOne(queue);
  expect(claim.key === long).toBe(true);
  expect(await queue.release(claim, done, 0)).toBe("done");
  expect((await queue.counts(0)).ready).toBe(1);
});

test("What UTF-8 cannot hold is refused before anything is written, and so is what is no number", async () => {
  await using bench = new Workbench();
  const store = await bench.open();
  const queue = await openQueue(store);
  const { commits } = store.stats();
  await expect(queue.add(request("a\ud800"), 0)).rejects.toThrow(TypeError);
  await expect(queue.add(request("a", { payload: "\udc00" }), 0)).rejects.toThrow(TypeError);
  await expect(queue.add(request("a", { priority: Number.NaN }), 0)).rejects.toThrow(/priority/);
  await expect(queue.add(request("a", { due: Number.NaN }), 0)).rejects.toThrow(/due/);
  expect(store.stats().commits).toBe(commits);
});

test("Queues of one file know nothing of each other, whatever their names", async () => {
  await using bench = new Workbench();
  const store = await bench.open();
  const [one, other] = await Promise.all([openQueue(store, { queue: "" }), openQueue(store, { queue: "'" })]);
  await Promise.all([addAll(one, ["a", "b"]), addAll(other, ["a"])]);
  const claim = await takeOne(one);
  expect(await other.release(claim, done, 0)).toBe("fenced");
  expect(keysOf(await other.take(9, 0))).toEqual(["a"]);
  await one.close(0);
  expect((await other.counts(0)).processing).toBe(1);
  expect((await (await openQueue(store, { queue: "" })).counts(0)).ready).toBe(2);
});
