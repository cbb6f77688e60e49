import { ManualClock } from "@workset/clock";
import { FakeSource, SourceError, type FakeSourceOptions } from "@workset/informer";
import { expect, test } from "vitest";
import { reading, settle } from "./reading.ts";

interface Thing {
  readonly key: string;
  readonly version: string;
}

const { signal } = new AbortController();
const whole = { version: "", signal };

function sourceOf(options: Partial<FakeSourceOptions<Thing>> = {}): FakeSource<Thing> {
  return new FakeSource<Thing>({
    meta: { keyOf: ({ key }) => key, versionOf: ({ version }) => version },
    stamp: (thing, version) => ({ ...thing, version }),
    ...options,
  });
}

const one = (key: string): Thing => ({ key, version: "" });

test("each change has the next number as its version, and is given back with it", () => {
  const source = sourceOf();
  expect(source.version).toBe("0");
  expect(source.add(one("a"))).toEqual({ key: "a", version: "1" });
  expect(source.modify(one("a"))).toEqual({ key: "a", version: "2" });
  expect(source.delete("a")).toEqual({ key: "a", version: "3" });
  expect([source.version, source.objects, source.get("a")]).toEqual(["3", [], undefined]);
});

test("a change that does not fit the objects is an error of the test", () => {
  const source = sourceOf();
  source.add(one("a"));
  expect(() => source.add(one("a"))).toThrow("a exists already");
  expect(() => source.modify(one("b"))).toThrow("b does not exist");
  expect(() => source.delete("b")).toThrow("b does not exist");
  expect(source.set(one("b")).version).toBe("2");
});

test("a dropped change is sent by no watch, open or later, and shown by a list", async () => {
  const source = sourceOf();
  source.add(one("a"));
  const before = reading(await source.watch({ version: "1", bookmarks: false, signal }));
  source.delete("a", { dropped: true });
  source.add(one("b"), { dropped: true });
  source.add(one("c"));
  const after = reading(await source.watch({ version: "1", bookmarks: false, signal }));
  await settle();
  expect([before, after]).toEqual([["added c@4"], ["added c@4"]]);
  expect((await source.list(whole)).items.map(({ key }) => key)).toEqual(["b", "c"]);
});

test("requests are refused the given number of times, one refusal after the other", async () => {
  const source = sourceOf();
  const [busy, broken] = [new SourceError("throttled", "busy"), new Error("broken")];
  source.failNextList(busy, 2);
  source.failNextList(broken);
  source.failNextWatch(busy);
  await expect(source.list(whole)).rejects.toBe(busy);
  await expect(source.list(whole)).rejects.toBe(busy);
  await expect(source.list(whole)).rejects.toBe(broken);
  await expect(source.list(whole)).resolves.toMatchObject({ version: "0" });
  await expect(source.watch({ version: "0", bookmarks: false, signal })).rejects.toBe(busy);
  await expect(source.watch({ version: "0", bookmarks: false, signal })).resolves.toBeDefined();
});

test("a held list is answered with the objects of the time of its request", async () => {
  const source = sourceOf();
  source.add(one("a"));
  const held = source.hold("list");
  const alsoHeld = source.hold("list");
  const listing = source.list(whole);
  source.add(one("b"));
  held[Symbol.dispose]();
  held[Symbol.dispose]();
  await settle();
  expect(source.pending).toBe(1);
  alsoHeld[Symbol.dispose]();
  expect(await listing).toEqual({ items: [{ key: "a", version: "1" }], version: "1" });
  expect(source.pending).toBe(0);
});

test("a held watch opens after the hold, and a held request ends with its signal", async () => {
  const source = sourceOf();
  const held = source.hold("watch");
  const opening = source.watch({ version: "0", bookmarks: false, signal });
  const stop = new AbortController();
  const aborted = source.watch({ version: "0", bookmarks: false, signal: stop.signal });
  const reason = new Error("enough");
  stop.abort(reason);
  await expect(aborted).rejects.toBe(reason);
  expect([source.openWatches, source.pending]).toEqual([0, 1]);
  held[Symbol.dispose]();
  await opening;
  expect([source.openWatches, source.pending]).toEqual([1, 0]);
});

test("watches can be closed, broken and reset", async () => {
  const source = sourceOf();
  const closed = reading(await source.watch({ version: "0", bookmarks: false, signal }));
  source.closeWatches();
  const broken = reading(await source.watch({ version: "0", bookmarks: false, signal }));
  source.breakWatches(new Error("broken"));
  source.add(one("a"));
  const reset = reading(await source.watch({ version: "0", bookmarks: false, signal }));
  source.resetWatches();
  await settle();
  expect([closed, broken]).toEqual([["end"], ["error Error: broken", "end"]]);
  expect(reset).toEqual(["added a@1", "error SourceError: the watches were reset", "end"]);
  const late = source.watch({ version: "0", bookmarks: false, signal });
  await expect(late).rejects.toMatchObject({ code: "expired" });
});

test("a limited number of events is kept, and compacting forgets them all", async () => {
  const source = sourceOf({ history: 2 });
  for (const key of ["a", "b", "c"]) source.add(one(key));
  const from = (version: string): Promise<unknown> => source.watch({ version, bookmarks: false, signal });
  await expect(from("0")).rejects.toMatchObject({ code: "expired" });
  await expect(from("1")).resolves.toBeDefined();
  source.compact();
  await expect(from("2")).rejects.toMatchObject({ code: "expired" });
  await expect(from("3")).resolves.toBeDefined();
});

test("a version that is not reached yet is refused", async () => {
  const source = sourceOf();
  const tooLarge = { code: "version-too-large" };
  await expect(source.watch({ version: "7", bookmarks: false, signal })).rejects.toMatchObject(tooLarge);
  await expect(source.list({ version: "7", signal })).rejects.toMatchObject(tooLarge);
});

test("pages are as long as the source or the request will have them, and expire", async () => {
  const source = sourceOf({ pageSize: 2 });
  for (const key of ["a", "b", "c"]) source.add(one(key));
  const first = await source.list({ ...whole, limit: 100 });
  expect(first.items).toHaveLength(2);
  const second = { version: "", signal, continueToken: first.continueToken! };
  expect(await source.list(second)).toMatchObject({ items: [{ key: "c" }], version: "3" });
  await expect(source.list(second)).rejects.toMatchObject({ code: "expired" });
});

test("every request is written down as it came, but for its signal", async () => {
  const source = sourceOf();
  await source.list({ version: "0", limit: 500, signal });
  await source.watch({ version: "0", bookmarks: true, timeoutMs: 7, signal });
  expect(source.requests).toEqual([
    { verb: "list", version: "0", limit: 500 },
    { verb: "watch", version: "0", bookmarks: true, timeoutMs: 7 },
  ]);
});

test("an event can be sent as it is, fitting or not", async () => {
  const source = sourceOf();
  const told = reading(await source.watch({ version: "0", bookmarks: false, signal }));
  source.send({ type: "modified", object: { key: "unknown", version: "99" } });
  await settle();
  expect(told).toEqual(["modified unknown@99"]);
});

test("with a clock, a watch ends after its time, and leaves no timer however it ends", async () => {
  const clock = new ManualClock();
  const source = sourceOf({ clock });
  const stop = new AbortController();
  const told = reading(await source.watch({ version: "0", bookmarks: false, timeoutMs: 100, signal }));
  await source.watch({ version: "0", bookmarks: false, timeoutMs: 200, signal: stop.signal });
  clock.advance(100);
  await settle();
  expect([told, source.openWatches]).toEqual([["end"], 1]);
  stop.abort();
  expect([source.openWatches, clock.pendingTimers]).toEqual([0, 0]);
});
