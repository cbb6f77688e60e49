import { describe, expect, it } from "vitest";
import { SourceError } from "../src/index.ts";
import { added, bookmark, deleted, modified, page, Reflecting, refusal, type Thing } from "./reflecting.ts";
import { ScriptedSource, ScriptedWatch } from "./scripted-source.ts";

const streaming = (): ScriptedSource<Thing> => new ScriptedSource<Thing>({ sendsInitialEvents: true });
const end = (version: string): unknown => ({ type: "bookmark", version, initialEventsEnd: true });
const first = 'watch "" with initial events';

/** A reflector whose watch is to be opened by the test. */
async function opening(said: object = {}): Promise<Reflecting> {
  const source = streaming();
  source.opensWatches = false;
  const run = new Reflecting({ source, ...said });
  await run.settle();
  return run;
}

describe("a list by way of a watch", () => {
  it("is written as one list at its mark, and the same watch is read on", async () => {
    const run = new Reflecting({ source: streaming() });
    await run.settle();
    expect(run.calls()).toEqual([first]);
    await run.tell(added("a@1"), added("b@2"), modified("a@3"), added("c@4"), deleted("c@5"), bookmark("4"));
    expect([run.words(), run.reflector.lastVersion]).toEqual([[], ""]);
    await run.tell(end("5"), added("d@6"));
    expect(run.words()).toEqual(["replace 5 a@3 b@2", "add d@6"]);
    expect([run.calls(), run.reflector.lastVersion, run.source.openWatches]).toEqual([[], "6", 1]);
  });

  it("asks later for nothing older than was seen", async () => {
    const run = new Reflecting({ source: streaming() });
    await run.settle();
    await run.tell(end("5"), refusal(new SourceError("expired", "too old")));
    await run.advance(800);
    expect(run.calls()).toEqual([first, 'watch "5" with initial events']);
  });

  it("is not requested when it is switched off", async () => {
    const run = new Reflecting({ source: streaming(), listByWatch: false });
    await run.settle();
    expect(run.calls()).toEqual(['list "0" limit 500']);
  });

  it("is watched again as usual when its watch ends later", async () => {
    const run = new Reflecting({ source: streaming() });
    await run.settle();
    await run.tell(end("5"), added("a@6"));
    await run.endWatch();
    expect(run.calls()).toEqual([first, 'watch "6"']);
  });

  it.each(["throttled", "refused"] as const)(
    "is tried again after a while when the source is %s",
    async (code) => {
      const run = await opening();
      run.source.watches.pop()!.refuse(new SourceError(code, "not now"));
      await run.settle();
      expect(run.failures).toEqual([{ message: "not now", during: "list", next: "list", retryInMs: 800 }]);
      await run.advance(800);
      expect(run.calls()).toEqual([first, first]);
    },
  );

  it.each(["expired", "version-too-large"] as const)(
    "asks at once for what is as new as can be: %s",
    async (code) => {
      const run = new Reflecting({ source: streaming() });
      await run.settle();
      await run.tell(end("5"), refusal(new SourceError("expired", "too old")));
      run.source.opensWatches = false;
      await run.advance(800);
      run.forget();
      run.source.watches.pop()!.refuse(new SourceError(code, "no"));
      await run.settle();
      expect([run.calls(), run.failures]).toEqual([[first], []]);
      run.source.watches.pop()!.refuse(new SourceError(code, "no"));
      await run.settle();
      expect(run.calls()).toEqual(['list "" limit 500']);
    },
  );

  it("gives way to a list at once when the source refuses it, and is tried the next time", async () => {
    const run = await opening();
    run.source.watches.pop()!.refuse(new SourceError("other", "initial events are forbidden"));
    await run.settle();
    expect(run.failures).toMatchObject([{ during: "list", next: "list", retryInMs: 0 }]);
    expect(run.calls()).toEqual([first, 'list "0" limit 500']);
    run.source.opensWatches = true;
    await run.answerList(page("5", "a@1"));
    expect(run.calls()).toEqual(['watch "5"']);
    await run.endWatch();
    await run.advance(800);
    expect(run.calls()).toEqual(['watch "5" with initial events']);
  });

  it.each([
    ["ends before its mark", (watch: ScriptedWatch<Thing>) => watch.end()],
    ["breaks", (watch: ScriptedWatch<Thing>) => watch.break(new Error("terminated"))],
    ["tells of an error", (watch: ScriptedWatch<Thing>) => watch.tell(refusal(new Error("no")))],
    ["tells what makes no sense", (watch: ScriptedWatch<Thing>) => watch.tell({ type: "moved" })],
  ])("gives way to a list when its watch %s", async (_, fail) => {
    const run = new Reflecting({ source: streaming() });
    await run.settle();
    await run.tell(added("a@1"));
    fail(run.source.watching);
    await run.settle();
    expect(run.failures).toMatchObject([{ during: "list", next: "list", retryInMs: 0 }]);
    expect(run.calls()).toEqual([first, 'list "0" limit 500']);
    expect([run.words(), run.source.openWatches]).toEqual([[], 0]);
  });

  it("is replaced by a list when nothing is sent for half a minute before its end; after it, silence is usual", async () => {
    const run = new Reflecting({ source: streaming() });
    await run.settle();
    await run.advance(29_999);
    await run.tell(added("a@1"));
    await run.advance(29_999);
    await run.tell(end("5"));
    await run.advance(329_999);
    expect(run.failures).toEqual([]);

    const stalled = new Reflecting({ source: streaming() });
    await stalled.tell(added("a@1"));
    await stalled.advance(30_000);
    expect(stalled.calls()).toEqual([first, 'list "0" limit 500']);
  });

  it("is tried again after a while when the target does not take it", async () => {
    const run = new Reflecting({ source: streaming() });
    run.target.refused.add("a");
    await run.settle();
    await run.tell(added("a@1"), end("5"));
    expect(run.failures).toEqual([{ message: "no a", during: "transform", next: "list", retryInMs: 800 }]);
    expect(run.source.openWatches).toBe(0);
    await run.advance(800);
    expect(run.calls()).toEqual([first, first]);
  });
});
