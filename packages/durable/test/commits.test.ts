import { describe, expect, test } from "vitest";
import type { DurableLease, DurableQueue } from "@workset/durable";
import { Bench, isSettled } from "./open-queue.ts";
import { HeldAnswers, turns } from "./wrapped-store.ts";

interface Promised {
  readonly says: string;
  readonly ask: (queue: DurableQueue, lease: DurableLease<string>) => Promise<unknown>;
}

const promised: readonly Promised[] = [
  { says: "add", ask: (queue) => queue.add("new") },
  { says: "addAll", ask: (queue) => queue.addAll(["x", "y"]) },
  { says: "addAfter", ask: (queue) => queue.addAfter("new", 10) },
  { says: "addRateLimited", ask: (queue) => queue.addRateLimited("new") },
  { says: "get", ask: (queue) => queue.get() },
  { says: "tryGet", ask: (queue) => queue.tryGet() },
  { says: "getBatch", ask: (queue) => queue.getBatch(2) },
  { says: "lease.done", ask: (_, lease) => lease.done() },
  { says: "lease.retry", ask: (_, lease) => lease.retry() },
  { says: "lease.giveBack", ask: (_, lease) => lease.giveBack() },
  { says: "lease.giveUp", ask: (_, lease) => lease.giveUp(new Error("no")) },
  { says: "await using", ask: (_, lease) => lease[Symbol.asyncDispose]() },
  { says: "done", ask: (queue) => queue.done("held") },
  { says: "forget", ask: (queue) => queue.forget("held") },
  { says: "cancel", ask: (queue) => queue.cancel("waiting") },
  { says: "postpone", ask: (queue) => queue.postpone("waiting", 1000) },
  { says: "failed.replay", ask: (queue) => queue.failed.replay() },
  { says: "failed.purge", ask: (queue) => queue.failed.purge({ all: true }) },
  { says: "shutDownWithDrain", ask: (queue) => queue.shutDownWithDrain({ signal: AbortSignal.abort() }) },
  { says: "close", ask: (queue) => queue.close() },
];

describe("What a verb promises is there when the store has answered, and not before:", () => {
  test.each(promised)("$says", async ({ ask }) => {
    const answers = new HeldAnswers();
    const queue = await new Bench(answers.around).open();
    await queue.addAll(["held", "a", "b", "c"]);
    await queue.addAfter("waiting", 100);
    const lease = (await queue.get())!;

    answers.holding = true;
    const asked = ask(queue, lease);
    expect(await isSettled(asked)).toBe(false);
    expect(answers.held.length).toBeGreaterThan(0);
    answers.holding = false;
    await answers.answer();
    await asked;
  });
});

describe("Verbs that no caller awaits", () => {
  test("act in the order in which they were called", async () => {
    const bench = new Bench();
    const queue = await bench.openMails();
    const asked = [
      queue.add({ to: "a", text: "1" }),
      queue.addAfter({ to: "b", text: "1" }, 50),
      queue.postpone("b", 70),
      queue.add({ to: "a", text: "2" }),
      queue.cancel("b"),
      queue.tryGet().then((lease) => lease?.item.text),
      queue.done("a"),
      queue.add({ to: "a", text: "3" }),
      queue.addRateLimited({ to: "c", text: "1" }),
      queue.numRequeues("c"),
      queue.forget("c"),
      queue.numRequeues("c"),
      queue.close(),
      queue.add({ to: "a", text: "4" }),
    ];
    expect(await Promise.all(asked)).toEqual([
      "added",
      "waiting",
      true,
      "coalesced",
      true,
      "2",
      // At that time the key was not processing yet.
      undefined,
      "rerun",
      "waiting",
      1,
      undefined,
      0,
      undefined,
      "dropped",
    ]);
  });

  test("end a key before it is added anew", async () => {
    const queue = await new Bench().open();
    await queue.add("a");
    const lease = (await queue.get())!;
    const [ending, outcome] = await Promise.all([lease.done(), queue.add("a")]);
    expect([ending, outcome]).toEqual(["done", "added"]);
  });
});

test("A key goes to a getter that waits as soon as its add is committed, asked for right behind it", async () => {
  const answers = new HeldAnswers();
  const queue = await new Bench(answers.around).open();
  const getting = queue.get();
  expect(await isSettled(getting)).toBe(false);
  answers.holding = true;
  const adding = queue.add("a");
  await turns(1);
  expect(answers.held).toEqual(["add", "take"]);
  await answers.answer();
  expect([await adding, (await getting)?.key]).toEqual(["added", "a"]);
});

test("Many adds in one turn ask for no more than is wanted", async () => {
  const answers = new HeldAnswers();
  const queue = await new Bench(answers.around).open();
  const getting = [queue.get(), queue.get()];
  await turns(1);
  answers.holding = true;
  const adding = queue.addAll(["a", "b", "c"]);
  await turns(1);
  expect(answers.held).toEqual(["add", "add", "add", "take"]);
  answers.holding = false;
  await answers.answer();
  await adding;
  expect((await Promise.all(getting)).map((lease) => lease?.key)).toEqual(["a", "b"]);
});

test("A caller that asks in one go is served by one take, in the order in which they asked", async () => {
  const answers = new HeldAnswers();
  const queue = await new Bench(answers.around).open();
  await queue.addAll(["a", "b", "c", "d", "e"]);
  answers.holding = true;
  const getting = [queue.get(), queue.getBatch(2), queue.get()];
  await turns(1);
  expect(answers.held).toEqual(["take"]);
  answers.holding = false;
  await answers.answer();
  const got = (await Promise.all(getting)).flat();
  expect(got.map((lease) => lease?.key)).toEqual(["a", "b", "c", "d"]);
});

test("A caller that gets is served before who tries to right behind", async () => {
  const queue = await new Bench().open();
  await queue.add("a");
  const getting = queue.get();
  expect(await queue.tryGet()).toBeUndefined();
  expect((await getting)?.key).toBe("a");
});

test("A caller that gave up before the store was asked has nothing taken", async () => {
  const answers = new HeldAnswers();
  const queue = await new Bench(answers.around).open();
  await queue.add("a");
  answers.holding = true;
  const stop = new AbortController();
  const getting = queue.get(stop.signal);
  stop.abort(new Error("enough"));
  await expect(getting).rejects.toThrow("enough");
  await turns(1);
  expect(answers.held).toEqual([]);
});

describe("The end of a run is reported before the next run of the key,", () => {
  const endings = ["done", "retry", "giveBack", "await using", "queue.done"] as const;

  test.each(endings)("both in one commit: %s", async (how) => {
    const queue = await new Bench().open();
    await queue.add("a");
    const lease = (await queue.get())!;
    await queue.add("a");
    const heard: string[] = [];
    const getting = queue.get().then(() => heard.push("next run"));
    const ending =
      how === "await using"
        ? lease[Symbol.asyncDispose]()
        : how === "queue.done"
          ? queue.done("a")
          : lease[how]();
    const ended = ending.then(() => heard.push("end"));
    await Promise.all([getting, ended]);
    expect(heard).toEqual(["end", "next run"]);
  });

  test.each(["get", "tryGet"] as const)("however late the store answers: %s", async (verb) => {
    const answers = new HeldAnswers();
    const queue = await new Bench(answers.around).open();
    await queue.add("a");
    const lease = (await queue.get())!;
    await queue.add("a");
    answers.holding = true;
    const ending = lease.done();
    const getting = queue[verb]();
    await turns(1);
    expect(answers.held).toEqual(["release", "take"]);
    await answers.answer("take");
    expect(await isSettled(getting)).toBe(false);
    await answers.answer("release");
    expect([await ending, (await getting)?.key]).toEqual(["rerun", "a"]);
  });
});
