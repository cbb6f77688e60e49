import { describe, expect, test } from "vitest";
import { Bench, isSettled, statesOf } from "./open-queue.ts";
import { HeldAnswers, Refusals, turns } from "./wrapped-store.ts";

describe("A getter that gives up", () => {
  test("while the store is asked for it leaves its key to the next getter", async () => {
    const answers = new HeldAnswers();
    const queue = await new Bench(answers.around).open();
    await queue.add("a");
    const stop = new AbortController();
    answers.holding = true;
    const first = queue.get(stop.signal);
    const second = queue.get();
    await turns(1);
    expect(answers.held).toEqual(["take"]);
    stop.abort(new Error("enough"));
    await expect(first).rejects.toThrow("enough");
    answers.holding = false;
    await answers.answer();
    expect((await second)?.key).toBe("a");
  });

  test("while the store is asked for it, with no caller behind, gives its key back to the front of the ready keys", async () => {
    const answers = new HeldAnswers();
    const queue = await new Bench(answers.around).open();
    await queue.addAll(["a", "b", "c", "d"]);
    const stop = new AbortController();
    answers.holding = true;
    const batch = queue.getBatch(3, { signal: stop.signal });
    await turns(1);
    stop.abort(new Error("enough"));
    await expect(batch).rejects.toThrow("enough");
    answers.holding = false;
    await answers.answer();
    expect(await statesOf(queue)).toEqual(["a:ready", "b:ready", "c:ready", "d:ready"]);
    expect(await queue.stats()).toMatchObject({ done: 0, fenced: 0, getters: 0 });
    expect((await queue.get())?.key).toBe("a");
  });

  test("does not hide the key that it left from a getter that came before the key was given back", async () => {
    const answers = new HeldAnswers();
    const queue = await new Bench(answers.around).open();
    await queue.add("a");
    const stop = new AbortController();
    answers.holding = true;
    const first = queue.get(stop.signal);
    await turns(1);
    stop.abort();
    await expect(first).rejects.toThrow();
    await answers.answer();
    expect(answers.held).toEqual(["release"]);
    const second = queue.get();
    await turns(1);
    answers.holding = false;
    await answers.answer();
    expect((await second)?.key).toBe("a");
  });

  test("costs no other caller the key that is added next", async () => {
    const queue = await new Bench().open();
    const stop = new AbortController();
    const first = queue.get(stop.signal);
    const second = queue.get();
    await turns(1);
    const adding = queue.add("a");
    stop.abort();
    await expect(first).rejects.toThrow();
    await adding;
    expect((await second)?.key).toBe("a");
  });

  test("leaves its key processing until the store takes it back, and then it is handed out", async () => {
    const refusals = new Refusals();
    const answers = new HeldAnswers();
    const bench = new Bench((verb, call) => answers.around(verb, () => refusals.around(verb, call)));
    const queue = await bench.open();
    await queue.add("a");
    const stop = new AbortController();
    answers.holding = true;
    const first = queue.get(stop.signal);
    await turns(1);
    stop.abort();
    await expect(first).rejects.toThrow();
    const error = refusals.refuse("release");
    answers.holding = false;
    await answers.answer();
    expect(bench.errors).toEqual([error]);
    const second = queue.get();
    bench.clock.advance(1_000);
    expect(await isSettled(second)).toBe(false);
    // Told of once, and not again with each try.
    expect(bench.errors).toEqual([error]);
    refusals.relent();
    bench.clock.advance(1_000);
    expect((await second)?.key).toBe("a");
  });
});

describe("Getters", () => {
  test("are served in the order in which they came, single ones and batches alike", async () => {
    const queue = await new Bench().open();
    const one = queue.get();
    const two = queue.getBatch(2, { maxWaitMs: 10 });
    const three = queue.get();
    await turns(1);
    await queue.addAll(["a", "b", "c", "d"]);
    expect((await one)?.key).toBe("a");
    expect((await two).map(({ key }) => key)).toEqual(["b", "c"]);
    expect((await three)?.key).toBe("d");
  });

  test("who wait find a key that is added while the store is asked in vain", async () => {
    const answers = new HeldAnswers();
    const queue = await new Bench(answers.around).open();
    answers.holding = true;
    const getting = queue.get();
    await turns(1);
    const adding = queue.add("a");
    answers.holding = false;
    await answers.answer();
    await adding;
    expect((await getting)?.key).toBe("a");
  });

  test("all learn that the store fails, and a caller that asks afterwards is served when it does not", async () => {
    const refusals = new Refusals();
    const queue = await new Bench(refusals.around).open();
    const idle = queue.get();
    const batch = queue.getBatch(2);
    await turns(1);
    const error = refusals.refuse("take");
    const late = queue.get();
    const all = await Promise.allSettled([idle, batch, late]);
    expect(all).toEqual([1, 2, 3].map(() => ({ status: "rejected", reason: error })));
    await expect(queue.tryGet()).rejects.toBe(error);
    refusals.relent();
    const getting = queue.get();
    await queue.add("a");
    expect((await getting)?.key).toBe("a");
  });

  test("wait on when an add is refused", async () => {
    const refusals = new Refusals();
    const queue = await new Bench(refusals.around).open();
    const getting = queue.get();
    const error = refusals.refuse("add");
    await expect(queue.add("a")).rejects.toBe(error);
    expect(await isSettled(getting)).toBe(false);
    refusals.relent();
    await queue.add("a");
    expect((await getting)?.key).toBe("a");
  });

  test("who wait idle are asked for once, however many adds are refused or coalesced", async () => {
    const refusals = new Refusals();
    const queue = await new Bench(refusals.around).open();
    void queue.get();
    await turns(1);
    refusals.calls.length = 0;
    refusals.refuse("add");
    await Promise.allSettled(Array.from({ length: 100 }, () => queue.add("a")));
    await turns(1);
    // One right behind them all.
    expect(refusals.calls.filter((verb) => verb === "take").length).toBe(1);
  });

  test("are not asked for when a key is made to wait", async () => {
    const refusals = new Refusals();
    const queue = await new Bench(refusals.around).open();
    void queue.get();
    await turns(1);
    refusals.calls.length = 0;
    await queue.addAfter("a", 10);
    await queue.addRateLimited("b");
    await turns(1);
    expect(refusals.calls).toEqual(["add", "add"]);
  });

  test("get at once what the limiter does not hold back", async () => {
    const bench = new Bench();
    const queue = await bench.open({
      limiter: {
        when: () => 0,
        after: () => 0,
        forget: () => {},
        numRequeues: () => 0,
        countsFailures: true,
      },
    });
    const getting = queue.get();
    await turns(1);
    expect(await queue.addRateLimited("a")).toBe("added");
    expect((await getting)?.key).toBe("a");
  });

  test("get a key that another gave back, and one that comes back", async () => {
    const queue = await new Bench().open();
    await queue.add("a");
    const lease = (await queue.get())!;
    const second = queue.get();
    await turns(1);
    await lease.giveBack();
    const again = (await second)!;
    expect(again.key).toBe("a");
    await queue.add("a");
    const third = queue.get();
    await turns(1);
    await again.done();
    expect((await third)?.key).toBe("a");
  });
});

describe("A batch", () => {
  test.each([Number.NaN, "soon"])("that is to wait for %s is refused", async (maxWaitMs) => {
    const queue = await new Bench().open();
    await queue.add("a");
    await expect(queue.getBatch(1, { maxWaitMs: maxWaitMs as number })).rejects.toThrow(
      /maxWaitMs .* but it is/,
    );
    expect(await statesOf(queue)).toEqual(["a:ready"]);
  });

  test.each([0, -1, 1.5, Number.NaN])("of %s is refused", async (max) => {
    const queue = await new Bench().open();
    await expect(queue.getBatch(max)).rejects.toThrow(/max must be a whole number of at least 1/);
  });

  test("that holds keys comes back with them when the store fails", async () => {
    const refusals = new Refusals();
    const bench = new Bench(refusals.around);
    const queue = await bench.open();
    const batch = queue.getBatch(3, { maxWaitMs: 100 });
    await queue.add("a");
    await turns(1);
    refusals.refuse("take");
    await queue.add("b");
    expect((await batch).map(({ key }) => key)).toEqual(["a"]);
    expect(bench.clock.pendingTimers).toBe(0);
    expect(await statesOf(queue)).toEqual(["b:ready", "a:processing"]);
  });

  test("gathers for as long as it may from the commit of its first key", async () => {
    const bench = new Bench();
    const queue = await bench.open();
    const batch = queue.getBatch(3, { maxWaitMs: 100 });
    bench.clock.advance(500);
    await queue.add("a");
    await turns(1);
    bench.clock.advance(99);
    await queue.add("b");
    expect(await isSettled(batch)).toBe(false);
    bench.clock.advance(1);
    expect((await batch).map(({ key }) => key)).toEqual(["a", "b"]);
  });
});
