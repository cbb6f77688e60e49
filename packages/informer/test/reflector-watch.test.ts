import { describe, expect, it } from "vitest";
import { SourceError } from "../src/index.ts";
import {
  added,
  bookmark,
  deleted,
  meta,
  modified,
  page,
  Reflecting,
  refusal,
  type Thing,
} from "./reflecting.ts";
import { ScriptedSource, ScriptedWatch } from "./scripted-source.ts";

const expired = new SourceError("expired", "too old");
const throttled = new SourceError("throttled", "slow down");
const refused = new SourceError("refused", "no answer");
const internal = new SourceError("internal", "boom");
const forbidden = new SourceError("other", "forbidden");
const ended = expect.stringContaining("ended at once") as string;

describe("a reflector that watches", () => {
  it("writes each event and remembers its version", async () => {
    const run = await Reflecting.watching();
    await run.tell(added("b@6"), modified("a@7"), deleted("b@8"));
    expect(run.words()).toEqual(["add b@6", "update a@7", "delete b@8"]);
    expect(run.reflector.lastVersion).toBe("8");
  });

  it("takes versions from bookmarks, and passes them on", async () => {
    const run = await Reflecting.watching();
    await run.tell({ type: "bookmark", version: "9", initialEventsEnd: true });
    expect([run.words(), run.reflector.lastVersion]).toEqual([["bookmark 9"], "9"]);
    await run.endWatch();
    expect(run.calls()).toEqual(['watch "9"']);
  });

  it("takes no versions from objects that carry none to watch from", async () => {
    const run = await Reflecting.watching({
      source: new ScriptedSource<Thing>({ objectsCarryVersions: false }),
    });
    await run.tell(added("b@etag"));
    expect([run.words(), run.reflector.lastVersion]).toEqual([["add b@etag"], "5"]);
    await run.tell(bookmark("6"));
    expect(run.reflector.lastVersion).toBe("6");
  });

  it("does not take the versions of what is there already for progress when it had no version", async () => {
    const run = new Reflecting();
    await run.settle();
    await run.answerList(page("0"));
    await run.tell(added("a@7"), added("b@3"));
    expect(run.reflector.lastVersion).toBe("0");
    await run.tell(modified("b@8"), added("c@9"));
    expect(run.reflector.lastVersion).toBe("9");
  });

  it("keeps its version when a bookmark has none", async () => {
    const run = await Reflecting.watching();
    await run.tell(bookmark(""));
    expect(run.reflector.lastVersion).toBe("5");
  });

  it("asks for a watch of five to ten minutes", async () => {
    const source = new ScriptedSource<Thing>();
    source.opensWatches = false;
    await Reflecting.watching({ source, random: () => 0.5 });
    expect(source.watches[0]!.options.timeoutMs).toBe(450_000);
  });

  it.each([
    ["of no known type", { type: "moved", object: { name: "b", version: "6" } }],
    ["without an object", { type: "added" }],
    ["whose object has no version", { type: "added", object: { name: "b" } }],
    ["whose bookmark has no version", { type: "bookmark" }],
    ["that is null", null],
  ])("reports an event %s, passes over it and goes on", async (_, event) => {
    const run = await Reflecting.watching();
    await run.tell(event, added("c@7"));
    expect(run.failures).toMatchObject([{ during: "event", next: "go-on", retryInMs: 0 }]);
    expect([run.words(), run.reflector.lastVersion]).toEqual([["add c@7"], "7"]);
  });

  it("passes over an event whose object has no key, when the target does not take it", async () => {
    const keyOf = (object: Thing): string => {
      if (object.name === "keyless") throw new Error("no key");
      return object.name;
    };
    const run = await Reflecting.watching({ meta: { ...meta, keyOf } });
    run.target.refused.add("keyless");
    await run.tell(added("keyless@6"));
    expect(run.failures).toMatchObject([{ during: "event", next: "go-on" }]);
    expect(run.reflector.lastVersion).toBe("5");
  });

  it("does not pass over what the target refuses: it lists again after a while, until it is taken", async () => {
    const run = await Reflecting.watching();
    run.target.refused.add("b");
    await run.tell(added("b@6"), added("c@7"));
    expect(run.failures).toEqual([{ message: "no b", during: "transform", next: "list", retryInMs: 800 }]);
    expect([run.words(), run.reflector.lastVersion, run.source.openWatches]).toEqual([[], "5", 0]);
    await run.advance(800);
    await run.answerList(page("7", "a@1 b@6 c@7"));
    expect(run.failures.at(-1)).toMatchObject({ message: "no b", during: "transform", retryInMs: 1600 });
    run.target.refused.clear();
    await run.advance(1600);
    await run.answerList(page("7", "a@1 b@6 c@7"));
    expect([run.words(), run.reflector.lastVersion]).toEqual([["replace 7 a@1 b@6 c@7"], "7"]);
  });

  it("reads nothing while the target has no room", async () => {
    const run = await Reflecting.watching();
    const { promise, resolve } = Promise.withResolvers<void>();
    run.target.hasRoom = promise;
    await run.tell(added("b@6"), added("c@7"));
    // The first was being read already.
    expect(run.words()).toEqual(["add b@6"]);
    run.target.hasRoom = undefined;
    resolve();
    await run.settle();
    expect(run.words()).toEqual(["add c@7"]);
  });

  it("goes on when the target cannot say whether it has room", async () => {
    const run = await Reflecting.watching();
    run.target.hasRoom = Promise.reject(new Error("broken"));
    await run.tell(added("b@6"));
    expect(run.failures).toMatchObject([{ message: "broken", next: "list", retryInMs: 800 }]);
    run.target.hasRoom = undefined;
    await run.advance(800);
    expect(run.calls()).toEqual(['list "6" limit 0']);
  });
});

describe("a watch that ends without an error", () => {
  it("is opened again at once, from the last version", async () => {
    const run = await Reflecting.watching();
    await run.tell(added("b@6"));
    await run.endWatch();
    expect([run.calls(), run.failures]).toEqual([['watch "6"'], []]);
  });

  it("leaves nothing behind, however often it is opened again", async () => {
    const run = await Reflecting.watching();
    const before = [run.listeners, run.clock.pendingTimers];
    for (let n = 6; n < 16; n++) {
      await run.tell(added(`b@${n}`));
      await run.endWatch();
    }
    expect([run.listeners, run.clock.pendingTimers]).toEqual(before);
  });

  it("is opened again at once when it sent nothing in a second", async () => {
    const run = await Reflecting.watching();
    await run.advance(1_000);
    await run.endWatch();
    expect([run.calls(), run.failures]).toEqual([['watch "5"'], []]);
  });

  it.each([
    ["nothing", []],
    ["a version that is known", [bookmark("5")]],
  ])(
    "within a second, having sent %s, is a failure, after which everything is listed again",
    async (_, events) => {
      const run = await Reflecting.watching();
      await run.advance(999);
      await run.tell(...events);
      await run.endWatch();
      expect(run.failures).toEqual([{ message: ended, during: "event", next: "list", retryInMs: 800 }]);
      await run.advance(800);
      expect(run.calls()).toEqual(['list "5" limit 0']);
    },
  );
});

describe("a watch that cannot be opened", () => {
  it.each([refused, throttled])("is tried again after a while, without a list: $code", async (error) => {
    const source = new ScriptedSource<Thing>();
    source.opensWatches = false;
    const run = await Reflecting.watching({ source });
    source.watches.pop()!.refuse(error);
    await run.settle();
    expect(run.failures).toMatchObject([{ during: "watch", next: "watch", retryInMs: 800 }]);
    await run.advance(799);
    expect(run.calls()).toEqual([]);
    await run.advance(1);
    expect(run.calls()).toEqual(['watch "5"']);
  });

  it("is not tried before the source wants to be asked again", async () => {
    const source = new ScriptedSource<Thing>();
    source.opensWatches = false;
    const run = await Reflecting.watching({ source });
    source.watches.pop()!.refuse(new SourceError("throttled", "slow down", { retryAfterMs: 7_000 }));
    await run.advance(6_999);
    expect(run.calls()).toEqual([]);
    await run.advance(1);
    expect(run.calls()).toEqual(['watch "5"']);
  });

  it.each([expired, internal, forbidden, new Error("unknown")])(
    "for another reason is followed by a list after a while: %s",
    async (error) => {
      const source = new ScriptedSource<Thing>();
      source.opensWatches = false;
      const run = await Reflecting.watching({ source });
      source.watches.pop()!.refuse(error);
      await run.settle();
      expect(run.failures).toMatchObject([{ during: "watch", next: "list", retryInMs: 800 }]);
      await run.advance(800);
      expect(run.calls()).toEqual(['list "5" limit 0']);
    },
  );
});

describe("a watch that is broken off", () => {
  it("is ended by its signal as well as by leaving its iteration", async () => {
    const run = await Reflecting.watching();
    const { signal } = run.source.watching;
    await run.tell(refusal(expired));
    expect([signal!.aborted, run.source.openWatches]).toEqual([true, 0]);
  });

  it.each([expired, internal, forbidden])(
    "by the source is ended, and followed by a list: $code",
    async (error) => {
      const run = await Reflecting.watching();
      await run.tell(added("b@6"), refusal(error));
      expect(run.failures).toMatchObject([{ during: "event", next: "list", retryInMs: 800 }]);
      expect(run.source.openWatches).toBe(0);
      await run.advance(800);
      expect(run.calls()).toEqual(['list "6" limit 0']);
    },
  );

  it("because the source is busy is opened again after a while, without a list", async () => {
    const run = await Reflecting.watching();
    await run.tell(refusal(throttled));
    expect(run.failures).toMatchObject([{ during: "event", next: "watch", retryInMs: 800 }]);
    await run.advance(800);
    expect(run.calls()).toEqual(['watch "5"']);
  });

  it("by internal errors is opened again without a list for as long as these are borne", async () => {
    const run = await Reflecting.watching({ internalErrorGraceMs: 2_000 });
    const next: string[] = [];
    for (const waitMs of [800, 1_600, 3_200]) {
      await run.tell(refusal(internal));
      next.push(run.failures.at(-1)!.next);
      await run.advance(waitMs);
    }
    expect(next).toEqual(["watch", "watch", "list"]);
    await run.answerList(page("6"));
    await run.advance(60_001);
    await run.tell(refusal(internal));
    expect(run.failures.at(-1)!.next).toBe("watch");
  });

  it("by a lost connection is opened again at once when it had got somewhere", async () => {
    const run = await Reflecting.watching();
    await run.tell(added("b@6"));
    run.source.watching.break(new TypeError("terminated"));
    await run.settle();
    expect(run.failures).toEqual([{ message: "terminated", during: "event", next: "watch", retryInMs: 0 }]);
    expect(run.calls()).toEqual(['watch "6"']);
    await run.advance(1_000);
    run.source.watching.break(refused);
    await run.settle();
    expect(run.calls()).toEqual(['watch "6"']);
  });

  it("by a lost connection at once is followed by a list after a while", async () => {
    const run = await Reflecting.watching();
    run.source.watching.break(new TypeError("terminated"));
    await run.settle();
    expect(run.failures).toMatchObject([{ next: "list", retryInMs: 800 }]);
  });

  it.each([
    [expired, "list"],
    [throttled, "watch"],
  ] as const)("by an iteration that throws %s is dealt with by its code", async (error, next) => {
    const run = await Reflecting.watching();
    await run.tell(added("b@6"));
    run.source.watching.break(error);
    await run.settle();
    expect(run.failures).toMatchObject([{ next, retryInMs: 800 }]);
  });
});

describe("a watch that is silent", () => {
  it("for half a minute longer than its time is ended and opened again", async () => {
    const run = await Reflecting.watching();
    await run.advance(200_000);
    await run.tell(bookmark("6"));
    await run.advance(329_999);
    expect(run.source.openWatches).toBe(1);
    await run.advance(1);
    expect(run.failures).toMatchObject([{ during: "event", next: "watch", retryInMs: 0 }]);
    expect([run.calls(), run.source.openWatches]).toEqual([['watch "6"'], 1]);
  });

  it("is abandoned a second later when its source ignores the signal", async () => {
    const run = await Reflecting.watching();
    const ignoring = run.source.watching;
    run.source.isDeaf = true;
    await run.advance(330_000);
    await run.advance(999);
    expect(run.calls()).toEqual([]);
    await run.advance(1);
    run.source.isDeaf = false;
    expect(run.failures).toMatchObject([{ during: "event", next: "watch" }]);
    expect([run.calls(), run.source.openWatches]).toEqual([['watch "5"'], 2]);
    expect(ignoring.wasLeft).toBe(true);
    ignoring.end();
  });

  it("does not count while the target has no room", async () => {
    const run = await Reflecting.watching();
    const { promise, resolve } = Promise.withResolvers<void>();
    run.target.hasRoom = promise;
    await run.tell(added("b@6"));
    await run.advance(1_000_000);
    run.target.hasRoom = undefined;
    resolve();
    await run.advance(329_999);
    expect(run.failures).toEqual([]);
    await run.advance(1);
    expect(run.failures).toHaveLength(1);
  });

  it("before it has even been opened is given up, and ended should it open yet", async () => {
    const source = new ScriptedSource<Thing>();
    source.opensWatches = false;
    const run = await Reflecting.watching({ source });
    source.isDeaf = true;
    await run.advance(330_000);
    await run.advance(1_000);
    source.isDeaf = false;
    expect(run.failures).toMatchObject([{ during: "watch", next: "list", retryInMs: 800 }]);
    source.watches.pop()!.answer(new ScriptedWatch<Thing>());
    await run.settle();
    expect(source.openWatches).toBe(0);
  });
});

describe("a reflector that resumes", () => {
  it("watches from the version it is given, and passes it to the target once the watch is open", async () => {
    const source = new ScriptedSource<Thing>();
    source.opensWatches = false;
    const run = new Reflecting({ from: "40", source });
    await run.settle();
    expect([run.calls(), run.words(), run.reflector.lastVersion]).toEqual([['watch "40"'], [], "40"]);
    source.watches.pop()!.answer(new ScriptedWatch<Thing>());
    await run.settle();
    await run.tell(added("b@41"));
    expect(run.words()).toEqual(["bookmark 40", "add b@41"]);
  });

  it("passes it to the target once, though the watch may end and be opened again", async () => {
    const run = new Reflecting({ from: "40" });
    await run.advance(1_000);
    await run.endWatch();
    expect(run.calls()).toEqual(['watch "40"', 'watch "40"']);
    expect(run.words()).toEqual(["bookmark 40"]);
  });

  it("lists after a while when the target does not take that", async () => {
    const run = new Reflecting({ from: "40" });
    run.target.refused.add("40");
    await run.settle();
    expect(run.failures).toEqual([{ message: "no 40", during: "transform", next: "list", retryInMs: 800 }]);
  });

  it("lists at once when that version has expired, on opening the watch or in it", async () => {
    const source = new ScriptedSource<Thing>();
    source.opensWatches = false;
    const opening = new Reflecting({ from: "40", source });
    await opening.settle();
    source.watches.pop()!.refuse(expired);
    await opening.settle();
    expect(opening.calls()).toEqual(['watch "40"', 'list "40" limit 0']);
    expect(opening.failures).toEqual([{ message: "too old", during: "watch", next: "list", retryInMs: 0 }]);

    const reading = new Reflecting({ from: "40" });
    await reading.settle();
    await reading.tell(refusal(expired));
    expect(reading.calls()).toEqual(['watch "40"', 'list "40" limit 0']);
    expect(reading.failures).toEqual([{ message: "too old", during: "event", next: "list", retryInMs: 0 }]);
  });

  it("is like any other once it has listed", async () => {
    const source = new ScriptedSource<Thing>();
    source.opensWatches = false;
    const run = new Reflecting({ from: "40", source });
    await run.settle();
    source.watches.pop()!.refuse(forbidden);
    source.opensWatches = true;
    await run.advance(800);
    await run.answerList(page("41"));
    await run.tell(refusal(expired));
    expect(run.words()).toEqual(["replace 41"]);
    expect(run.failures.at(-1)).toMatchObject({ next: "list", retryInMs: 1600 });
  });

  it("is like any other once the source has sent something", async () => {
    const run = new Reflecting({ from: "40" });
    await run.settle();
    await run.tell(added("b@41"), refusal(expired));
    expect(run.failures).toMatchObject([{ next: "list", retryInMs: 800 }]);
  });

  it("keeps its version while the source is away", async () => {
    const source = new ScriptedSource<Thing>();
    source.opensWatches = false;
    const run = new Reflecting({ from: "40", source });
    await run.settle();
    source.watches.pop()!.refuse(refused);
    await run.advance(800);
    expect(run.calls()).toEqual(['watch "40"', 'watch "40"']);
  });

  it("lists first when it is given no version", async () => {
    const run = new Reflecting({ from: "" });
    await run.settle();
    expect(run.calls()).toEqual(['list "0" limit 500']);
  });
});
