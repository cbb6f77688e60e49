import { ManualClock } from "@workset/clock";
import { applicable, checkClause, sourceClauses, type SourceHarness } from "@workset/contract";
import { FakeSource, pollingListWatch, SourceError } from "@workset/informer";
import { describe, expect, test } from "vitest";

interface Thing {
  readonly name: string;
  readonly value: number;
  readonly version: string;
}

const meta = { keyOf: ({ name }: Thing) => name, versionOf: ({ version }: Thing) => version };

/** Everything that is pending and needs no time has happened after a turn of the event loop. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function fakeHarness(): SourceHarness<Thing> {
  const source = new FakeSource<Thing>({
    meta,
    stamp: (thing, version) => ({ ...thing, version }),
    sendsInitialEvents: true,
  });
  return {
    capabilities: ["pages", "bookmarks", "initial-events", "object-versions", "ends", "resets", "fails"],
    source,
    settle,
    read: (thing) => thing,
    put: async (name, value) => void source.set({ name, value, version: "" }),
    remove: async (name) => void source.delete(name),
    async oldVersion() {
      const { version } = source;
      source.set({ name: "later", value: 1, version: "" });
      source.compact();
      return version;
    },
    openWatches: () => source.openWatches,
    bookmark: async () => source.bookmark(),
    endWatches: async () => source.closeWatches(),
    reset: async () => source.resetWatches(),
    expirePages: async () => source.expireContinues(),
    failNextList: async () => source.failNextList(new SourceError("internal", "it fails")),
  };
}

function pollingHarness(): SourceHarness<Thing> {
  const everyMs = 1000;
  const clock = new ManualClock();
  const world = new Map<string, Thing>();
  let changes = 0;
  let fails = false;
  const source = pollingListWatch<Thing>({
    list() {
      if (!fails) return world.values();
      fails = false;
      throw new Error("it fails");
    },
    everyMs,
    meta,
    clock,
  });
  let open = 0;
  const change = async (): Promise<void> => {
    await settle();
    clock.advance(everyMs);
    await settle();
  };
  return {
    capabilities: ["bookmarks", "fails"],
    source: {
      list: (options) => source.list(options),
      async watch(options) {
        const watch = await source.watch(options);
        open = clock.pendingTimers;
        return watch;
      },
    },
    settle,
    read: (thing) => thing,
    async put(name, value) {
      world.set(name, { name, value, version: String(++changes) });
      await change();
    },
    async remove(name) {
      world.delete(name);
      await change();
    },
    oldVersion: async () => "another-life.7",
    // While there is a watch, and only then, the next poll is due.
    openWatches: () => Math.min(open, clock.pendingTimers),
    bookmark: async () => {},
    failNextList: async () => void (fails = true),
    endWatches: absent,
    reset: absent,
    expirePages: absent,
  };
}

async function absent(): Promise<void> {
  throw new Error("the harness cannot do that");
}

describe("A fake source keeps the contract of sources", () => {
  for (const clause of sourceClauses) {
    test(clause.title, async () => {
      expect(await checkClause(clause, fakeHarness)).toBe("kept");
    });
  }
});

describe("A polled source keeps the contract of sources", () => {
  const { held, skipped } = applicable(sourceClauses, pollingHarness().capabilities);
  for (const clause of held) {
    test(clause.title, async () => {
      expect(await checkClause(clause, pollingHarness)).toBe("kept");
    });
  }

  test("but for those about what it has not", () => {
    expect(new Set(skipped.map(({ reason }) => reason))).toEqual(
      new Set(["needs pages", "needs initial-events", "needs object-versions", "needs ends", "needs resets"]),
    );
  });
});
