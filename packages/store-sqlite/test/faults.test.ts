import { existsSync, renameSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { ManualClock } from "@workset/clock";
import type { QueueStore } from "@workset/store";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import type { SqliteStore } from "../src/index.ts";
import { Disk } from "./faulty-database.ts";
import { addAll, keysOf, openQueue, request, takeOne, Workbench, done } from "./workbench.ts";

/** A queue on a disk that does what the test says, by a clock that the test moves. */
class FaultBench {
  readonly #bench = new Workbench();
  readonly disk = new Disk();
  readonly clock = new ManualClock();
  readonly told: string[] = [];
  store!: SqliteStore;
  queue!: QueueStore;

  static async open(): Promise<FaultBench> {
    const bench = new FaultBench();
    bench.store = await bench.#bench.open({ driver: bench.disk.connect, clock: bench.clock });
    const observer = {
      writeFailed: (error: Error) => void bench.told.push(`faulted ${"code" in error && String(error.code)}`),
      writeRecovered: () => void bench.told.push("healed"),
    };
    bench.queue = await openQueue(bench.store, { observer });
    return bench;
  }

  /** Opens the queue again, in a new store. */
  async reopen(): Promise<QueueStore> {
    await this.store.close();
    return openQueue(await this.#bench.open());
  }

  /** Ends the store without a clean end, and opens the queue again on the same disk. */
  async crash(maxCrashes: number): Promise<void> {
    this.disk.fails("SQLITE_FULL");
    await this.store.close();
    this.disk.works();
    this.store = await this.#bench.open({ driver: this.disk.connect, clock: this.clock });
    const observer = { blocked: (now: boolean) => void this.told.push(now ? "held up" : "moves on") };
    this.queue = await openQueue(this.store, { maxCrashes, observer });
  }

  get path(): string {
    return this.#bench.path();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#bench[Symbol.asyncDispose]();
  }

  /** Lets time pass, and lets happen what is due then. */
  async pass(ms: number): Promise<void> {
    this.clock.advance(ms);
    for (let turn = 0; turn < 5; turn++) await setImmediate();
  }
}

/** Whether a promise is still open. */
async function waits(promise: Promise<unknown>): Promise<boolean> {
  for (let turn = 0; turn < 5; turn++) await setImmediate();
  return (await Promise.race([promise.then(() => "ended"), setImmediate("waits")])) === "waits";
}

describe.each([
  ["SQLITE_FULL", "full"],
  ["SQLITE_IOERR_WRITE", "io"],
  ["SQLITE_READONLY", "read-only"],
  ["SQLITE_READONLY_DBMOVED", "io"],
])("On a disk that fails with %s", (code, kind) => {
  test("adds are refused, with what to do, and nothing of them is kept", async () => {
    await using bench = await FaultBench.open();
    bench.disk.fails(code);
    const adding = bench.queue.add(request("a"), 0);
    await expect(adding).rejects.toMatchObject({ code: kind, message: expect.stringContaining(bench.path) });
    await expect(bench.queue.add(request("b"), 0)).rejects.toMatchObject({ code: kind });
    bench.disk.works();
    await bench.pass(250);
    expect(await bench.queue.take(9, 0)).toEqual([]);
  });

  test("the queue hears of it once, and once when it is over", async () => {
    await using bench = await FaultBench.open();
    bench.disk.fails(code);
    await expect(addAll(bench.queue, ["a", "b"])).rejects.toMatchObject({ code: kind });
    await expect(addAll(bench.queue, ["c"])).rejects.toMatchObject({ code: kind });
    await bench.pass(250);
    await bench.pass(500);
    expect(bench.told).toEqual([`faulted ${kind}`]);
    bench.disk.works();
    await bench.pass(1000);
    expect(bench.told).toEqual([`faulted ${kind}`, "healed"]);
    expect(await addAll(bench.queue, ["a"])).toEqual(["added"]);
  });

  test("takes and completions wait, and end by themselves when the disk is well", async () => {
    await using bench = await FaultBench.open();
    await addAll(bench.queue, ["a", "b"]);
    const claim = await takeOne(bench.queue);
    bench.disk.fails(code);
    const taking = bench.queue.take(1, 0);
    const completing = bench.queue.release(claim, done, 0);
    expect(await waits(Promise.race([taking, completing]))).toBe(true);
    bench.disk.works();
    await bench.pass(250);
    expect(await completing).toBe("done");
    expect(keysOf(await taking)).toEqual(["b"]);
  });

  test("what is there can be read", async () => {
    await using bench = await FaultBench.open();
    await addAll(bench.queue, ["a", "b"]);
    const claim = await takeOne(bench.queue);
    bench.disk.fails(code);
    const completing = bench.queue.release(claim, done, 0);
    expect(await waits(completing)).toBe(true);
    expect(await bench.queue.counts(0)).toMatchObject({ ready: 1, processing: 1 });
    expect(keysOf((await bench.queue.list({ state: "processing", limit: 9 }, 0)).keys)).toEqual(["a"]);
    bench.disk.works();
    await bench.pass(250);
    expect(await completing).toBe("done");
  });
});

test("It is tried ever more seldom, every ten seconds at last", async () => {
  await using bench = await FaultBench.open();
  bench.disk.fails("SQLITE_FULL", /^BEGIN/);
  await expect(addAll(bench.queue, ["a"])).rejects.toMatchObject({ code: "full" });
  const tries = (): number => bench.disk.ran.filter((sql) => sql === "BEGIN IMMEDIATE").length;
  const before = tries();
  for (const wait of [250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000]) {
    const made = tries();
    await bench.pass(wait - 1);
    expect(tries()).toBe(made);
    await bench.pass(1);
    expect(tries()).toBe(made + 1);
  }
  expect(tries()).toBe(before + 8);
});

test("A full disk with room for one completion is emptied: those that end work are tried first, the first alone", async () => {
  await using bench = await FaultBench.open();
  await addAll(bench.queue, ["a", "b", "c", "d"]);
  const claims = await bench.queue.take(3, 0);
  bench.disk.fails("SQLITE_FULL");
  const taking = bench.queue.take(1, 0);
  const completing = claims.map((claim) => bench.queue.release(claim, done, 0));
  expect(await waits(Promise.race([taking, ...completing]))).toBe(true);
  bench.disk.works();
  bench.disk.ran.length = 0;
  await bench.pass(250);
  expect(await Promise.all(completing)).toEqual(["done", "done", "done"]);
  expect(keysOf(await taking)).toEqual(["d"]);
  const removed = bench.disk.ran
    .filter((sql) => /^COMMIT|^DELETE FROM workset_keys/.test(sql))
    .map((sql) => sql.slice(0, 6));
  expect(removed.slice(0, 6)).toEqual(["COMMIT", "DELETE", "COMMIT", "DELETE", "DELETE", "COMMIT"]);
});

test("A fault at any statement of a transaction leaves the queue as it was", async () => {
  await using bench = await FaultBench.open();
  await addAll(bench.queue, ["a", "b"]);
  const claim = await takeOne(bench.queue);
  for (const rollsBack of [false, true]) {
    for (let after = 0; after < 4; after++) {
      bench.disk.rollsBack = rollsBack;
      bench.disk.fails("SQLITE_IOERR_WRITE", /^(?!BEGIN|ROLLBACK)/, after);
      await expect(bench.queue.add(request(`more-${after}`, { due: 100 }), 0)).rejects.toMatchObject({
        code: "io",
      });
      bench.disk.works();
      await bench.pass(20_000);
      const counts = await bench.queue.counts(0);
      expect(counts).toEqual({ ready: 1, processing: 1, rerun: 0, waiting: 0, failed: 0, oldestReadyAt: 0 });
    }
  }
  expect(await bench.queue.release(claim, done, 0)).toBe("done");
  const queue = await bench.reopen();
  expect(keysOf(await queue.take(9, 0))).toEqual(["b"]);
});

test("A file that may not grow, as SQLite itself sees it, is emptied and then takes adds again", async () => {
  await using bench = new Workbench();
  const clock = new ManualClock();
  const database = new Database(bench.path(), { timeout: 0 });
  const store = await bench.open({ clock, driver: () => database });
  const queue = await openQueue(store);
  const payload = "x".repeat(1000);
  await Promise.all(
    Array.from({ length: 100 }, (_, key) => queue.add(request(`key-${key}`, { payload }), 0)),
  );
  const pages = database.pragma("page_count", { simple: true }) as number;
  database.pragma(`max_page_count = ${pages}`);
  const adds = Array.from({ length: 50 }, (_, key) => queue.add(request(`more-${key}`, { payload }), 0));
  for (const add of await Promise.allSettled(adds)) {
    expect(add).toMatchObject({ status: "rejected", reason: { code: "full" } });
  }
  const taking = queue.take(100, 0);
  expect(await waits(taking)).toBe(true);
  clock.advance(250);
  const claims = await taking;
  expect(claims.length).toBe(100);
  await Promise.all(claims.map((claim) => queue.release(claim, done, 0)));
  expect((await queue.counts(0)).ready).toBe(0);
  expect(await addAll(queue, ["a", "b"])).toEqual(["added", "added"]);
});

test("A key that runs alone does so over a fault", async () => {
  await using bench = await FaultBench.open();
  await addAll(bench.queue, ["a", "b"]);
  await takeOne(bench.queue);
  await bench.crash(2);
  bench.told.length = 0;
  const fails = (): void => bench.disk.fails("SQLITE_IOERR_WRITE", /^COMMIT/);
  fails();
  const taking = bench.queue.take(9, 0);
  expect(await waits(taking)).toBe(true);
  expect(bench.told).toEqual([]);
  bench.disk.works();
  await bench.pass(10_000);
  const claims = await taking;
  expect(keysOf(claims)).toEqual(["a"]);
  fails();
  await expect(bench.queue.add(request("c"), 0)).rejects.toMatchObject({ code: "io" });
  bench.disk.works();
  await bench.pass(10_000);
  expect(await bench.queue.take(9, 0)).toEqual([]);
  fails();
  const completing = bench.queue.release(claims[0]!, done, 0);
  expect(await waits(completing)).toBe(true);
  expect(bench.told).toEqual(["held up"]);
  bench.disk.works();
  await bench.pass(10_000);
  expect(await completing).toBe("done");
  expect(bench.told).toEqual(["held up", "moves on"]);
  expect(keysOf(await bench.queue.take(9, 0))).toEqual(["b"]);
});

test("After a sync that failed the file is closed and opened again, and the work goes on", async () => {
  await using bench = await FaultBench.open();
  await addAll(bench.queue, ["a", "b"]);
  const claim = await takeOne(bench.queue);
  const { opened } = bench.disk;
  bench.disk.fails("SQLITE_IOERR_FSYNC");
  const completing = bench.queue.release(claim, done, 0);
  expect(await waits(completing)).toBe(true);
  bench.disk.works();
  await bench.pass(250);
  expect(await completing).toBe("done");
  expect(bench.disk.opened).toBe(opened + 1);
  expect(keysOf(await bench.queue.take(9, 0))).toEqual(["b"]);
});

test("A file that is gone when it is to be opened again is waited for, and no new one made", async () => {
  await using bench = await FaultBench.open();
  await addAll(bench.queue, ["a", "b"]);
  const claim = await takeOne(bench.queue);
  bench.disk.fails("SQLITE_IOERR_FSYNC");
  const completing = bench.queue.release(claim, done, 0);
  expect(await waits(completing)).toBe(true);
  bench.disk.works();
  renameSync(bench.path, `${bench.path}-away`);
  await bench.pass(250);
  expect(bench.told).toEqual(["faulted io"]);
  expect(existsSync(bench.path)).toBe(false);
  renameSync(`${bench.path}-away`, bench.path);
  await bench.pass(500);
  expect(bench.told).toEqual(["faulted io", "healed"]);
  expect(await completing).toBe("done");
});

test("A store that cannot write closes all the same, and says so to a caller that waits", async () => {
  await using bench = await FaultBench.open();
  await addAll(bench.queue, ["a"]);
  const claim = await takeOne(bench.queue);
  bench.disk.fails("SQLITE_FULL");
  const completing = bench.queue.release(claim, done, 0);
  const refused = expect(completing).rejects.toMatchObject({ code: "full" });
  expect(await waits(completing.catch(() => {}))).toBe(true);
  await bench.store.close();
  await refused;
  bench.disk.works();
  const queue = await bench.reopen();
  expect(queue.recovery.recovered).toBe(1);
});

test("A verb that SQLite itself refuses rejects alone, and the others of its turn go on", async () => {
  await using bench = await FaultBench.open();
  await addAll(bench.queue, ["a"]);
  const claim = await takeOne(bench.queue);
  bench.disk.fails("SQLITE_TOOBIG", /^DELETE FROM workset_keys/);
  const verbs = [
    bench.queue.add(request("b"), 0),
    bench.queue.release(claim, done, 0),
    bench.queue.add(request("c"), 0),
  ];
  const [b, completed, c] = await Promise.allSettled(verbs);
  expect([b?.status, completed?.status, c?.status]).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(bench.told).toEqual([]);
  bench.disk.works();
  expect(await bench.queue.release(claim, done, 0)).toBe("done");
});

test("While another program writes to the file, verbs wait; no caller hears of it, and nothing is lost", async () => {
  await using bench = await FaultBench.open();
  bench.disk.fails("SQLITE_BUSY", /^BEGIN/);
  const adding = addAll(bench.queue, ["a"]);
  expect(await waits(adding)).toBe(true);
  await bench.pass(1);
  await bench.pass(2);
  bench.disk.works();
  await bench.pass(4);
  expect(await adding).toEqual(["added"]);
  expect(bench.told).toEqual([]);
});

describe("Damage that is met at work ends the work: every verb is refused, with what to do", () => {
  test.each([
    { met: "by an add", statement: /^INSERT/ },
    { met: "by a look at a key", statement: /^SELECT/ },
  ])("met $met", async ({ statement }) => {
    await using bench = await FaultBench.open();
    await addAll(bench.queue, ["a"]);
    bench.disk.fails("SQLITE_CORRUPT", statement);
    // The second add of a key has to look at what is there.
    await expect(addAll(bench.queue, ["b", "a"])).rejects.toMatchObject({ code: "corrupt" });
    bench.disk.works();
    await expect(bench.queue.take(1, 0)).rejects.toMatchObject({
      code: "corrupt",
      message: expect.stringContaining("backup"),
    });
    const queue = await bench.reopen();
    // None of what was refused came to be, and all that was acknowledged did.
    expect(keysOf(await queue.take(9, 0))).toEqual(["a"]);
  });
});
