import { describe, expect, test } from "vitest";
import { Bench, isSettled, statesOf } from "./open-queue.ts";

describe("After a crash", () => {
  test("what was processing is ready again, before all other keys and in its order, with its crash counted", async () => {
    const bench = new Bench();
    const queue = await bench.open();
    expect(queue.recovery).toEqual({ recovered: 0, quarantined: [] });
    await queue.addAll(["a", "b", "c"]);
    await queue.get();
    await queue.get();
    bench.crash();
    const reopened = await bench.open();
    expect(reopened.recovery).toEqual({ recovered: 2, quarantined: [] });
    expect(await statesOf(reopened)).toEqual(["a:ready", "b:ready", "c:ready"]);
    expect(await reopened.get()).toMatchObject({ key: "a", crashes: 1, failures: 0 });
  });

  test("back-off, failures and payloads are as they were", async () => {
    const bench = new Bench();
    const queue = await bench.openMails();
    await queue.add({ to: "a", text: "1" });
    await (await queue.get())!.retry();
    bench.crash();
    bench.clock.advance(4);
    const reopened = await bench.openMails();
    expect(await reopened.numRequeues("a")).toBe(1);
    const [waiting] = await Array.fromAsync(reopened.waiting());
    expect(waiting).toMatchObject({ dueInMs: 6, item: { to: "a", text: "1" } });
  });

  test("a key that became due meanwhile goes to a caller that waits", async () => {
    const bench = new Bench();
    const queue = await bench.open();
    await queue.addAfter("a", 1_000);
    bench.crash();
    bench.clock.advance(5_000);
    const reopened = await bench.open();
    expect((await reopened.get())?.key).toBe("a");
  });

  test("a key that becomes due later does too", async () => {
    const bench = new Bench();
    await (await bench.open()).addAfter("a", 1_000);
    bench.crash();
    const reopened = await bench.open();
    const getting = reopened.get();
    expect(await isSettled(getting)).toBe(false);
    bench.clock.advance(1_000);
    expect((await getting)?.key).toBe("a");
  });

  test("a close counts no crash", async () => {
    const bench = new Bench();
    for (let round = 0; round < 10; round++) {
      const queue = await bench.open({ maxCrashes: 2 });
      await queue.add("a");
      expect((await queue.get())?.crashes).toBe(0);
      await queue.close();
    }
  });
});

describe("A key that is processing at too many crashes", () => {
  test("goes to the failed set, and the rest lives on", async () => {
    const bench = new Bench();
    await (
      await bench.openMails()
    ).addAll([
      { to: "poison", text: "1" },
      { to: "b", text: "1" },
    ]);
    bench.crash();
    for (let crash = 1; crash < 5; crash++) {
      const queue = await bench.openMails();
      expect((await queue.get())?.key).toBe("poison");
      bench.crash();
    }
    const fifth = await bench.openMails();
    expect((await fifth.get())?.crashes).toBe(4);
    bench.crash();
    const queue = await bench.openMails();
    expect(queue.recovery).toEqual({ recovered: 0, quarantined: ["poison"] });
    expect((await queue.get())?.key).toBe("b");
    expect(await Array.fromAsync(queue.failed.list())).toMatchObject([
      { key: "poison", item: { to: "poison", text: "1" }, crashes: 5, error: { name: "Crashed" } },
    ]);
    expect(await queue.failed.errors("poison")).toMatchObject([{ kind: "crashed", crashes: 5 }]);
  });

  test("goes there after as many crashes as the option says", async () => {
    const bench = new Bench();
    const queue = await bench.open({ maxCrashes: 1 });
    await queue.add("a");
    await queue.get();
    bench.crash();
    expect((await bench.open({ maxCrashes: 1 })).recovery.quarantined).toEqual(["a"]);
  });

  test("is counted anew after a run that ended", async () => {
    const bench = new Bench();
    const queue = await bench.open({ maxCrashes: 2 });
    await queue.add("a");
    await queue.get();
    bench.crash();
    const second = await bench.open({ maxCrashes: 2 });
    await (await second.get())!.retry();
    bench.clock.advance(10);
    expect((await second.get())?.crashes).toBe(0);
    bench.crash();
    expect((await bench.open({ maxCrashes: 2 })).recovery).toEqual({ recovered: 1, quarantined: [] });
  });

  test("runs alone before the last of them, and takes no other with it", async () => {
    const bench = new Bench();
    await (await bench.open()).addAll(["a", "poison", "b", "c"]);
    bench.crash();
    const done: string[] = [];
    for (let life = 0; life < 4; life++) {
      const queue = await bench.open({ maxCrashes: 3 });
      const { promise: crashed, resolve: crash } = Promise.withResolvers<void>();
      const work = async (): Promise<void> => {
        for await (const lease of queue) {
          if (lease.key === "poison") {
            bench.crash();
            crash();
          }
          await lease.done();
          done.push(lease.key);
        }
      };
      const working = Promise.allSettled([work(), work(), work()]);
      queue.shutDown();
      await Promise.race([crashed, working]);
      await queue.close();
    }
    const queue = await bench.open({ maxCrashes: 3 });
    expect(await statesOf(queue)).toEqual(["poison:failed"]);
    expect(done.toSorted()).toEqual(["a", "b", "c"]);
  });

  test("blocks the other keys before the last of them, and every call that waits goes on waiting", async () => {
    const bench = new Bench();
    const queue = await bench.open();
    await queue.add("a");
    await queue.get();
    bench.crash();
    const reopened = await bench.open({ maxCrashes: 2 });
    await reopened.add("first", { priority: 1 });
    await reopened.add("last");
    const getting = Array.from({ length: 4 }, () => reopened.get());
    reopened.shutDown();
    for (const key of ["first", "a", "last"]) {
      const lease = (await getting.shift())!;
      expect(lease.key).toBe(key);
      expect(await isSettled(getting[0]!)).toBe(key === "last");
      expect(await reopened.tryGet()).toBeUndefined();
      await lease.done();
    }
    expect(await getting[0]).toBeUndefined();
  });

  test("may be replayed, with its crashes forgotten", async () => {
    const bench = new Bench();
    const queue = await bench.open({ maxCrashes: 1 });
    await queue.add("a");
    await queue.get();
    bench.crash();
    const reopened = await bench.open({ maxCrashes: 1 });
    const getting = reopened.get();
    expect(await reopened.failed.replay()).toBe(1);
    expect(await getting).toMatchObject({ key: "a", crashes: 0 });
  });
});
