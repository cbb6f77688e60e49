import { ManualClock } from "@workset/clock";
import { DurableQueue, type DurableLease } from "@workset/durable";
import { exponential } from "@workset/rate-limiters";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { merged, ModelOfKeys, type Versions } from "./model-of-keys.ts";
import {
  memoryStoreThatCrashes,
  sqliteStoreThatCrashes,
  type StoreThatCrashes,
} from "./stores-that-crash.ts";

const key = fc.constantFrom("a", "b", "c", "__proto__");

/** What can happen to a queue. */
const happening = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("add" as const), key }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("addAfter" as const), key, ms: fc.integer({ min: 1, max: 50 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("addRateLimited" as const), key }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("get" as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("done" as const), which: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("retry" as const), which: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("giveBack" as const), which: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("giveUp" as const), which: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("endStale" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("cancel" as const), key }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("forget" as const), key }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("replay" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("step" as const), ms: fc.integer({ min: 1, max: 60 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("reopen" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("crash" as const) }) },
);

type Happening = typeof happening extends fc.Arbitrary<infer H> ? H : never;

const maxCrashes = 3;

/** One instance of a queue beside its model; each step must have the same answer in both. */
class Instance {
  readonly #crashing: StoreThatCrashes;
  readonly #clock = new ManualClock({ wallAt: Date.UTC(2026, 0, 1) });
  readonly #model = new ModelOfKeys(this.#clock.wallNow(), maxCrashes);
  readonly #limiter = exponential({ baseMs: 8, maxMs: 100 });
  #queue!: DurableQueue<Versions>;
  #leases: DurableLease<Versions>[] = [];
  #stale: DurableLease<Versions>[] = [];
  #version = 0;
  /** What was acknowledged, and neither seen by a run that ended well nor given up or taken back. */
  readonly #owed = new Map<number, string>();

  constructor(crashing: StoreThatCrashes) {
    this.#crashing = crashing;
  }

  async open(): Promise<void> {
    this.#queue = await DurableQueue.open<Versions>({
      store: this.#crashing.store,
      name: "instances",
      keyOf: (item) => item.key,
      payload: merged,
      backoff: "cut",
      limiter: this.#limiter,
      clock: this.#clock,
      maxCrashes,
    });
  }

  async step(happening: Happening): Promise<void> {
    switch (happening.do) {
      case "add":
        return this.#same(
          await this.#queue.add(this.#next(happening.key)),
          this.#model.add(happening.key, this.#version),
        );
      case "addAfter": {
        const { key, ms } = happening;
        return this.#same(
          await this.#queue.addAfter(this.#next(key), ms),
          this.#model.addAfter(key, this.#version, ms),
        );
      }
      case "addRateLimited": {
        const { key } = happening;
        const outcome = await this.#queue.addRateLimited(this.#next(key));
        this.#same(
          outcome,
          this.#model.addRateLimited(key, this.#version, (n) => this.#limiter.after(n)),
        );
        return this.#same(await this.#queue.numRequeues(key), this.#model.failures(key));
      }
      case "get":
        return this.#get();
      case "done":
        return this.#end(happening.which, (lease) => {
          for (const version of lease.item.versions) this.#owed.delete(version);
          return [lease.done(), this.#model.done(lease.key)];
        });
      case "retry":
        return this.#end(happening.which, (lease) => {
          return [lease.retry(), this.#model.retry(lease.key, (failures) => this.#limiter.after(failures))];
        });
      case "giveBack":
        return this.#end(happening.which, (lease) => [lease.giveBack(), this.#model.giveBack(lease.key)]);
      case "giveUp":
        return this.#end(happening.which, (lease) => {
          const ending = this.#model.giveUp(lease.key);
          // Given up for good unless it goes to the failed set, from where it may come back.
          if (ending !== "failed") for (const version of lease.item.versions) this.#owed.delete(version);
          return [lease.giveUp(new Error("no")), ending];
        });
      case "endStale":
        // Whatever it answers, the next comparison shows that it changed nothing.
        await this.#stale
          .shift()
          ?.done()
          .catch(() => {});
        return;
      case "cancel": {
        const waiting = this.#model
          .list()
          .find(({ key, state }) => key === happening.key && state === "waiting");
        for (const version of waiting?.versions ?? []) this.#owed.delete(version);
        return this.#same(await this.#queue.cancel(happening.key), this.#model.cancel(happening.key));
      }
      case "forget":
        await this.#queue.forget(happening.key);
        return this.#model.forget(happening.key);
      case "replay":
        return this.#same(await this.#queue.failed.replay(), this.#model.replayFailed());
      case "step":
        this.#clock.advance(happening.ms);
        this.#model.now = this.#clock.wallNow();
        return;
      case "reopen":
        await this.#queue.close();
        this.#model.reopen();
        return this.#begin();
      case "crash":
        await this.#crashing.crash();
        this.#model.crash();
        return this.#begin();
    }
  }

  /** Nothing is left out and nothing is made up: the queue lists what the model lists. */
  async compare(): Promise<void> {
    const listed = await Array.fromAsync(this.#queue.list());
    expect(listed.map(({ key, state, item }) => ({ key, state, versions: item.versions }))).toEqual(
      this.#model.list(),
    );
  }

  /** Handles all that is left, and then nothing may be owed. */
  async finish(): Promise<void> {
    await this.step({ do: "replay" });
    while (this.#leases.length > 0) await this.step({ do: "done", which: 0 });
    for (let rounds = 0; this.#model.list().length > 0; rounds++) {
      expect(rounds).toBeLessThan(1000);
      await this.step({ do: "step", ms: 1000 });
      await this.step({ do: "get" });
      await this.step({ do: "done", which: 0 });
    }
    expect([...this.#owed]).toEqual([]);
    await this.#queue.close();
  }

  async #begin(): Promise<void> {
    this.#stale.push(...this.#leases);
    this.#leases = [];
    await this.open();
  }

  #next(key: string): Versions {
    this.#owed.set(++this.#version, key);
    return { key, versions: [this.#version] };
  }

  async #get(): Promise<void> {
    const lease = await this.#queue.tryGet();
    if (lease) {
      // Never two runs of a key at once.
      expect(this.#leases.map(({ key }) => key)).not.toContain(lease.key);
      this.#leases.push(lease);
    }
    this.#same(lease?.item, this.#model.get());
  }

  async #end(
    which: number,
    end: (lease: DurableLease<Versions>) => [Promise<string>, string],
  ): Promise<void> {
    const [lease] = this.#leases.splice(which % Math.max(1, this.#leases.length), 1);
    if (!lease) return;
    const [ending, expected] = end(lease);
    this.#same(await ending, expected);
    this.#same(await lease.done(), "fenced");
  }

  #same(answer: unknown, expected: unknown): void {
    expect(answer).toEqual(expected);
  }
}

/** A key that waits and is tried again is the last among those due at one instant, on every store. */
const retriedWhileWaiting: Happening[] = [
  { do: "add", key: "a" },
  { do: "add", key: "c" },
  { do: "get" },
  { do: "get" },
  { do: "addRateLimited", key: "c" },
  { do: "retry", which: 0 },
  { do: "retry", which: 0 },
];

async function live(open: () => Promise<StoreThatCrashes>, happenings: Happening[]): Promise<void> {
  await using crashing = await open();
  const instance = new Instance(crashing);
  await instance.open();
  for (const happening of happenings) {
    await instance.step(happening);
    await instance.compare();
  }
  await instance.finish();
}

describe.each([
  { over: "memory", open: memoryStoreThatCrashes, runs: 300 },
  { over: "a SQLite file", open: sqliteStoreThatCrashes, runs: 60 },
])("A durable queue over $over", ({ open, runs }) => {
  test("does in every random instance what its model does, and owes nothing at the end", async () => {
    const instances = fc.asyncProperty(fc.array(happening, { maxLength: 60, size: "max" }), (happenings) =>
      live(open, happenings),
    );
    await fc.assert(instances, { numRuns: runs, examples: [[retriedWhileWaiting]] });
  }, 120_000);
});
