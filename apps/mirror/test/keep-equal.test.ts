import { ManualClock } from "@workset/clock";
import { RateLimitingQueue } from "@workset/rate-limiting";
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { keepEqual } from "../src/keep-equal.ts";
import type { PathKey } from "../src/path-key.ts";
import { reconcile } from "../src/reconcile.ts";
import { Workers } from "../src/workers.ts";
import { never } from "./settle.ts";
import { fill, linesOf, TempFolders } from "./temp-folders.ts";

/** Lets everything happen that needs no time. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await setImmediate();
}

/** Keeps folders equal by a watcher that says only what it is told to, and a clock that is moved by hand. */
class Kept implements AsyncDisposable {
  readonly clock: ManualClock = new ManualClock();
  readonly queue: RateLimitingQueue = new RateLimitingQueue({ merge: true, clock: this.clock });
  readonly stop: AbortController = new AbortController();
  /** How many watchers there were, and how many of them are still there. */
  watchers = 0;
  open = 0;
  /** How often it was said that the first pass is over. */
  firstPasses = 0;
  tell: (key: PathKey) => void = () => {};
  readonly #workers: Workers;
  readonly #kept: Promise<void>;

  constructor(folders: TempFolders) {
    const { opened } = folders;
    const { queue, clock } = this;
    const handle = async (key: PathKey): Promise<void> => {
      queue.addAll((await reconcile(opened, key, never)).next);
    };
    this.#workers = new Workers(queue, 2, handle, never);
    const report = { watching: () => void this.firstPasses++, watchFailed: () => {} };
    const watch = async (
      _: string,
      { changed }: { changed: (key: PathKey) => void },
    ): Promise<AsyncDisposable> => {
      this.watchers++;
      this.open++;
      this.tell = changed;
      return { [Symbol.asyncDispose]: async () => void this.open-- };
    };
    this.#kept = keepEqual(
      { folders: opened, queue, workers: this.#workers, report, watch, clock },
      this.stop.signal,
    );
  }

  /** Lets time pass, and all that follows from it happen. */
  async pass(ms: number): Promise<void> {
    await settled();
    this.clock.advance(ms);
    await settled();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stop.abort();
    await this.#kept;
    this.queue.shutDown();
    await this.#workers.ended;
  }
}

test("a change that the watcher does not tell is found within half a minute, and the watcher exchanged", async () => {
  using folders = new TempFolders();
  fill(folders.from, { a: "a" });
  await using kept = new Kept(folders);
  await settled();
  fill(folders.from, { folder: { untold: "x" } });
  await kept.pass(29_999);
  expect(kept.watchers).toBe(1);
  await kept.pass(1);
  await kept.pass(1000);
  expect([kept.watchers, kept.open, kept.firstPasses]).toEqual([2, 1, 1]);
  expect(linesOf(folders.to)).toEqual(linesOf(folders.from));
});

test("a change that the watcher tells late is no reason to exchange it", async () => {
  using folders = new TempFolders();
  await using kept = new Kept(folders);
  await settled();
  fill(folders.from, { late: "x" });
  await kept.pass(30_000);
  kept.tell("late");
  await kept.pass(100);
  await kept.pass(900);
  expect(kept.watchers).toBe(1);
  expect(linesOf(folders.to)).toEqual(linesOf(folders.from));
});

test("it goes on looking, however often there was nothing to find", async () => {
  using folders = new TempFolders();
  await using kept = new Kept(folders);
  for (let n = 0; n < 5; n++) await kept.pass(30_000);
  expect(kept.watchers).toBe(1);
  fill(folders.from, { untold: "x" });
  await kept.pass(30_000);
  await kept.pass(1000);
  expect(kept.watchers).toBe(2);
  expect(linesOf(folders.to)).toEqual(linesOf(folders.from));
});

test("several events of one key are one run, after it has rested", async () => {
  using folders = new TempFolders();
  await using kept = new Kept(folders);
  await settled();
  const { done } = kept.queue.stats();
  fill(folders.from, { file: "x" });
  for (let n = 0; n < 10; n++) kept.tell("file");
  await kept.pass(99);
  expect(linesOf(folders.to)).toEqual([]);
  await kept.pass(1);
  expect(linesOf(folders.to)).toEqual(linesOf(folders.from));
  expect(kept.queue.stats().done).toBe(done + 1);
});

test("stopping leaves no watcher and no timer behind", async () => {
  using folders = new TempFolders();
  const kept = new Kept(folders);
  await settled();
  await kept[Symbol.asyncDispose]();
  expect([kept.open, kept.clock.pendingTimers]).toEqual([0, 0]);
});
