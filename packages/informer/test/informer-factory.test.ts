import { ManualClock } from "@workset/clock";
import { describe, expect, test } from "vitest";
import { FakeSource, InformerFactory, SourceError } from "../src/index.ts";

interface Thing {
  readonly name: string;
  readonly version: string;
}

const meta = { keyOf: ({ name }: Thing): string => name, versionOf: ({ version }: Thing): string => version };

function newSource(...names: string[]): FakeSource<Thing> {
  const source = new FakeSource<Thing>({ meta, stamp: ({ name }, version) => ({ name, version }) });
  for (const name of names) source.add({ name, version: "" });
  return source;
}

describe("An informer factory", () => {
  test("has one informer for each name, and later calls may add indexes", async () => {
    await using informers = new InformerFactory({ clock: new ManualClock() });
    const source = newSource("a", "b");
    const byName = ({ name }: Thing): string[] => [name];
    const one = informers.informer<Thing>("things", { source, meta });
    const same = informers.informer<Thing, "name">("things", { source, meta, indexes: { name: byName } });
    informers.informer<Thing, "name">("things", { source, meta, indexes: { name: byName } });
    expect(same).toBe(one);
    expect(informers.names).toEqual(["things"]);
    await informers.start();
    await informers.synced();
    expect(same.cache.keysByIndex("name", "b")).toEqual(["b"]);
    expect(source.requests.filter(({ verb }) => verb === "list")).toHaveLength(1);
    expect(() => informers.informer<Thing>("things", { source: newSource(), meta })).toThrow(
      'the informer "things" exists with another source',
    );
  });

  test("starts only those that were not started, and waits only for those that were", async () => {
    const clock = new ManualClock();
    const informers = new InformerFactory({ clock });
    const [first, second] = [newSource("a"), newSource("b")];
    informers.informer<Thing>("first", { source: first, meta });
    await informers.start();
    informers.informer<Thing>("second", { source: second, meta });
    await informers.synced();
    expect([first.requests.length > 0, second.requests.length]).toEqual([true, 0]);
    second.failNextList(new SourceError("other", "not now"));
    await informers.start();
    await informers.start();
    expect(informers.unsynced).toEqual(["second"]);
    await expect(informers.synced(AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
    await informers.stop();
    await informers.stop();
    expect([first.openWatches, second.openWatches, clock.pendingTimers]).toEqual([0, 0, 0]);
    await expect(informers.start()).rejects.toThrow("informers was stopped");
    expect(() => informers.informer<Thing>("third", { source: first, meta })).toThrow(
      "informers was stopped",
    );
  });

  test("starts what is new although one of its informers was stopped", async () => {
    await using informers = new InformerFactory({ clock: new ManualClock() });
    const first = informers.informer<Thing>("first", { source: newSource(), meta });
    await informers.start();
    await first.stop();
    const second = informers.informer<Thing>("second", { source: newSource(), meta });
    await informers.start();
    await second.synced();
  });
});
