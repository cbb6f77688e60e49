import { setImmediate } from "node:timers/promises";
import { ManualClock } from "@workset/clock";
import type { QueueStore } from "@workset/store";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { SqliteStore } from "../src/index.ts";
import { Disk } from "./faulty-database.ts";
import { addAll, keysOf, openQueue, request, takeOne, Workbench, done, prepared } from "./workbench.ts";

interface Shop {
  readonly bench: Workbench;
  readonly database: Database.Database;
  readonly store: SqliteStore;
  readonly queue: QueueStore;
  /** What the observer was told. */
  readonly told: unknown[];
}

/** A program with a database of its own, in which it keeps orders. */
async function openShop(bench: Workbench): Promise<Shop> {
  const database = new Database(bench.path("shop.db"));
  database.pragma("journal_mode = WAL");
  database.exec("CREATE TABLE IF NOT EXISTS orders (name TEXT)");
  const store = bench.keep(await SqliteStore.within(database));
  const told: unknown[] = [];
  const observer = {
    becameReady: (priorities: readonly number[]) => void told.push(priorities),
    nextDueAt: (at: number) => void told.push(at),
  };
  return { bench, database, store, told, queue: await openQueue(store, { observer }) };
}

function order({ database, store }: Shop, name: string, how?: Parameters<typeof request>[1]): void {
  database.prepare("INSERT INTO orders VALUES (?)").run(name);
  store.addWithin(prepared("queue", request(name, how)));
}

describe("A key that is added within a transaction of the caller", () => {
  test("is there after the commit, and the observer hears of it", async () => {
    await using bench = new Workbench();
    const shop = await openShop(bench);
    shop.database.transaction(() => order(shop, "a", { priority: 2 }))();
    await setImmediate();
    await setImmediate();
    expect(shop.told).toEqual([[2]]);
    expect(keysOf(await shop.queue.take(9, 0))).toEqual(["a"]);
  });

  test("is not there after a rollback, no caller hears of it, and the counts are right", async () => {
    await using bench = new Workbench();
    const shop = await openShop(bench);
    await addAll(shop.queue, ["before"]);
    const failing = shop.database.transaction(() => {
      order(shop, "a");
      order(shop, "b", { due: 50 });
      throw new Error("the shop is closed");
    });
    expect(failing).toThrow("closed");
    expect(await shop.queue.counts(0)).toMatchObject({ ready: 1, waiting: 0 });
    expect(shop.told).toEqual([]);
    expect(shop.database.prepare("SELECT * FROM orders").all()).toEqual([]);
    expect(await addAll(shop.queue, ["a", "b"])).toEqual(["added", "added"]);
    expect(keysOf(await shop.queue.take(9, 0))).toEqual(["before", "a", "b"]);
  });

  test("to a key that is processing leaves nothing after a rollback either", async () => {
    await using bench = new Workbench();
    const shop = await openShop(bench);
    await addAll(shop.queue, ["a"]);
    const claim = await takeOne(shop.queue);
    const failing = shop.database.transaction(() => {
      order(shop, "a");
      throw new Error("the shop is closed");
    });
    expect(failing).toThrow("closed");
    expect(await shop.queue.counts(0)).toMatchObject({ processing: 1, rerun: 0 });
    expect(shop.told).toEqual([]);
    expect(await shop.queue.release(claim, done, 0)).toBe("done");
  });

  test("is known for what it is if only a part of the transaction is taken back", async () => {
    await using bench = new Workbench();
    const shop = await openShop(bench);
    const part = shop.database.transaction(() => {
      order(shop, "taken back", { priority: 1 });
      throw new Error("sold out");
    });
    shop.database.transaction(() => {
      order(shop, "kept", { priority: 3 });
      expect(part).toThrow("sold out");
      order(shop, "kept too", { priority: 2 });
    })();
    expect(await shop.queue.counts(0)).toMatchObject({ ready: 2 });
    expect(shop.told).toEqual([[3, 2]]);
    expect(keysOf(await shop.queue.take(9, 0))).toEqual(["kept", "kept too"]);
  });

  test("meets what is there as any other add would", async () => {
    await using bench = new Workbench();
    const { database, store, queue } = await openShop(bench);
    await addAll(queue, ["processing"]);
    const claim = await takeOne(queue);
    const adds = database.transaction(() => [
      store.addWithin(prepared("queue", request("processing", { payload: "new" }))),
      store.addWithin(prepared("queue", request("processing", { payload: "newer" }))),
      store.addWithin(prepared("queue", request("later", { due: 50 }))),
      store.addWithin(prepared("queue", request("later", { due: 40 }))),
    ])();
    expect(adds).toEqual(["rerun", "coalesced", "waiting", "sooner"]);
    expect(await queue.release(claim, done, 0)).toBe("rerun");
    expect((await takeOne(queue)).payload).toBe("newer");
    expect(keysOf(await queue.take(9, 40))).toEqual(["later"]);
  });

  test("makes the queue's own verbs wait until the transaction is over, however long it is open", async () => {
    await using bench = new Workbench();
    const { database, store, queue } = await openShop(bench);
    database.exec("BEGIN");
    store.addWithin(prepared("queue", request("a")));
    const taking = queue.take(9, 0);
    for (let turn = 0; turn < 10; turn++) await setImmediate();
    expect(await Promise.race([taking, setImmediate("waits")])).toBe("waits");
    database.exec("COMMIT");
    expect(keysOf(await taking)).toEqual(["a"]);
  });

  test("may belong to a queue that no caller has open", async () => {
    await using bench = new Workbench();
    const { database, store } = await openShop(bench);
    database.transaction(() => store.addWithin(prepared("other", request("a"))))();
    expect(keysOf(await (await openQueue(store, { queue: "other" })).take(9, 0))).toEqual(["a"]);
  });

  test("is refused outside a transaction, and in a store that has a file of its own", async () => {
    await using bench = new Workbench();
    const { store } = await openShop(bench);
    expect(() => store.addWithin(prepared("queue", request("a")))).toThrow(/transaction/);
    const own = await bench.open();
    expect(() => own.addWithin(prepared("queue", request("a")))).toThrow(/SqliteStore.within/);
  });

  test("is refused if it cannot be kept, and the transaction may go on", async () => {
    await using bench = new Workbench();
    const { database, store, queue } = await openShop(bench);
    database.transaction(() => {
      expect(() => store.addWithin(prepared("queue", request("a\ud800")))).toThrow(TypeError);
      store.addWithin(prepared("queue", request("b")));
    })();
    expect(keysOf(await queue.take(9, 0))).toEqual(["b"]);
  });
});

test("The caller's database is neither set up nor closed, and gets no table but those of its prefix", async () => {
  await using bench = new Workbench();
  const database = new Database(bench.path("shop.db"), { timeout: 1234 });
  database.pragma("application_id = 7");
  database.pragma("user_version = 8");
  const names = [
    "journal_mode",
    "synchronous",
    "busy_timeout",
    "application_id",
    "user_version",
    "mmap_size",
  ];
  const settings = (): unknown[] => names.map((name) => database.pragma(name, { simple: true }));
  const before = settings();
  const store = await SqliteStore.within(database);
  await addAll(await openQueue(store), ["a"]);
  await store.close();
  expect(settings()).toEqual(before);
  expect(database.open).toBe(true);
  const tables = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .pluck()
    .all() as string[];
  expect(tables.filter((table) => !table.startsWith("workset_"))).toEqual([]);
  database.close();
});

test("Nor is it set up while a full disk is got over", async () => {
  await using bench = new Workbench();
  const disk = new Disk();
  const clock = new ManualClock();
  const database = disk.connect(bench.path("shop.db"));
  const queue = await openQueue(bench.keep(await SqliteStore.within(database, { clock })));
  disk.fails("SQLITE_FULL");
  await expect(addAll(queue, ["a"])).rejects.toMatchObject({ code: "full" });
  disk.works();
  clock.advance(250);
  expect(await addAll(queue, ["a"])).toEqual(["added"]);
  expect(disk.ran.filter((sql) => sql.startsWith("PRAGMA"))).toEqual([]);
});

test("A database whose integers are bigints serves as well", async () => {
  await using bench = new Workbench();
  const database = new Database(":memory:");
  database.defaultSafeIntegers(true);
  const queue = await openQueue(bench.keep(await SqliteStore.within(database)));
  await addAll(queue, ["a", "b"]);
  const claim = await takeOne(queue);
  expect(claim).toMatchObject({ key: "a", failures: 0, crashes: 0, priority: 0 });
  expect(await queue.release(claim, done, 0)).toBe("done");
  expect(await queue.counts(0)).toMatchObject({ ready: 1, oldestReadyAt: 0 });
});

test("One database has one store, and its owner is named to another", async () => {
  await using bench = new Workbench();
  const { database } = await openShop(bench);
  const other = new Database(bench.path("shop.db"));
  await expect(SqliteStore.within(database)).rejects.toMatchObject({ code: "in-use" });
  await expect(SqliteStore.within(other)).rejects.toMatchObject({ code: "in-use" });
  other.close();
});

test("A database that the caller closes first refuses the verbs that come after", async () => {
  await using bench = new Workbench();
  const { database, queue } = await openShop(bench);
  await addAll(queue, ["a"]);
  database.close();
  await expect(queue.take(1, 0)).rejects.toMatchObject({ code: "closed" });
});

describe("a transaction of the caller that does not end", () => {
  test("is a fault after blockedMs, which says what it is, and all goes on when it ends", async () => {
    await using bench = new Workbench();
    const clock = new ManualClock();
    const database = new Database(bench.path("shop.db"));
    const store = bench.keep(await SqliteStore.within(database, { clock, blockedMs: 1000 }));
    const told: unknown[] = [];
    const observer = {
      writeFailed: (error: Error) => void told.push(error.message),
      writeRecovered: () => void told.push("healed"),
    };
    const queue = await openQueue(store, { observer });
    await addAll(queue, ["a"]);
    database.exec("BEGIN");
    const taking = queue.take(1, 0);
    const adding = addAll(queue, ["b"]);
    adding.catch(() => {});
    await pass(clock, 1100);
    await expect(adding).rejects.toMatchObject({
      code: "blocked",
      message: expect.stringMatching(/the caller has open on .*shop\.db.*1 s.*COMMIT/),
    });
    expect(told).toHaveLength(1);
    await expect(addAll(queue, ["c"])).rejects.toMatchObject({ code: "blocked" });
    expect(await queue.counts(0)).toMatchObject({ ready: 1 });
    database.exec("COMMIT");
    await pass(clock, 500);
    expect(keysOf(await taking)).toEqual(["a"]);
    expect(told[1]).toBe("healed");
  });

  test("does not keep the store from closing", async () => {
    await using bench = new Workbench();
    const clock = new ManualClock();
    const database = new Database(bench.path("shop.db"));
    const store = await SqliteStore.within(database, { clock, blockedMs: 1000 });
    await openQueue(store);
    database.exec("BEGIN");
    const closing = store.close();
    await pass(clock, 1100);
    await closing;
    database.exec("COMMIT");
  });

  test("does not keep the opening of a store waiting for longer", async () => {
    await using bench = new Workbench();
    const clock = new ManualClock();
    const database = new Database(bench.path("shop.db"));
    database.exec("BEGIN");
    const opening = expect(SqliteStore.within(database, { clock, blockedMs: 1000 })).rejects.toMatchObject({
      code: "blocked",
    });
    await pass(clock, 1100);
    await opening;
  });
});

test("a lock that another connection does not give back is a fault, too", async () => {
  await using bench = new Workbench();
  const clock = new ManualClock();
  const queue = await openQueue(await bench.open({ clock, blockedMs: 1000 }));
  const other = new Database(bench.path());
  other.exec("BEGIN IMMEDIATE");
  const adding = expect(addAll(queue, ["a"])).rejects.toMatchObject({
    code: "blocked",
    message: expect.stringContaining("another connection"),
  });
  await pass(clock, 1100);
  await adding;
  other.exec("COMMIT");
  other.close();
  await pass(clock, 500);
  expect(await addAll(queue, ["a"])).toEqual(["added"]);
});

/** Lets time pass in small steps, and lets happen what is due. */
async function pass(clock: ManualClock, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 10) {
    clock.advance(10);
    await setImmediate();
  }
}
