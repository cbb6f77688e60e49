import { ManualClock } from "@workset/clock";
import { describe, expect, it, vi } from "vitest";
import { Reflector, SourceError } from "../src/index.ts";
import { added, meta, page, Reflecting, refusal, Written, type Thing } from "./reflecting.ts";
import { ScriptedSource } from "./scripted-source.ts";

// That no timer, watch or listener is left is looked after in every test, by `Reflecting.stop`.

describe("the end by the signal", () => {
  it.each([
    ["before it has begun", async () => new Reflecting()],
    ["while a list is asked for", async () => settled(new Reflecting())],
    ["between two pages", async () => answered(new Reflecting(), page("5", "a@1", "two"))],
    ["while a watch is opened", async () => Reflecting.watching({ source: closed() })],
    ["while it watches", async () => Reflecting.watching()],
    [
      "while it waits after a failure",
      async () => told(await Reflecting.watching(), refusal(new Error("no"))),
    ],
    [
      "while it lists by way of a watch",
      async () =>
        told(new Reflecting({ source: new ScriptedSource({ sendsInitialEvents: true }) }), added("a@1")),
    ],
  ])("is clean and without a word %s", async (_, begin) => {
    const run = await begin();
    run.forget();
    await run.stop();
    await run.advance(1_000_000);
    expect([run.failures, run.calls(), run.words()]).toEqual([[], [], []]);
  });

  it("is clean while the target has no room, once the target reacts to the signal", async () => {
    const run = await Reflecting.watching();
    const { promise, reject } = Promise.withResolvers<void>();
    run.target.hasRoom = promise;
    await run.tell(added("b@6"));
    run.abort(new Error("enough"));
    reject(new Error("enough"));
    await run.stop();
    expect(run.failures).toEqual([]);
  });

  it.each([
    ["lists", async () => settled(new Reflecting())],
    ["opens a watch", async () => Reflecting.watching({ source: closed() })],
    ["watches", async () => Reflecting.watching()],
  ])("waits a second for a source that ignores its signal while it %s, and no longer", async (_, begin) => {
    const run = await begin();
    run.source.isDeaf = true;
    run.abort();
    await run.advance(999);
    expect(run.clock.pendingTimers).toBeGreaterThan(0);
    await run.advance(1);
    await run.stop();
    expect(run.failures).toEqual([]);
  });

  it("is not mistaken for a failure when the source answers it with one", async () => {
    const source = new ScriptedSource<Thing>();
    source.isDeaf = true;
    const run = new Reflecting({ source });
    await run.settle();
    run.abort();
    await run.refuseList(new SourceError("other", "aborted"));
    await run.stop();
    expect(run.failures).toEqual([]);
  });
});

describe("run", () => {
  it("refuses to run twice at a time, and runs again from where it was", async () => {
    const run = await Reflecting.watching();
    await expect(run.reflector.run(new AbortController().signal)).rejects.toThrow("running already");
    await run.stop();
    const again = new AbortController();
    const running = run.reflector.run(again.signal);
    await run.settle();
    expect(run.calls()).toEqual(['list "5" limit 0']);
    again.abort();
    await running;
  });
});

describe("a fault of what a reflector is made with", () => {
  it("is thrown by run, and leaves nothing behind", async () => {
    const clock = new ManualClock();
    const { signal } = new AbortController();
    const refusing = {
      list: () => Promise.reject(new Error("no")),
      watch: () => Promise.reject(new Error("no")),
    };
    const random = (): number => {
      throw new Error("no dice");
    };
    const reflector = new Reflector({ source: refusing, target: new Written(), meta, clock, random });
    await expect(reflector.run(signal)).rejects.toThrow("no dice");
    expect(clock.pendingTimers).toBe(0);
  });
});

describe("a listener for failures", () => {
  const throws = (): void => {
    throw new Error("mine");
  };
  const rejects = (): unknown => Promise.reject(new Error("mine"));

  it.each([
    ["throws", throws],
    ["rejects", rejects],
  ])("that %s does no harm", async (_, onError) => {
    const run = await Reflecting.watching({ onError });
    await run.tell(refusal(new Error("no")));
    await run.advance(800);
    expect(run.calls()).toEqual(['list "5" limit 0']);
  });
});

describe("the resync", () => {
  it("comes every so often from the first list on, however short the watches are", async () => {
    const run = new Reflecting({ resyncMs: 10_000 });
    await run.advance(10_000);
    expect(run.words()).toEqual([]);
    await run.answerList(page("5"));
    run.forget();
    for (let n = 0; n < 25; n++) {
      await run.advance(1_000);
      await run.endWatch();
    }
    expect(run.words()).toEqual(["resync", "resync"]);
  });

  it("comes while the source is away", async () => {
    const run = await Reflecting.watching({ resyncMs: 10_000 });
    await run.tell(refusal(new SourceError("throttled", "later", { retryAfterMs: 60_000 })));
    await run.advance(10_000);
    expect(run.words()).toEqual(["resync"]);
  });

  it("is asked whether it is to be", async () => {
    const shouldResync = vi.fn().mockReturnValueOnce(false).mockReturnValue(true);
    const run = await Reflecting.watching({ resyncMs: 10_000, shouldResync });
    await run.advance(10_000);
    expect(run.words()).toEqual([]);
    await run.advance(10_000);
    expect(run.words()).toEqual(["resync"]);
  });

  it("is skipped while the target has no room", async () => {
    const run = await Reflecting.watching({ resyncMs: 10_000 });
    const { promise, resolve } = Promise.withResolvers<void>();
    run.target.hasRoom = promise;
    await run.tell(added("b@6"));
    run.forget();
    await run.advance(10_000);
    run.target.hasRoom = undefined;
    resolve();
    await run.settle();
    expect(run.words()).toEqual([]);
    await run.advance(10_000);
    expect(run.words()).toEqual(["resync"]);
  });

  it("that fails is reported, and comes again", async () => {
    const shouldResync = vi
      .fn()
      .mockImplementationOnce(() => {
        throw new Error("no idea");
      })
      .mockReturnValue(true);
    const run = await Reflecting.watching({ resyncMs: 10_000, shouldResync });
    await run.advance(10_000);
    expect(run.failures).toEqual([{ message: "no idea", during: "resync", next: "go-on", retryInMs: 0 }]);
    await run.advance(10_000);
    expect(run.words()).toEqual(["resync"]);
  });
});

async function settled(run: Reflecting): Promise<Reflecting> {
  await run.settle();
  return run;
}

async function answered(
  run: Reflecting,
  answer: Parameters<Reflecting["answerList"]>[0],
): Promise<Reflecting> {
  await run.settle();
  await run.answerList(answer);
  return run;
}

async function told(run: Reflecting, event: unknown): Promise<Reflecting> {
  await run.settle();
  await run.tell(event);
  return run;
}

/** A source whose watches are not opened. */
function closed(): ScriptedSource<Thing> {
  const source = new ScriptedSource<Thing>();
  source.opensWatches = false;
  return source;
}
