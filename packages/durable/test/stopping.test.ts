import { describe, expect, test } from "vitest";
import { Bench, isSettled, statesOf } from "./open-queue.ts";
import { HeldAnswers, late, outOfStep, Refusals, turns, wrapped, type Around } from "./wrapped-store.ts";

const nothing = { ready: 0, processing: 0, waiting: 0 };

describe("A shutdown", () => {
  test("drops adds, hands out what is ready, and leaves what waits in the store", async () => {
    const bench = new Bench();
    const queue = await bench.open();
    await queue.add("a");
    await queue.addAfter("w", 10);
    const waiting = [queue.get(), queue.get(), queue.getBatch(3)];
    queue.shutDown();
    expect(queue.shuttingDown).toBe(true);
    expect(await queue.add("b")).toBe("dropped");
    expect(await queue.addAfter("b", 5)).toBe("dropped");
    expect(await queue.addRateLimited("b")).toBe("dropped");
    expect(await queue.addAll(["b", "c"])).toMatchObject({ dropped: 2, added: 0 });
    bench.clock.advance(1_000);
    expect((await Promise.all(waiting)).map((got) => (Array.isArray(got) ? got : got?.key))).toEqual([
      "a",
      undefined,
      [],
    ]);
    expect(await queue.get()).toBeUndefined();
    expect(await statesOf(queue)).toEqual(["a:processing", "w:waiting"]);
    expect(await queue.numRequeues("b")).toBe(0);
    expect((await queue.stats()).adds).toMatchObject({ added: 1, waiting: 1, dropped: 5 });
  });

  test("leaves no timer, also when what waits is changed afterwards", async () => {
    const bench = new Bench();
    const queue = await bench.open();
    await queue.addAfter("v", 10);
    await queue.addAfter("w", 20);
    await queue.add("a");
    const lease = (await queue.get())!;
    queue.shutDown();
    expect(bench.clock.pendingTimers).toBe(0);
    await queue.cancel("v");
    await lease.retry();
    expect(bench.clock.pendingTimers).toBe(0);
    expect(await statesOf(queue)).toEqual(["a:waiting", "w:waiting"]);
  });

  test("hands a key that was given back to a caller that asks", async () => {
    const queue = await new Bench().open();
    await queue.add("a");
    const lease = (await queue.get())!;
    queue.shutDown();
    const givingBack = lease.giveBack();
    const getting = queue.get();
    await givingBack;
    expect((await getting)?.key).toBe("a");
  });

  test("lets a loop finish", async () => {
    const queue = await new Bench().open();
    await queue.addAll(["a", "b"]);
    const seen: string[] = [];
    const loop = (async () => {
      for await (const lease of queue) {
        using work = lease;
        seen.push(work.key);
      }
    })();
    await turns(2);
    queue.shutDown();
    await loop;
    expect(seen).toEqual(["a", "b"]);
  });
});

describe.each<{ how: string; around: () => Around }>([
  { how: "at once", around: () => (_, call) => call() },
  { how: "late", around: () => late },
  { how: "out of step", around: outOfStep },
])("Over a store that answers $how, a drain", ({ around }) => {
  test("ends though the last key is done before it has looked", async () => {
    const queue = await new Bench(around()).open();
    await queue.add("a");
    const lease = (await queue.get())!;
    const draining = queue.shutDownWithDrain();
    void lease.done();
    expect(await draining).toEqual({ ended: "drained", ...nothing });
  });

  test("ends though keys end one right after the other, by whatever ending", async () => {
    const queue = await new Bench(around()).open();
    await queue.addAll(["a", "b", "c", "d"]);
    const [a, b, c, d] = await queue.getBatch(4);
    const draining = queue.shutDownWithDrain();
    await Promise.all([a!.done(), b!.giveUp("no"), c!.retry()]);
    await d!.giveBack();
    expect(await isSettled(draining)).toBe(false);
    await (await queue.get())!.done();
    expect(await draining).toEqual({ ended: "drained", ...nothing, waiting: 1 });
  });

  test("reports what is left when it is aborted, and not what was left before", async () => {
    const queue = await new Bench(around()).open();
    await queue.addAll(["a", "b", "c", "d"]);
    const stop = new AbortController();
    const draining = queue.shutDownWithDrain({ signal: stop.signal });
    await turns(4);
    await (await queue.get())!.done();
    await queue.getBatch(2);
    stop.abort();
    expect(await draining).toEqual({ ended: "aborted", ready: 1, processing: 2, waiting: 0 });
  });

  test("ends at once when its signal was aborted before, with a report", async () => {
    const queue = await new Bench(around()).open();
    await queue.add("a");
    const report = await queue.shutDownWithDrain({ signal: AbortSignal.abort() });
    expect(report).toEqual({ ended: "aborted", ready: 1, processing: 0, waiting: 0 });
  });

  test("of an empty queue is drained, its signal aborted or not", async () => {
    const queue = await new Bench(around()).open();
    const report = await queue.shutDownWithDrain({ signal: AbortSignal.abort() });
    expect(report).toEqual({ ended: "drained", ...nothing });
  });

  test("ends by itself, beside others with signals of their own", async () => {
    const queue = await new Bench(around()).open();
    await queue.add("a");
    const lease = (await queue.get())!;
    const stop = new AbortController();
    const shared = { signal: stop.signal };
    const aborted = [queue.shutDownWithDrain(shared), queue.shutDownWithDrain(shared)];
    const patient = queue.shutDownWithDrain({ signal: new AbortController().signal });
    await turns(4);
    stop.abort();
    for (const each of aborted) expect(await each).toMatchObject({ ended: "aborted", processing: 1 });
    expect(await isSettled(patient)).toBe(false);
    await lease.done();
    expect(await patient).toEqual({ ended: "drained", ...nothing });
  });

  test("ends the calls that wait for keys", async () => {
    const queue = await new Bench(around()).open();
    const getting = [queue.get(), queue.getBatch(2, { maxWaitMs: 1_000 })];
    expect(await queue.shutDownWithDrain()).toEqual({ ended: "drained", ...nothing });
    expect(await Promise.all(getting)).toEqual([undefined, []]);
  });

  test("is ended by a shutdown, and by closing, with what was left before that", async () => {
    const bench = new Bench(around());
    const queue = await bench.open();
    await queue.addAll(["a", "b"]);
    await queue.addAfter("w", 10);
    await queue.get();
    const first = queue.shutDownWithDrain();
    await turns(4);
    queue.shutDown();
    const left = { ended: "shut-down", ready: 1, processing: 1, waiting: 1 };
    expect(await first).toEqual(left);
    const second = queue.shutDownWithDrain();
    await turns(4);
    await queue.close();
    expect(await second).toEqual(left);
  });

  test("of what is processing leaves ready keys", async () => {
    const queue = await new Bench(around()).open();
    await queue.addAll(["a", "b"]);
    const lease = (await queue.get())!;
    const draining = queue.shutDownWithDrain({ only: "processing" });
    void lease.done();
    expect(await draining).toEqual({ ended: "drained", ready: 1, processing: 0, waiting: 0 });
  });
});

describe("A drain whose store fails", () => {
  test("rejects; the endings of keys do not", async () => {
    const refusals = new Refusals();
    const queue = await new Bench(refusals.around).open();
    await queue.add("a");
    const lease = (await queue.get())!;
    const draining = queue.shutDownWithDrain();
    await turns(1);
    const error = refusals.refuse("counts");
    expect(await lease.done()).toBe("done");
    await expect(draining).rejects.toBe(error);
  });

  test("is reported though no caller awaits it", async () => {
    const unhandled: unknown[] = [];
    const onUnhandled = (error: unknown): void => void unhandled.push(error);
    process.on("unhandledRejection", onUnhandled);
    const refusals = new Refusals();
    const queue = await new Bench(refusals.around).open();
    const error = refusals.refuse("counts");
    void queue.shutDownWithDrain();
    await turns(2);
    process.off("unhandledRejection", onUnhandled);
    expect(unhandled).toEqual([error]);
  });
});

describe("Closing", () => {
  test("gives back what is processing, in its order, and ends every call that waits", async () => {
    const bench = new Bench();
    const queue = await bench.open();
    await queue.addAll(["a", "b", "c"]);
    await queue.getBatch(2);
    await queue.addAfter("w", 10);
    await (await queue.get())!.done();
    const getting = [queue.get(), queue.getBatch(2), queue[Symbol.asyncIterator]().next()];
    await turns(1);
    await queue.close();
    expect(await Promise.all(getting)).toEqual([undefined, [], { done: true, value: undefined }]);
    expect(bench.clock.pendingTimers).toBe(0);
    const reopened = await bench.open();
    expect(reopened.recovery).toEqual({ recovered: 0, quarantined: [] });
    expect(await statesOf(reopened)).toEqual(["a:ready", "b:ready", "w:waiting"]);
  });

  test("while the store is asked for keys gives those back as well, and reports nothing", async () => {
    const answers = new HeldAnswers();
    const bench = new Bench(answers.around);
    const queue = await bench.open();
    await queue.add("a");
    answers.holding = true;
    const getting = queue.get();
    await turns(1);
    answers.holding = false;
    const closing = queue.close();
    expect(await getting).toBeUndefined();
    await answers.answer();
    await closing;
    await turns(1);
    expect(bench.errors).toEqual([]);
    const reopened = await bench.open();
    expect(reopened.recovery.recovered).toBe(0);
    expect(await statesOf(reopened)).toEqual(["a:ready"]);
  });

  test("twice is closing once; afterwards adds are dropped, and a caller that asks for keys gets none", async () => {
    const queue = await new Bench().open();
    await queue.add("a");
    await Promise.all([queue.close(), queue.close(), queue[Symbol.asyncDispose]()]);
    await queue.close();
    queue.shutDown();
    expect(await queue.add("b")).toBe("dropped");
    expect(await queue.get()).toBeUndefined();
    expect(await queue.tryGet()).toBeUndefined();
    expect(await queue.getBatch(2)).toEqual([]);
    for await (const _ of queue) throw new Error("there is nothing to get");
    await expect(queue.stats()).rejects.toMatchObject({ code: "closed" });
    await expect(queue.shutDownWithDrain()).rejects.toMatchObject({ code: "closed" });
  });

  test("happens at the end of a block, and the store stays open", async () => {
    const bench = new Bench();
    {
      await using queue = await bench.open();
      await queue.add("a");
      await expect(bench.open()).rejects.toMatchObject({ code: "in-use" });
    }
    expect(await statesOf(await bench.open())).toEqual(["a:ready"]);
  });

  test("removes nothing of another queue in the same store", async () => {
    const bench = new Bench();
    const one = await bench.open({ name: "one" });
    const two = await bench.open({ name: "two" });
    await Promise.all([one.add("a"), two.add("a")]);
    const lease = (await two.get())!;
    await one.close();
    expect(await lease.done()).toBe("done");
  });

  test("that the store refuses rejects", async () => {
    const refusals = new Refusals();
    const queue = await new Bench(refusals.around).open();
    const error = refusals.refuse("close");
    await expect(queue.close()).rejects.toBe(error);
    await expect(queue.close()).rejects.toBe(error);
  });
});

describe("Opening", () => {
  test("that fails half-way releases the store's queue", async () => {
    const refusals = new Refusals();
    const bench = new Bench(refusals.around);
    const error = refusals.refuse("counts");
    const metrics = { queue: () => fail(), delays: () => fail() };
    const fail = (): never => {
      throw error;
    };
    await expect(bench.open({ metrics })).rejects.toBe(error);
    refusals.relent();
    expect(await statesOf(await bench.open())).toEqual([]);
  });

  test("reports what the store reports before the queue exists", async () => {
    const bench = new Bench();
    const fault = new Error("disk full");
    const store = wrapped(bench.memory, (_, call) => call());
    const queue = await bench.open({
      store: {
        ...store,
        open(options) {
          options.observer?.writeFailed?.(fault);
          return store.open(options);
        },
      },
    });
    expect((await queue.stats()).fault).toBe(fault);
  });
});
