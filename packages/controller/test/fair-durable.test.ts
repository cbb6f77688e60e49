import { ManualClock } from "@workset/clock";
import { Controller, FairQueue, silentLog, Workers, type Log } from "@workset/controller";
import { DurableQueue } from "@workset/durable";
import { MemoryStore } from "@workset/store-memory";
import { describe, expect, test } from "vitest";
import { forever, groupOf, keysOf, take } from "./fair-bench.ts";
import { turns } from "./workers-harness.ts";

describe("a fair queue over durable queues", () => {
  interface Durable {
    readonly clock: ManualClock;
    readonly store: MemoryStore;
    readonly open: () => FairQueue;
  }

  function durable(): Durable {
    const clock = new ManualClock();
    const store = new MemoryStore();
    return {
      clock,
      store,
      open: () =>
        new FairQueue({
          groupOf,
          clock,
          keepIdleMs: 1000,
          open: (group) => DurableQueue.open({ store, name: `jobs/${group}`, clock }),
        }),
    };
  }

  test("a key that waits for the turn of its group is given back by the close, and no failure is counted", async () => {
    const { open, store } = durable();
    const before = open();
    for (const key of ["a/1", "a/2", "b/1"]) await before.add(key);
    await turns();
    await before.close();
    store.crash();
    const after = open();
    await after.openGroups(["a", "b"]);
    await turns();
    const works = [await take(after), await take(after), await take(after)];
    expect(works.map(({ key, failures }) => `${key}:${failures}`)).toEqual(["a/1:0", "b/1:0", "a/2:0"]);
    await after.close();
  });

  test("groups of an earlier process are opened by themselves when work is asked for", async () => {
    const { open, store, clock } = durable();
    const before = open();
    for (const key of ["a/1", "b/1"]) await before.add(key);
    await turns();
    await before.close();
    store.crash();
    let asked = 0;
    const after = new FairQueue({
      groupOf,
      clock,
      open: (group) => DurableQueue.open({ store, name: `jobs/${group}`, clock }),
      groups: async () => {
        if (++asked === 1) throw new Error("disk full");
        return ["a", "b"];
      },
    });
    const order: string[] = [];
    const lines: string[] = [];
    const log: Log = { ...silentLog, warn: (_fields, line) => void lines.push(line), child: () => log };
    const controller = new Controller({
      name: "jobs",
      queue: after,
      clock,
      log,
      reconcile: ({ key }) => void order.push(key),
    });
    await controller.start();
    await turns();
    expect(lines).toEqual(["failed to take work from the queue; retrying"]);
    clock.advance(150);
    await turns();
    await controller.idle();
    expect(order.toSorted()).toEqual(["a/1", "b/1"]);
    expect(asked).toBe(2);
    await controller.stop();
    await after.close();
  });

  test("a shutdown waits for groups that are being opened", async () => {
    const { open, store, clock } = durable();
    const before = open();
    await before.add("a/1");
    await before.close();
    const named = Promise.withResolvers<string[]>();
    const after = new FairQueue({
      groupOf,
      clock,
      open: (group) => DurableQueue.open({ store, name: `jobs/${group}`, clock }),
      groups: () => named.promise,
    });
    const order: string[] = [];
    const controller = new Controller({
      name: "jobs",
      queue: after,
      clock,
      reconcile: ({ key }) => void order.push(key),
    });
    await controller.start();
    await turns();
    const stopping = controller.stop({ finish: "ready" });
    await turns();
    named.resolve(["a"]);
    expect((await stopping).ended).toBe("finished");
    expect(order).toEqual(["a/1"]);
    await after.close();
  });

  test("a group whose queue is being closed is opened again only after that", async () => {
    const { open, clock } = durable();
    const queue = open();
    for (let round = 0; round < 20; round++) {
      await queue.add("a/1");
      expect(await keysOf(queue, 1)).toEqual(["a/1"]);
      clock.advance(1000);
      clock.advance(1000);
      for (let left = round; left > 0; left--) await Promise.resolve();
    }
    await queue.close();
  });

  test("a key counts for the limit until its release is committed, and is given up with its error", async () => {
    const { store, clock } = durable();
    const own = await DurableQueue.open({ store, name: "a", clock });
    const committed = Promise.withResolvers<void>();
    const get = own.get.bind(own);
    const slowly = async (signal?: AbortSignal): ReturnType<typeof own.get> => {
      const lease = await get(signal);
      if (!lease) return undefined;
      const release = lease.release.bind(lease);
      lease.release = async (how) => {
        await committed.promise;
        return release(how);
      };
      return lease;
    };
    const queue = new FairQueue({
      groupOf,
      clock,
      limit: 1,
      open: () => Object.assign(own, { get: slowly }),
    });
    for (const key of ["a/1", "a/2"]) await queue.add(key);
    const first = await take(queue);
    const ending = first.release({ next: "give-up", cause: new TypeError("invalid") });
    let handedOut = false;
    const second = queue.take(forever).then(() => (handedOut = true));
    await turns();
    expect(handedOut).toBe(false);
    committed.resolve();
    await Promise.all([ending, second]);
    const [failed] = await Array.fromAsync(own.failed.list());
    expect(failed).toMatchObject({ key: "a/1", error: { name: "TypeError", message: "invalid" } });
    await queue.close();
  });

  test("workers are shared among the groups", async () => {
    const { open, clock } = durable();
    const queue = open();
    for (let name = 0; name < 50; name++) await queue.add(`noisy/${name}`);
    await queue.add("quiet/1");
    const order: string[] = [];
    const workers = new Workers({
      source: queue,
      clock,
      concurrency: 2,
      handler: ({ key }) => void order.push(key),
    });
    void workers.start();
    await turns(200);
    expect(order.length).toBe(51);
    expect(order.indexOf("quiet/1")).toBeLessThan(4);
    await workers.stop();
    await queue.close();
  });
});
