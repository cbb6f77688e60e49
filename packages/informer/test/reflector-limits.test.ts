import { describe, expect, test } from "vitest";
import { compareVersions, SourceError } from "../src/index.ts";
import { added, bookmark, deleted, modified, page, Reflecting, type Thing } from "./reflecting.ts";
import { ScriptedSource } from "./scripted-source.ts";

/** A source that says more of itself. */
function sourceWith(
  traits: object,
  options: { readonly sendsInitialEvents?: boolean } = {},
): ScriptedSource<Thing> {
  return Object.assign(new ScriptedSource<Thing>(options), traits);
}

describe("a list by way of a watch that never ends its initial events", () => {
  test("is given up after watchListTimeoutMs, however much it sends, and followed by an ordinary list", async () => {
    const run = new Reflecting({
      source: sourceWith({}, { sendsInitialEvents: true }),
      watchListTimeoutMs: 60_000,
    });
    for (let n = 0; n < 60; n++) {
      await run.tell(added(`a@${n}`), bookmark(String(n)));
      await run.advance(1_000);
    }
    expect(run.failures).toMatchObject([
      {
        message: expect.stringContaining("within watchListTimeoutMs, 60000 ms"),
        during: "list",
        next: "list",
      },
    ]);
    expect(run.calls()).toEqual(['watch "" with initial events', 'list "0" limit 500']);
    expect(run.source.openWatches).toBe(0);
    await run.answerList(page("99", "a@7"));
    expect(run.words()).toEqual(["replace 99 a@7"]);
  });

  test("is not requested again", async () => {
    const run = new Reflecting({ source: sourceWith({}, { sendsInitialEvents: true }) });
    for (let n = 0; n < 3; n++) {
      await run.settle();
      await run.tell(added(`a@${n}`));
      await run.advance(20_000);
    }
    await run.answerList(page("5", "a@1"));
    run.source.watching.tell({ type: "error", error: new SourceError("expired", "too old") });
    run.forget();
    await run.advance(60_000);
    expect(run.calls().filter((call) => call.includes("initial"))).toEqual([]);
    expect(run.source.lists).toHaveLength(1);
  });

  test("is not requested again either when the source does not support it", async () => {
    const source = sourceWith({}, { sendsInitialEvents: true });
    source.opensWatches = false;
    const run = new Reflecting({ source });
    await run.settle();
    source.watches.pop()!.refuse(new SourceError("unsupported", "422"));
    await run.settle();
    source.opensWatches = true;
    await run.answerList(page("5", "a@1"));
    run.source.watching.tell({ type: "error", error: new SourceError("expired", "too old") });
    run.forget();
    await run.advance(60_000);
    expect(run.calls()).toEqual(['list "5" limit 0']);
  });
});

describe("watches that end soon, one after another,", () => {
  test.each([
    ["end", (run: Reflecting) => run.source.watching.end()],
    ["break", (run: Reflecting) => run.source.watching.break(new Error("ECONNRESET"))],
  ])("make no request for each event they deliver before they %s", async (_, cut) => {
    const run = await Reflecting.watching();
    let events = 0;
    for (let n = 0; n < 600; n++) {
      if (run.source.openWatches > 0) {
        await run.tell(added(`b@${100 + n}`));
        events++;
        cut(run);
      }
      await run.advance(100);
    }
    // A minute: three at once, and then with waits that double from 800 ms to 30 s.
    expect(events).toBeLessThanOrEqual(12);
    expect(run.calls().every((call) => call.startsWith("watch"))).toBe(true);
    expect(run.failures.at(-1)).toMatchObject({ during: "event", next: "watch" });
    expect(run.failures.at(-1)!.retryInMs).toBeGreaterThanOrEqual(25_600);
  });

  test("make no request for each bookmark either", async () => {
    const run = await Reflecting.watching();
    let bookmarks = 0;
    for (let n = 0; n < 600; n++) {
      if (run.source.openWatches > 0) {
        await run.tell(bookmark(String(100 + n)));
        bookmarks++;
        run.source.watching.end();
      }
      await run.advance(100);
    }
    expect(bookmarks).toBeLessThanOrEqual(12);
  });

  test("are forgotten after a watch that lasted", async () => {
    const run = await Reflecting.watching();
    for (let round = 0; round < 5; round++) {
      for (let n = 0; n < 2; n++) {
        await run.tell(added(`b@${10 * round + n + 10}`));
        await run.endWatch();
      }
      await run.advance(1_000);
      await run.endWatch();
    }
    expect(run.failures).toEqual([]);
    expect(run.source.openWatches).toBe(1);
  });
});

describe("an open watch that sends nothing", () => {
  test("is given up after one and a half times the promised interval of bookmarks", async () => {
    const run = await Reflecting.watching({ source: sourceWith({ bookmarkIntervalMs: 60_000 }) });
    await run.advance(60_000);
    await run.tell(bookmark("6"));
    await run.advance(89_999);
    expect(run.failures).toEqual([]);
    await run.advance(1);
    expect(run.failures).toMatchObject([{ message: "the watch was silent for 90000 ms", next: "watch" }]);
    expect(run.calls()).toEqual(['watch "6"']);
  });

  test("is given up after idleTimeoutMs where that is set", async () => {
    const run = await Reflecting.watching({
      source: sourceWith({ bookmarkIntervalMs: 60_000 }),
      idleTimeoutMs: 5_000,
    });
    await run.advance(5_000);
    expect(run.failures).toMatchObject([{ message: "the watch was silent for 5000 ms" }]);
  });
});

describe("versions that go back", () => {
  const comparing = (): ScriptedSource<Thing> => sourceWith({ compareVersions });

  test.each([
    ["an event", modified("a@3")],
    ["a deletion", deleted("a@3")],
    ["a bookmark", bookmark("4")],
  ])("with %s are followed by a list of the newest state, at once", async (_, event) => {
    const run = await Reflecting.watching({ source: comparing() });
    await run.tell(event);
    expect(run.failures).toMatchObject([
      {
        message: expect.stringMatching(/went back, from 5 to [34]/),
        during: "event",
        next: "list",
        retryInMs: 0,
      },
    ]);
    expect(run.words()).toEqual([]);
    expect(run.calls()).toEqual(['list "" limit 500']);
    await run.answerList(page("4", "a@3"));
    expect([run.words(), run.reflector.lastVersion]).toEqual([["replace 4 a@3"], "4"]);
    await run.tell(modified("a@6"));
    expect(run.words()).toEqual(["update a@6"]);
  });

  test("again within two minutes are followed by a list after a wait", async () => {
    const run = await Reflecting.watching({ source: comparing() });
    await run.tell(modified("a@3"));
    await run.answerList(page("5", "a@5"));
    run.forget();
    await run.tell(modified("a@3"));
    expect(run.calls()).toEqual([]);
    expect(run.failures).toMatchObject([{ next: "list", retryInMs: 800 }]);
  });

  test("mean nothing where versions cannot be compared", async () => {
    const run = await Reflecting.watching();
    await run.tell(modified("a@3"), bookmark("4"));
    expect([run.words(), run.failures]).toEqual([["update a@3", "bookmark 4"], []]);
    const opaque = await Reflecting.watching({ source: comparing() });
    await opaque.tell(bookmark("no-number"), bookmark("6"));
    expect([opaque.words(), opaque.failures]).toEqual([["bookmark no-number", "bookmark 6"], []]);
  });

  test("of a list are passed to the target: equal versions do not mean equal states", async () => {
    const run = await Reflecting.watching({ source: comparing() });
    run.source.watching.tell({ type: "error", error: new SourceError("expired", "too old") });
    await run.advance(800);
    await run.answerList(page("4", "a@3"));
    run.source.watching.tell({ type: "error", error: new SourceError("expired", "too old") });
    await run.advance(1_600);
    await run.answerList(page("7", "a@3"));
    expect(run.target.lists).toEqual([{}, { versionsWentBack: true }, {}]);
  });
});

describe("a periodic list", () => {
  test("ends the watch, lists the newest state, and watches from there", async () => {
    const run = await Reflecting.watching({ relistMs: 600_000, watchTimeoutMs: 2_000_000 });
    await run.tell(modified("a@7"));
    await run.advance(600_000);
    expect(run.calls()).toEqual(['list "" limit 500']);
    expect([run.failures, run.source.openWatches]).toEqual([[], 0]);
    await run.answerList(page("9", "a@8"));
    expect(run.calls()).toEqual(['watch "9"']);
    await run.advance(600_000);
    expect(run.calls()).toEqual(['list "" limit 500']);
  });

  test("that fails is tried again after a wait", async () => {
    const run = await Reflecting.watching({ relistMs: 600_000, watchTimeoutMs: 2_000_000 });
    await run.advance(600_000);
    await run.refuseList(new SourceError("internal", "no"));
    expect(run.failures).toMatchObject([{ during: "list", next: "list", retryInMs: 800 }]);
    await run.advance(800);
    await run.answerList(page("9", "a@8"));
    expect(run.words()).toEqual(["replace 9 a@8"]);
  });
});
