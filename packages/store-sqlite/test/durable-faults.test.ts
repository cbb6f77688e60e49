import { ManualClock } from "@workset/clock";
import { DurableQueue } from "@workset/durable";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { turns } from "./turns.ts";
import { Disk } from "./faulty-database.ts";
import { Workbench } from "./workbench.ts";

const unhandled: unknown[] = [];
const onUnhandled = (error: unknown): void => void unhandled.push(error);
beforeEach(() => void process.on("unhandledRejection", onUnhandled));
afterEach(() => {
  process.off("unhandledRejection", onUnhandled);
  expect(unhandled.splice(0)).toEqual([]);
});

/** A durable queue on a disk that does what the test says. */
class FullDisk implements AsyncDisposable {
  readonly disk = new Disk();
  readonly clock = new ManualClock();
  readonly errors: unknown[] = [];
  readonly #bench = new Workbench();
  queue!: DurableQueue;

  static async open(): Promise<FullDisk> {
    const full = new FullDisk();
    const { disk, clock } = full;
    full.queue = await DurableQueue.open({
      store: await full.#bench.open({ driver: disk.connect, clock }),
      name: "q",
      clock,
      onError: (error) => void full.errors.push(error),
    });
    return full;
  }

  /** Time passes until the store has tried again. */
  async pass(): Promise<void> {
    this.clock.advance(10_000);
    await turns();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.disk.works();
    await this.#bench[Symbol.asyncDispose]();
  }
}

describe("While the disk is full", () => {
  test("adds are refused, a caller that waits for keys waits on, and all goes on by itself", async () => {
    await using full = await FullDisk.open();
    const { queue, disk } = full;
    const getting = queue.get();
    await turns();
    disk.fails("SQLITE_FULL");
    await expect(queue.add("a")).rejects.toMatchObject({ code: "full" });
    expect((await queue.stats()).fault).toMatchObject({ code: "full" });
    disk.works();
    await full.pass();
    expect(await queue.add("a")).toBe("added");
    expect((await getting)?.key).toBe("a");
    expect("fault" in (await queue.stats())).toBe(false);
  });

  test("work that ends is committed as soon as there is room, and no key stays processing", async () => {
    await using full = await FullDisk.open();
    const { queue, disk } = full;
    await queue.addAll(["a", "b"]);
    const [a, b] = await queue.getBatch(2);
    disk.fails("SQLITE_FULL");
    {
      using _ = a!;
    }
    const giving = b!.giveUp(new Error("no"));
    await full.pass();
    expect(await queue.stats()).toMatchObject({ processing: 2, failed: 0 });
    disk.works();
    await full.pass();
    expect(await giving).toBe("failed");
    expect(await queue.stats()).toMatchObject({ processing: 0, failed: 1 });
    expect(full.errors).toEqual([]);
  });

  test("a drain ends with its signal, and reports what is left", async () => {
    await using full = await FullDisk.open();
    const { queue, disk } = full;
    await queue.addAll(["a", "b"]);
    const lease = (await queue.get())!;
    disk.fails("SQLITE_FULL");
    void lease.done();
    const stop = new AbortController();
    const draining = queue.shutDownWithDrain({ signal: stop.signal });
    await full.pass();
    stop.abort();
    expect(await draining).toEqual({ ended: "aborted", ready: 1, processing: 1, waiting: 0 });
  });
});
