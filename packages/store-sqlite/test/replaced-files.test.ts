import { copyFileSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { ManualClock } from "@workset/clock";
import type { QueueStore } from "@workset/store";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import type { SqliteStore } from "../src/index.ts";
import { OwnerProcess } from "./start-owner.ts";
import { addAll, keysOf, openQueue, takeOne, Workbench, done } from "./workbench.ts";

/** A store with three keys, of which a copy was made when it had one. */
class Opened implements AsyncDisposable {
  readonly bench = new Workbench();
  readonly clock = new ManualClock();
  readonly faults: unknown[] = [];
  store!: SqliteStore;
  queue!: QueueStore;

  static async open(): Promise<Opened> {
    const opened = new Opened();
    opened.store = await opened.bench.open({ clock: opened.clock });
    const observer = {
      writeFailed: (error: Error) => void opened.faults.push("code" in error && error.code),
      writeRecovered: () => void opened.faults.push("healed"),
    };
    opened.queue = await openQueue(opened.store, { observer });
    await addAll(opened.queue, ["a"]);
    await opened.store.backup(opened.path("backup.db"));
    await addAll(opened.queue, ["b", "c"]);
    return opened;
  }

  path(name?: string): string {
    return this.bench.path(name);
  }

  /** Lets the store try again. */
  async heal(): Promise<void> {
    for (let time = 0; time < 5; time++) {
      this.clock.advance(10_000);
      await setImmediate();
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.bench[Symbol.asyncDispose]();
  }
}

describe("an add is not acknowledged into a file that", () => {
  test("was replaced by another one", async () => {
    await using opened = await Opened.open();
    renameSync(opened.path("backup.db"), opened.path());
    const told = { code: "replaced", message: expect.stringContaining(opened.path()) };
    await expect(addAll(opened.queue, ["d"])).rejects.toMatchObject(told);
    await expect(opened.queue.take(9, 0)).rejects.toMatchObject(told);
    expect(opened.faults).toEqual(["replaced"]);
    await opened.store.close();
    expect(keysOf(await (await openQueue(await opened.bench.open())).take(9, 0))).toEqual(["a"]);
  });

  test("a backup was copied into", async () => {
    await using opened = await Opened.open();
    copyFileSync(opened.path("backup.db"), opened.path());
    await expect(addAll(opened.queue, ["d"])).rejects.toMatchObject({ code: "replaced" });
    await opened.store.close();
    expect(keysOf(await (await openQueue(await opened.bench.open())).take(9, 0))).toEqual(["a"]);
  });

  test("was removed, until it is put back", async () => {
    await using opened = await Opened.open();
    renameSync(opened.path(), opened.path("away.db"));
    await expect(addAll(opened.queue, ["d"])).rejects.toMatchObject({ code: "io" });
    await opened.heal();
    expect(opened.faults).toEqual(["io"]);
    renameSync(opened.path("away.db"), opened.path());
    await opened.heal();
    expect(opened.faults).toEqual(["io", "healed"]);
    expect(await addAll(opened.queue, ["d", "c"])).toEqual(["added", "coalesced"]);
  });
});

describe("when the log under an open store", () => {
  test("was removed, nothing is lost, and what comes next is in a new one", async () => {
    await using opened = await Opened.open();
    rmSync(`${opened.path()}-wal`);
    await expect(addAll(opened.queue, ["lost"])).rejects.toMatchObject({ code: "io" });
    await opened.heal();
    expect(await addAll(opened.queue, ["d"])).toEqual(["added"]);
    expect(await opened.queue.counts(0)).toMatchObject({ ready: 4 });
    // What a kill leaves.
    for (const suffix of ["", "-wal"]) copyFileSync(opened.path() + suffix, opened.path(`copy.db${suffix}`));
    const copy = await openQueue(await opened.bench.open({}, "copy.db"));
    expect(keysOf(await copy.take(9, 0))).toEqual(["a", "b", "c", "d"]);
  });

  test("was ended by another program, nothing is lost", async () => {
    await using opened = await Opened.open();
    const claim = await takeOne(opened.queue);
    // What closing the last connection does, when the system has dropped the locks of this process.
    const other = new Database(opened.path());
    other.pragma("wal_checkpoint(PASSIVE)");
    other.close();
    rmSync(`${opened.path()}-wal`);
    rmSync(`${opened.path()}-shm`);
    const completing = opened.queue.release(claim, done, 0);
    await setImmediate();
    await opened.heal();
    expect(await completing).toBe("done");
    expect(await opened.queue.counts(0)).toMatchObject({ ready: 2 });
    expect(opened.faults).toEqual(["io", "healed"]);
  });

  test("was cut off, nothing more is acknowledged", async () => {
    await using opened = await Opened.open();
    truncateSync(`${opened.path()}-wal`, 0);
    await expect(addAll(opened.queue, ["d"])).rejects.toMatchObject({ code: "io" });
    await opened.heal();
    await expect(addAll(opened.queue, ["d"])).rejects.toMatchObject({ code: "replaced" });
  });

  test("was written into the file by another connection, all goes on", async () => {
    await using opened = await Opened.open();
    const other = new Database(opened.path());
    for (let round = 0; round < 3; round++) {
      other.pragma("wal_checkpoint(TRUNCATE)");
      expect(await addAll(opened.queue, [`d${round}`])).toEqual(["added"]);
      other.pragma("wal_checkpoint(PASSIVE)");
      expect(await addAll(opened.queue, [`e${round}`])).toEqual(["added"]);
    }
    other.close();
    expect(opened.faults).toEqual([]);
  });
});

describe("the file of an owner that was killed is refused when its log", () => {
  async function killed(bench: Workbench): Promise<void> {
    await using owner = await OwnerProcess.start(bench.path(), "hold", "held");
    await owner.kill();
  }

  test.each([
    { was: "removed", spoil: (log: string) => rmSync(log) },
    { was: "emptied", spoil: (log: string) => truncateSync(log, 0) },
    { was: "cut off", spoil: (log: string) => truncateSync(log, 5000) },
  ])("was $was, each time, with what to do", async ({ spoil }) => {
    await using bench = new Workbench();
    await killed(bench);
    spoil(`${bench.path()}-wal`);
    for (let time = 0; time < 2; time++) {
      await expect(bench.open()).rejects.toMatchObject({
        code: "corrupt",
        message: expect.stringMatching(/-wal.*missing.*missingLog: "accept"/),
      });
    }
    const store = await bench.open({ missingLog: "accept" });
    expect(await addAll(await openQueue(store), ["a"])).toEqual(["added"]);
  });

  test("is damaged in its middle, and left as it is", async () => {
    await using bench = new Workbench();
    await using owner = await OwnerProcess.start(bench.path(), "work", "open");
    await owner.says((line) => line === "completed done-40");
    await owner.kill();
    const log = `${bench.path()}-wal`;
    const bytes = readFileSync(log);
    bytes.fill(0x55, bytes.length / 2, bytes.length / 2 + 100);
    writeFileSync(log, bytes);
    const before = readFileSync(bench.path());
    await expect(bench.open()).rejects.toMatchObject({
      code: "corrupt",
      message: expect.stringContaining("goes on behind it"),
    });
    expect(readFileSync(bench.path()).equals(before)).toBe(true);
    expect(readFileSync(log).equals(bytes)).toBe(true);
  });

  test("was ended in good order by another program, it is opened", async () => {
    await using bench = new Workbench();
    await killed(bench);
    new Database(bench.path()).exec("SELECT count(*) FROM workset_keys").close();
    const queue = await openQueue(await bench.open());
    expect(keysOf(await queue.take(9, 0))).toEqual(["a", "b", "c"]);
  });
});
