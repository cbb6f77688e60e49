import { openQueue } from "./workbench.ts";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DurableQueue } from "@workset/durable";
import { SqliteStore, type DriverName } from "@workset/store-sqlite";
import { describe, expect, test } from "vitest";
import { OwnerProcess } from "./start-owner.ts";

/** A file system of a few megabytes; `undefined` where this user may mount none. */
function smallDisk(megabytes: number): ({ readonly path: string } & Disposable) | undefined {
  const path = mkdtempSync(join(tmpdir(), "workset-small-"));
  const remove = (): void => rmSync(path, { recursive: true });
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", path], { stdio: "ignore" });
  } catch {
    remove();
    return undefined;
  }
  return {
    path,
    [Symbol.dispose]() {
      execFileSync("umount", [path]);
      remove();
    },
  };
}

/** Takes what is left of a disk, to the last byte. */
function fill(folder: string): void {
  for (let file = 0; ; file++) {
    const { bavail, bsize } = statfsSync(folder);
    if (bavail === 0) return;
    writeFileSync(join(folder, `filled-${file}`), Buffer.alloc(bavail * bsize));
  }
}

interface Item {
  readonly id: number;
  readonly body: string;
}

/** Adds keys until the disk refuses one; those that were acknowledged. */
async function addUntilFull(queue: DurableQueue<Item>): Promise<number[]> {
  const acknowledged: number[] = [];
  for (let id = 0; ; id++) {
    try {
      await queue.add({ id, body: "x".repeat(2000) });
      acknowledged.push(id);
    } catch (error) {
      expect(error).toMatchObject({ name: "StoreError", code: "full" });
      return acknowledged;
    }
  }
}

const keyOf = ({ id }: Item): string => String(id);

describe.each<[megabytes: number, driver: DriverName]>([
  [3, "better-sqlite3"],
  [16, "better-sqlite3"],
  [16, "node:sqlite"],
])("on a disk of %i MB that %s has filled to the last byte", (megabytes, driver) => {
  test("all that was acknowledged is handed out and ended, and adds go on when there is room", async (context) => {
    using disk = smallDisk(megabytes);
    if (!disk) return context.skip("this user may not mount a small file system");
    const ballast = join(disk.path, "ballast");
    writeFileSync(ballast, Buffer.alloc((megabytes * 1024 ** 2) / 3));
    await using store = await SqliteStore.open(join(disk.path, "queue.db"), { driver });
    await using queue = await DurableQueue.open<Item>({ store, name: "q", keyOf });
    const acknowledged = await addUntilFull(queue);
    expect(acknowledged.length).toBeGreaterThan(100);
    fill(disk.path);
    expect((await queue.stats()).fault).toMatchObject({ code: "full" });

    const handled: number[] = [];
    while (handled.length < acknowledged.length) {
      const leases = await queue.getBatch(handled.length < 20 ? 1 : 20);
      handled.push(...leases.map(({ item }) => item.id));
      await Promise.all(leases.map((lease) => lease.done()));
    }
    expect(handled).toEqual(acknowledged);
    expect((await queue.stats()).fault).toMatchObject({ code: "full" });
    await expect(queue.add({ id: -1, body: "" })).rejects.toMatchObject({ code: "full" });
    rmSync(ballast);
    await expect.poll(async () => (await queue.stats()).fault, { timeout: 60_000 }).toBeUndefined();
    expect(await queue.add({ id: -1, body: "" })).toBe("added");
    return undefined;
  });
});

test("a queue whose keys were processing at a kill is opened on a full disk, and they are handed out", async (context) => {
  using disk = smallDisk(16);
  if (!disk) return context.skip("this user may not mount a small file system");
  const path = join(disk.path, "queue.db");
  await using owner = await OwnerProcess.start(path, "hold", "held");
  await owner.kill();
  expect(existsSync(`${path}-reserve`)).toBe(true);
  fill(disk.path);
  await using store = await SqliteStore.open(path);
  const queue = await openQueue(store);
  expect(queue.recovery.recovered).toBe(2);
  const claims = await queue.take(9, 0);
  expect(claims.map(({ key }) => key)).toEqual(["a", "b", "c"]);
  return undefined;
});

test("a large disk keeps no room in reserve", async () => {
  const folder = mkdtempSync(join(tmpdir(), "workset-"));
  {
    await using _ = await SqliteStore.open(join(folder, "queue.db"));
    const { bavail, bsize } = statfsSync(folder);
    expect(existsSync(join(folder, "queue.db-reserve"))).toBe(bavail * bsize <= 1024 ** 3);
  }
  rmSync(folder, { recursive: true });
});
