import { setImmediate } from "node:timers/promises";
import { ManualClock } from "@workset/clock";
import { describe, expect, test } from "vitest";
import { FakeSource, pollingListWatch, ShardedInformer, SharedInformer } from "../src/index.ts";

interface Thing {
  readonly name: string;
  readonly version: string;
}

const meta = { keyOf: ({ name }: Thing): string => name, versionOf: ({ version }: Thing): string => version };
const thing = (name: string): Thing => ({ name, version: "" });

async function settle(): Promise<void> {
  for (let turn = 0; turn < 8; turn++) await setImmediate();
}

function newSource(...names: string[]): FakeSource<Thing> {
  const source = new FakeSource<Thing>({ meta, stamp: ({ name }, version) => ({ name, version }) });
  for (const name of names) source.add(thing(name));
  return source;
}

/** Whether a promise has settled, and how. */
function observed(promise: Promise<unknown>): { state: string } {
  const seen = { state: "waiting" };
  promise.then(
    (value) => (seen.state = `resolved ${JSON.stringify(value)}`),
    (error: unknown) => (seen.state = `rejected ${(error as Error).message}`),
  );
  return seen;
}

describe("reached", () => {
  test("resolves when the cache has the version, by an event or a bookmark, and at once if it has", async () => {
    const source = newSource("a");
    const informer = new SharedInformer<Thing>({ source, clock: new ManualClock() });
    const early = observed(informer.reached("1"));
    await informer.start();
    await settle();
    expect(early.state).toBe("resolved undefined");
    const next = observed(informer.reached("2"));
    const later = observed(informer.reached("10"));
    await settle();
    expect(next.state).toBe("waiting");
    source.modify(thing("a"));
    await settle();
    expect([next.state, later.state]).toEqual(["resolved undefined", "waiting"]);
    source.send({ type: "bookmark", version: "11" });
    await settle();
    expect(later.state).toBe("resolved undefined");
    await informer.reached("3");
    await informer.stop();
  });

  test("delivers the changes of other writers meanwhile", async () => {
    const source = newSource("a", "b");
    const informer = new SharedInformer<Thing>({ source, clock: new ManualClock() });
    const received: string[] = [];
    informer.addHandler({ onUpdate: (_, { name, version }) => void received.push(`${name}@${version}`) });
    await informer.start();
    await settle();
    source.modify(thing("a"));
    const written = source.modify(thing("a"));
    source.modify(thing("b"));
    source.modify(thing("a"));
    await informer.reached(written.version);
    await settle();
    expect(received).toEqual(["a@3", "a@4", "b@5", "a@6"]);
    await informer.stop();
  });

  test("rejects with the signal, when the informer stops, and where versions cannot be compared", async () => {
    const informer = new SharedInformer<Thing>({ source: newSource("a"), clock: new ManualClock() });
    await expect(informer.reached("9", AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
    const stop = new AbortController();
    const aborted = observed(informer.reached("9", stop.signal));
    const stopped = observed(informer.reached("9"));
    stop.abort(new Error("enough"));
    await settle();
    expect(aborted.state).toBe("rejected enough");
    await informer.stop();
    await settle();
    expect(stopped.state).toMatch(/^rejected informer was stopped/);
    const polling = new SharedInformer<Thing>({
      source: pollingListWatch<Thing>({ list: () => [], everyMs: 1_000, meta }),
    });
    await expect(polling.reached("1")).rejects.toThrow("give the source compareVersions");
    await polling.stop();
  });

  test("of a sharded informer waits for every shard", async () => {
    const [east, west] = [newSource("a"), newSource("b", "c")];
    const informer = new ShardedInformer<Thing>({
      meta,
      clock: new ManualClock(),
      shards: new Map([
        ["east", east],
        ["west", west],
      ]),
    });
    await informer.start();
    await settle();
    const reached = observed(informer.reached("2"));
    await settle();
    expect(reached.state).toBe("waiting");
    east.modify(thing("a"));
    await settle();
    expect(reached.state).toBe("resolved undefined");
    await informer.stop();
  });
});

describe("until", () => {
  test("resolves with the object as soon as the condition holds for it", async () => {
    const source = newSource("a");
    const informer = new SharedInformer<Thing>({ source, clock: new ManualClock() });
    await informer.start();
    const added = informer.until("b", (object) => object !== undefined);
    const changed = informer.until("a", (object) => object?.version === "3");
    const deleted = informer.until("a", (object) => object === undefined);
    await settle();
    source.add(thing("b"));
    source.modify(thing("a"));
    await settle();
    expect([await added, await changed]).toEqual([
      { name: "b", version: "2" },
      { name: "a", version: "3" },
    ]);
    source.delete("a");
    expect(await deleted).toBeUndefined();
    await informer.stop();
  });

  test("rejects with what the condition throws, with the signal, and when the informer stops", async () => {
    const informer = new SharedInformer<Thing>({ source: newSource(), clock: new ManualClock() });
    await informer.start();
    const unlucky = (): never => {
      throw new Error("unlucky");
    };
    await expect(informer.until("a", unlucky)).rejects.toThrow("unlucky");
    await expect(informer.until("a", () => true, AbortSignal.abort(new Error("no")))).rejects.toThrow("no");
    const waiting = observed(informer.until("a", () => false));
    await informer.stop();
    await settle();
    expect(waiting.state).toMatch(/^rejected informer was stopped/);
  });
});
