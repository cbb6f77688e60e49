import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { DurableLease, DurableQueue } from "@workset/durable";
import { StoreError } from "@workset/store";
import { Bench, isSettled, statesOf } from "./open-queue.ts";
import { HeldAnswers, Refusals, turns } from "./wrapped-store.ts";

const unhandled: unknown[] = [];
const onUnhandled = (error: unknown): void => void unhandled.push(error);
beforeEach(() => void process.on("unhandledRejection", onUnhandled));
afterEach(() => {
  process.off("unhandledRejection", onUnhandled);
  expect(unhandled.splice(0)).toEqual([]);
});

async function oneInHand(refusals = new Refusals()): Promise<{
  readonly bench: Bench;
  readonly queue: DurableQueue;
  readonly lease: DurableLease<string>;
  readonly refusals: Refusals;
}> {
  const bench = new Bench(refusals.around);
  const queue = await bench.open();
  await queue.add("a");
  const lease = (await queue.get())!;
  refusals.calls.length = 0;
  return { bench, queue, lease, refusals };
}

describe("Leaving a block that uses a lease", () => {
  test("without done() is a failed run: the key is tried again and the failure counts", async () => {
    const { queue, lease } = await oneInHand();
    {
      using _ = lease;
    }
    expect(await statesOf(queue)).toEqual(["a:waiting"]);
    expect(await queue.numRequeues("a")).toBe(1);
  });

  test("by a throw is a failed run", async () => {
    const { queue, lease } = await oneInHand();
    const work = async (): Promise<void> => {
      await using _ = lease;
      throw new Error("no");
    };
    await expect(work()).rejects.toThrow("no");
    expect(await statesOf(queue)).toEqual(["a:waiting"]);
    expect(await queue.numRequeues("a")).toBe(1);
  });

  test("after done() leaves the key done", async () => {
    const { queue, lease } = await oneInHand();
    {
      using held = lease;
      void held.done();
    }
    expect(await statesOf(queue)).toEqual([]);
  });

  test("waits for the commit where it can", async () => {
    const answers = new HeldAnswers();
    const queue = await new Bench(answers.around).open();
    await queue.add("a");
    answers.holding = false;
    const lease = (await queue.get())!;
    answers.holding = true;
    const block = (async () => {
      await using _ = lease;
    })();
    expect(await isSettled(block)).toBe(false);
    await answers.answer();
    await block;
  });

  test.each(["retry", "giveBack", "giveUp"] as const)(
    "leaves a lease alone that ended by %s",
    async (how) => {
      const { queue, lease, refusals } = await oneInHand();
      {
        using _ = lease;
        await (how === "giveUp" ? lease.giveUp(new Error("no")) : lease[how]());
      }
      {
        await using _ = lease;
      }
      await turns(1);
      expect(refusals.calls).toEqual(["release"]);
      expect(await queue.stats()).toMatchObject({ done: 1, fenced: 0 });
    },
  );

  test("does not overtake an ending that is under way", async () => {
    const { queue, lease, refusals } = await oneInHand();
    let givingUp;
    {
      using _ = lease;
      givingUp = lease.giveUp(new Error("no"));
    }
    expect(await givingUp).toBe("failed");
    expect(refusals.calls).toEqual(["release"]);
    expect(await statesOf(queue)).toEqual(["a:failed"]);
  });

  test("tries again what the store refused, and not to be done instead", async () => {
    const { queue, lease, refusals } = await oneInHand();
    const error = refusals.refuse("release");
    const work = async (): Promise<void> => {
      await using _ = lease;
      await lease.giveUp(new Error("no")).finally(() => refusals.relent());
    };
    await expect(work()).rejects.toBe(error);
    expect(refusals.calls).toEqual(["release", "release"]);
    expect(await statesOf(queue)).toEqual(["a:failed"]);
  });
});

describe("An ending that the store refuses", () => {
  test("rejects, and the key stays processing; it can be ended once more", async () => {
    const { queue, lease, refusals } = await oneInHand();
    const error = refusals.refuse("release");
    await expect(lease.done()).rejects.toBe(error);
    await expect(queue.done("a")).rejects.toBe(error);
    await expect(lease[Symbol.asyncDispose]()).rejects.toBe(error);
    expect(await statesOf(queue)).toEqual(["a:processing"]);
    expect(await queue.stats()).toMatchObject({ done: 0, fenced: 0 });
    refusals.relent();
    await queue.done("a");
    expect(await statesOf(queue)).toEqual([]);
  });

  test("of a block goes to onError, once, and is tried until the store takes it", async () => {
    const { bench, queue, lease, refusals } = await oneInHand();
    const error = refusals.refuse("release");
    {
      using _ = lease;
    }
    await turns(1);
    expect(bench.errors).toEqual([error]);
    for (let second = 0; second < 5; second++) {
      bench.clock.advance(1_000);
      await turns(1);
    }
    expect(refusals.calls.filter((verb) => verb === "release").length).toBe(6);
    expect(bench.errors).toEqual([error]);
    expect(await statesOf(queue)).toEqual(["a:processing"]);
    refusals.relent();
    bench.clock.advance(1_000);
    await turns(1);
    expect(await statesOf(queue)).toEqual(["a:waiting"]);
  });

  test.each([
    { when: "after it was refused", before: 1 },
    { when: "before", before: 0 },
  ])("is not tried any more when the queue is closed $when: its key is ready then", async ({ before }) => {
    const { bench, queue, lease, refusals } = await oneInHand();
    refusals.refuse("release");
    {
      using _ = lease;
    }
    await turns(before);
    await queue.close();
    await turns(1);
    expect(bench.clock.pendingTimers).toBe(0);
    const again = await bench.open();
    expect(await statesOf(again)).toEqual(["a:ready"]);
  });

  test("is no caller's fault without an onError, and goes unhandled nowhere", async () => {
    const refusals = new Refusals();
    const queue = await new Bench(refusals.around).open({ onError: undefined as never });
    await queue.add("a");
    const lease = (await queue.get())!;
    refusals.refuse("release");
    {
      using _ = lease;
    }
    await turns(2);
  });
});

describe("A lease that has ended", () => {
  test("changes nothing, also when its key is processing again", async () => {
    const { queue, lease } = await oneInHand();
    await queue.add("a");
    expect(await lease.done()).toBe("rerun");
    const second = (await queue.get())!;
    for (const late of [lease.done(), lease.retry(), lease.giveBack(), lease.giveUp("no")]) {
      expect(await late).toBe("fenced");
    }
    expect(await statesOf(queue)).toEqual(["a:processing"]);
    expect(await queue.stats()).toMatchObject({ done: 1, fenced: 4 });
    expect(await second.done()).toBe("done");
  });

  test("is fenced after its queue was opened anew, and cannot end the run of another", async () => {
    const bench = new Bench();
    const queue = await bench.open();
    await queue.add("a");
    const lease = (await queue.get())!;
    bench.crash();
    const reopened = await bench.open();
    const again = (await reopened.get())!;
    expect([again.key, again.crashes]).toEqual(["a", 1]);
    await expect(lease.done()).rejects.toThrow(StoreError);
    expect(await statesOf(reopened)).toEqual(["a:processing"]);
    expect(await again.done()).toBe("done");
  });

  test("is rejected after its queue was closed, and its key runs again", async () => {
    const { bench, queue, lease } = await oneInHand();
    await queue.close();
    await queue.done("a");
    await expect(lease.done()).rejects.toMatchObject({ name: "StoreError", code: "closed" });
    {
      using _ = lease;
    }
    await turns(1);
    // That the work was not recorded is worth knowing; that is all there is to do about it.
    expect(bench.errors).toEqual([]);
    expect(bench.clock.pendingTimers).toBe(0);
    expect(await statesOf(await bench.open())).toEqual(["a:ready"]);
  });
});

test("A lease has what is known of its run", async () => {
  const bench = new Bench();
  const queue = await bench.openMails();
  await queue.addRateLimited({ to: "a", text: "1" }, { priority: 3 });
  bench.clock.advance(10);
  bench.clock.advance(5);
  const lease = (await queue.get())!;
  expect(lease).toMatchObject({ key: "a", priority: 3, failures: 1, crashes: 0, takenAt: 15 });
  expect(lease.item).toEqual({ to: "a", text: "1" });
  expect(lease.item).toBe(lease.item);
});

test("A retry waits as the limiter says, and counts", async () => {
  const { bench, queue, lease } = await oneInHand();
  expect(await lease.retry()).toBe("waiting");
  expect(await queue.numRequeues("a")).toBe(1);
  bench.clock.advance(9);
  expect(await queue.tryGet()).toBeUndefined();
  bench.clock.advance(1);
  const again = (await queue.tryGet())!;
  expect(again.failures).toBe(1);
  await again.retry();
  const [waiting] = await Array.fromAsync(queue.waiting());
  expect(waiting?.dueInMs).toBe(20);
});

test("A retry may name its time: the limiter is not asked, and it counts", async () => {
  const { queue, lease } = await oneInHand();
  expect(await lease.retry(5000)).toBe("waiting");
  expect(await queue.numRequeues("a")).toBe(1);
  const [waiting] = await Array.fromAsync(queue.waiting());
  expect(waiting?.dueInMs).toBe(5000);
});

test("A retry after no time is ready at once", async () => {
  const { queue, lease } = await oneInHand();
  expect(await lease.retry(0)).toBe("rerun");
  expect((await queue.tryGet())?.failures).toBe(1);
});

test("A retry does not put off what was added meanwhile for an earlier time", async () => {
  const { queue, lease } = await oneInHand();
  await queue.addAfter("a", 50);
  expect(await lease.retry(5000)).toBe("waiting");
  const [waiting] = await Array.fromAsync(queue.waiting());
  expect(waiting?.dueInMs).toBe(50);
});

test("A retry after what is no number is refused, and the lease can still end otherwise", async () => {
  const { queue, lease } = await oneInHand();
  expect(() => lease.retry(Number.NaN)).toThrow(/afterMs must be a number of milliseconds, but it is NaN/);
  expect(await statesOf(queue)).toEqual(["a:processing"]);
  expect(await lease.done()).toBe("done");
});

test("a limiter that fails costs the key the default delay, and is reported", async () => {
  for (const after of [(): number => Number.NaN, (): never => raise(new Error("no limit"))]) {
    const bench = new Bench();
    const limiter = { when: after, after, forget: () => {}, numRequeues: () => 0, countsFailures: true };
    const queue = await bench.open({ limiter });
    await queue.add("a");
    expect(await (await queue.get())!.retry()).toBe("waiting");
    expect(bench.errors).toHaveLength(1);
    expect(bench.errors[0]).toMatchObject({ message: expect.stringMatching(/limiter|no limit/) as string });
    bench.clock.advance(1000);
    expect((await queue.get())?.key).toBe("a");
  }
});

function raise(error: Error): never {
  throw error;
}

test("a wait that is not a number is refused by its name, and the lease goes on", async () => {
  const { queue, lease } = await oneInHand();
  expect(() => lease.retry(Number.NaN)).toThrow(/afterMs/);
  expect(await lease.done()).toBe("done");
  expect(await statesOf(queue)).toEqual([]);
});

test("An endless wait is one: it is listed, and never ends", async () => {
  const bench = new Bench();
  const queue = await bench.open({
    limiter: {
      when: () => Infinity,
      after: () => Infinity,
      forget: () => {},
      numRequeues: () => 0,
      countsFailures: true,
    },
  });
  await queue.addRateLimited("a");
  expect(await statesOf(queue)).toEqual(["a:waiting"]);
  bench.clock.advance(1e13);
  await turns(1);
  expect(await statesOf(queue)).toEqual(["a:waiting"]);
});

test.each([
  { thrown: new TypeError("bad"), name: "TypeError", message: "bad" },
  { thrown: "text", name: "Error", message: "text" },
  { thrown: undefined, name: "Error", message: "undefined" },
  { thrown: Symbol("odd"), name: "Error", message: "Symbol(odd)" },
  { thrown: Object.create(null), name: "Error", message: "[object Object]" },
  { thrown: { message: 5, name: 6 }, name: "Error", message: "[object Object]" },
  { thrown: { message: "from afar", name: "Far" }, name: "Far", message: "from afar" },
  { thrown: unreadable(), name: "Error", message: "an error that cannot be read" },
])("Whatever was thrown, it is recorded: $name $message", async ({ thrown, name, message }) => {
  const { queue, lease } = await oneInHand();
  expect(await lease.giveUp(thrown)).toBe("failed");
  const [failed] = await Array.fromAsync(queue.failed.list());
  expect(failed?.error).toMatchObject({ name, message });
});

function unreadable(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
