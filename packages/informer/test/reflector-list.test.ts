import { describe, expect, it } from "vitest";
import { SourceError } from "../src/index.ts";
import { page, Reflecting } from "./reflecting.ts";

const expired = new SourceError("expired", "too old");
const future = new SourceError("version-too-large", "not there yet");
const forbidden = new SourceError("other", "forbidden");

describe("a reflector lists", () => {
  it("any state first, writes it, and watches from its version", async () => {
    const run = new Reflecting();
    await run.settle();
    expect(run.calls()).toEqual(['list "0" limit 500']);
    expect(run.reflector.lastVersion).toBe("");
    await run.answerList(page("5", "a@1 b@2"));
    expect(run.words()).toEqual(["replace 5 a@1 b@2"]);
    expect(run.calls()).toEqual(['watch "5"']);
    expect(run.reflector.lastVersion).toBe("5");
    expect(run.failures).toEqual([]);
  });

  it("nothing older than it has seen after that, and all at once", async () => {
    const run = await Reflecting.watching();
    await run.tell({ type: "error", error: expired });
    await run.advance(800);
    expect(run.calls()).toEqual(['list "5" limit 0']);
  });

  it.each([expired, future])(
    "what is as new as can be at once when the last version is no good: $code",
    async (error) => {
      const run = await Reflecting.watching();
      await run.tell({ type: "error", error: expired });
      await run.advance(800);
      run.forget();
      await run.refuseList(error);
      expect(run.calls()).toEqual(['list "" limit 0']);
      expect(run.failures).toEqual([]);
      await run.answerList(page("9"));
      expect([run.words(), run.calls()]).toEqual([["replace 9"], ['watch "9"']]);
    },
  );

  it("what is as new as can be until a list has succeeded", async () => {
    const run = new Reflecting();
    await run.settle();
    await run.refuseList(expired);
    await run.refuseList(forbidden);
    await run.advance(800);
    expect(run.calls()).toEqual(['list "0" limit 500', 'list "" limit 500', 'list "" limit 500']);
    await run.answerList(page("7"));
    await run.endWatch();
    await run.advance(1600);
    expect(run.calls()).toEqual(['watch "7"', 'list "7" limit 0']);
  });

  it("no more than twice at once, however often the version is refused", async () => {
    const run = new Reflecting();
    await run.settle();
    await run.refuseList(expired);
    await run.refuseList(expired);
    expect(run.source.lists).toEqual([]);
    expect(run.failures).toEqual([{ message: "too old", during: "list", next: "list", retryInMs: 800 }]);
  });

  it("once at a time what is as new as can be", async () => {
    const run = new Reflecting();
    await run.settle();
    await run.refuseList(expired);
    await run.refuseList(forbidden);
    await run.advance(800);
    run.forget();
    await run.refuseList(expired);
    expect([run.calls(), run.failures]).toMatchObject([[], [{ message: "too old", retryInMs: 1600 }]]);
  });

  it("again after a wait when it was refused, and reports it", async () => {
    const run = new Reflecting();
    await run.settle();
    await run.refuseList(forbidden);
    expect(run.failures).toEqual([{ message: "forbidden", during: "list", next: "list", retryInMs: 800 }]);
    await run.advance(799);
    expect(run.calls()).toEqual(['list "0" limit 500']);
    await run.advance(1);
    expect(run.calls()).toEqual(['list "0" limit 500']);
  });

  it("not before the source wants to be asked again", async () => {
    const run = new Reflecting();
    await run.settle();
    await run.refuseList(new SourceError("throttled", "slow down", { retryAfterMs: 5_000 }));
    run.forget();
    await run.advance(4_999);
    expect(run.calls()).toEqual([]);
    await run.advance(1);
    expect(run.calls()).toEqual(['list "0" limit 500']);
  });

  it("after the usual wait when what the source wants is no number", async () => {
    const run = new Reflecting();
    await run.settle();
    await run.refuseList(new SourceError("throttled", "slow down", { retryAfterMs: NaN }));
    expect(run.failures).toMatchObject([{ retryInMs: 800 }]);
  });

  it("only when the target has room", async () => {
    const run = await Reflecting.watching();
    await run.endWatch();
    const { promise, resolve } = Promise.withResolvers<void>();
    run.target.hasRoom = promise;
    await run.advance(800);
    expect(run.calls()).toEqual([]);
    resolve();
    await run.settle();
    expect(run.calls()).toEqual(['list "5" limit 0']);
  });

  it("again when the target does not take what there is", async () => {
    const run = new Reflecting();
    run.target.refused.add("b");
    await run.settle();
    await run.answerList(page("5", "a@1 b@2"));
    expect(run.failures).toEqual([{ message: "no b", during: "transform", next: "list", retryInMs: 800 }]);
    expect([run.words(), run.reflector.lastVersion]).toEqual([[], ""]);
    run.target.refused.clear();
    await run.advance(800);
    await run.answerList(page("6", "a@1 b@2"));
    expect(run.words()).toEqual(["replace 6 a@1 b@2"]);
  });
});

describe("pages", () => {
  it("are put together, under the version of the first", async () => {
    const run = new Reflecting();
    await run.settle();
    await run.answerList(page("5", "a@1", "two"));
    await run.answerList(page("6", "b@2", "three"));
    await run.answerList(page("7", "c@3"));
    expect(run.calls()).toEqual([
      'list "0" limit 500',
      'list "" limit 500 at two',
      'list "" limit 500 at three',
      'watch "5"',
    ]);
    expect(run.words()).toEqual(["replace 5 a@1 b@2 c@3"]);
  });

  it("are requested from then on when the first list came in pages", async () => {
    const run = new Reflecting();
    await run.settle();
    await run.answerList(page("5", "a@1", "two"));
    await run.answerList(page("5"));
    await run.endWatch();
    await run.advance(800);
    expect(run.calls().at(-1)).toBe('list "5" limit 500');
  });

  it("are not requested because a later list came in pages", async () => {
    const run = await Reflecting.watching();
    for (const version of ["6", "7"]) {
      await run.endWatch();
      await run.advance(3_200);
      await run.answerList(page(version, "a@1", "two"));
      await run.answerList(page(version));
    }
    expect(run.calls().filter((call) => call.startsWith("list") && !call.includes(" at "))).toEqual([
      'list "5" limit 0',
      'list "6" limit 0',
    ]);
  });

  it("are of the size that was said, whatever the version", async () => {
    const run = await Reflecting.watching({ pageSize: 2 });
    await run.endWatch();
    await run.advance(800);
    expect(run.calls().at(-1)).toBe('list "5" limit 2');
  });

  it("are not requested when their size is zero", async () => {
    const run = new Reflecting({ pageSize: 0 });
    await run.settle();
    expect(run.calls()).toEqual(['list "0" limit 0']);
  });

  it("are replaced by one whole list, at the version first requested, when they have expired", async () => {
    const run = await Reflecting.watching({ pageSize: 2 });
    await run.endWatch();
    await run.advance(800);
    run.forget();
    await run.answerList(page("6", "a@1", "two"));
    await run.refuseList(expired);
    expect(run.calls()).toEqual(['list "" limit 2 at two', 'list "5" limit 0']);
    await run.answerList(page("8", "a@1 b@8"));
    expect(run.words()).toEqual(["replace 8 a@1 b@8"]);
    expect(run.failures).toEqual([]);
  });

  it("are read to the end even where the whole list comes in pages, and forgotten once only", async () => {
    const run = new Reflecting();
    await run.settle();
    await run.answerList(page("5", "a@1", "two"));
    await run.refuseList(expired);
    await run.answerList(page("6", "a@1", "two again"));
    await run.answerList(page("6", "b@1"));
    expect(run.words()).toEqual(["replace 6 a@1 b@1"]);

    const other = new Reflecting();
    await other.settle();
    await other.answerList(page("5", "a@1", "two"));
    await other.refuseList(expired);
    await other.answerList(page("6", "a@1", "two again"));
    await other.refuseList(expired);
    expect(other.calls().at(-1)).toBe('list "" limit 500');
  });

  it("that lead back to themselves are a failure", async () => {
    const run = new Reflecting();
    await run.settle();
    await run.answerList(page("5", "a@1", "two"));
    await run.answerList(page("5", "b@1", "two"));
    expect(run.failures).toMatchObject([
      { during: "list", message: expect.stringContaining("two") as string },
    ]);
  });

  it("are no longer requested once the signal is aborted", async () => {
    const run = new Reflecting();
    run.source.isDeaf = true;
    await run.settle();
    run.abort();
    await run.answerList(page("5", "a@1", "two"));
    expect([run.calls(), run.words()]).toEqual([['list "0" limit 500'], []]);
  });
});

describe("options", () => {
  it.each([
    ["pageSize", { pageSize: -1 }],
    ["pageSize", { pageSize: 1.5 }],
    ["watchTimeoutMs", { watchTimeoutMs: 0 }],
    ["resyncMs", { resyncMs: NaN }],
    ["internalErrorGraceMs", { internalErrorGraceMs: -1 }],
    ["backoff.factor", { backoff: { factor: 0.5 } }],
  ])("are refused by name when %s is out of bounds", (name, said) => {
    expect(() => new Reflecting(said)).toThrow(RangeError);
    expect(() => new Reflecting(said)).toThrow(name);
  });
});
