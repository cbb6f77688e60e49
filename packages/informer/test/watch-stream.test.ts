import { SourceError, WatchCache, WatchStream, newEpoch } from "@workset/informer";
import { ManualClock } from "@workset/clock";
import { expect, test } from "vitest";
import { reading, settle } from "./reading.ts";

interface Thing {
  readonly key: string;
  readonly version: string;
}

const meta = { keyOf: ({ key }: Thing): string => key, versionOf: ({ version }: Thing): string => version };
const { signal } = new AbortController();

function added(key: string): { type: "added"; object: Thing } {
  return { type: "added", object: { key, version: "1" } };
}

test("what is pushed is read in order, and the end comes after it", async () => {
  const stream = new WatchStream<Thing>({ signal });
  stream.push(added("a"));
  stream.push(added("b"));
  stream.end();
  stream.push(added("c"));
  const told = reading(stream);
  await settle();
  expect(told).toEqual(["added a@1", "added b@1", "end"]);
});

test("onEnd is called once, however the stream ends, and at once when it has ended", () => {
  const stop = new AbortController();
  const stream = new WatchStream<Thing>({ signal: stop.signal });
  let ends = 0;
  stream.onEnd(() => ends++);
  stop.abort();
  stream.end();
  expect([ends, stream.isOpen]).toEqual([1, false]);
  stream.onEnd(() => ends++);
  expect(ends).toBe(2);
});

test("an aborted stream drops what was not read yet, even when it had ended before", async () => {
  const stop = new AbortController();
  const stream = new WatchStream<Thing>({ signal: stop.signal });
  stream.push(added("a"));
  stream.end();
  stop.abort();
  const told = reading(stream);
  await settle();
  expect(told).toEqual(["end"]);
});

test("a reader that falls too far behind gets an expired error, and nothing else", async () => {
  const stream = new WatchStream<Thing>({ signal, backlog: 2 });
  for (const key of ["a", "b", "c", "d"]) stream.push(added(key));
  const told: unknown[] = [];
  for await (const event of stream) told.push(event.type === "error" ? event.error : event.type);
  expect(told).toEqual([expect.any(SourceError)]);
  expect(told[0]).toMatchObject({ code: "expired" });
});

test("a replacement sends deletions first, and an equal object is no change", async () => {
  const world = new WatchCache<Thing>({ meta });
  world.set({ key: "a", version: "1" });
  world.set({ key: "b", version: "1" });
  const told = reading(world.watch({ version: world.version, bookmarks: false, signal }));
  const isChange = world.replace([
    { key: "c", version: "1" },
    { key: "b", version: "1" },
  ]);
  expect([isChange, world.replace(world.list())]).toEqual([true, false]);
  await settle();
  expect(told).toEqual(["deleted a@1", "added c@1"]);
  expect([world.size, [...world.keys()]]).toEqual([2, ["b", "c"]]);
});

test("no two worlds take each other's versions for their own", () => {
  const clock = new ManualClock();
  const [first, second] = [1, 2].map(() => new WatchCache<Thing>({ meta, epoch: newEpoch(clock) }));
  const watch = (version: string): unknown => second!.watch({ version, bookmarks: false, signal });
  expect(() => watch(first!.version)).toThrow(expect.objectContaining({ code: "expired" }));
  expect(() => watch("12 of them")).toThrow(expect.objectContaining({ code: "expired" }));
  expect(watch(second!.version)).toBeDefined();
});
