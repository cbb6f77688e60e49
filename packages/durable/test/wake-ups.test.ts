import { DurableQueue, type DurableLease } from "@workset/durable";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Bench } from "./open-queue.ts";
import { late, Refusals, turns, type Around } from "./wrapped-store.ts";

// To see a failure again: WAKE_UPS_SEED=… vitest run test/wake-ups.test.ts
const seed = Number(process.env["WAKE_UPS_SEED"] ?? Math.trunc(Math.random() * 2 ** 31));
const numRuns = Number(process.env["WAKE_UPS_RUNS"] ?? 150);

const key = fc.constantFrom("a", "b", "c", "d");

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("add" as const), key }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("addAfter" as const), key }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("cancel" as const), key }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("get" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("batch" as const), max: fc.integer({ min: 1, max: 3 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("tryGet" as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("abort" as const), which: fc.nat(9) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("end" as const),
      which: fc.nat(9),
      how: fc.constantFrom(
        "done" as const,
        "retry" as const,
        "giveBack" as const,
        "giveUp" as const,
        "leave" as const,
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("replay" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("pass" as const), ms: fc.constantFrom(5, 20, 1_000) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("turns" as const), many: fc.integer({ min: 1, max: 4 }) }),
  },
);

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** More verbs than any life here needs: a queue that asks without end would never give the test its turn. */
const tooMany = 5_000;

/** A store that answers each verb after a number of turns, and refuses those that are to be refused. */
class Unsteady {
  readonly #lags: readonly number[];
  readonly #refusals: readonly boolean[];
  verbs = 0;
  steady = false;

  constructor(lags: readonly number[], refusals: readonly boolean[]) {
    this.#lags = lags;
    this.#refusals = refusals;
  }

  readonly around: Around = async (verb, call) => {
    const at = this.verbs++;
    if (at > tooMany) throw new Error("too many verbs");
    if (this.steady) return call();
    const refused = this.#refusals[at % this.#refusals.length]! && verb !== "counts" && verb !== "close";
    const acting = refused ? Promise.reject(new Error("refused")) : call();
    await Promise.allSettled([acting, turns(this.#lags[at % this.#lags.length]!)]);
    return acting;
  };
}

/** A user who does as the steps say, and awaits nothing. */
class User {
  readonly #bench: Bench;
  readonly #queue: DurableQueue;
  readonly #stops: AbortController[] = [];
  readonly #ending = new Set<string>();
  readonly leases: DurableLease<string>[] = [];

  constructor(bench: Bench, queue: DurableQueue) {
    this.#bench = bench;
    this.#queue = queue;
  }

  async take(step: Step): Promise<void> {
    const queue = this.#queue;
    const ignore = (): void => {};
    switch (step.do) {
      case "add":
        return void queue.add(step.key).catch(ignore);
      case "addAfter":
        return void queue.addAfter(step.key, 10).catch(ignore);
      case "cancel":
        return void queue.cancel(step.key).catch(ignore);
      case "get":
        return void queue.get(this.#signal()).then((lease) => this.#keep(lease), ignore);
      case "batch": {
        const options = { maxWaitMs: step.max === 2 ? 10 : 0, signal: this.#signal() };
        return void queue.getBatch(step.max, options).then((leases) => this.#keep(...leases), ignore);
      }
      case "tryGet":
        return void queue.tryGet().then((lease) => this.#keep(lease), ignore);
      case "abort":
        return this.#stops[step.which % this.#stops.length]?.abort();
      case "end":
        return this.#end(step.which, step.how);
      case "replay":
        return void queue.failed.replay().catch(ignore);
      case "pass":
        return this.#bench.clock.advance(step.ms);
      case "turns":
        return turns(step.many);
    }
  }

  #signal(): AbortSignal {
    const stop = new AbortController();
    this.#stops.push(stop);
    return stop.signal;
  }

  #keep(...leases: (DurableLease<string> | undefined)[]): void {
    for (const lease of leases) {
      if (!lease) continue;
      // Never two runs of a key at once, and never the next before the end of the last was answered.
      expect([...this.leases.map((held) => held.key), ...this.#ending]).not.toContain(lease.key);
      this.leases.push(lease);
    }
  }

  /** Ends what is processing, and what is handed out because of that. */
  async endAll(): Promise<void> {
    while ((await this.#queue.stats()).processing > 0) {
      await this.leases.shift()?.done();
      // A batch may gather before it hands out what it has.
      this.#bench.clock.advance(10);
      await turns(1);
    }
  }

  #end(which: number, how: "done" | "retry" | "giveBack" | "giveUp" | "leave"): void {
    const lease = this.leases[which % this.leases.length];
    if (!lease) return;
    // The key may be another's as soon as the ending is answered; if it is refused, it is the user's again.
    const gone = this.leases.splice(this.leases.indexOf(lease), 1);
    if (how === "leave") return lease[Symbol.dispose]();
    const ending = how === "giveUp" ? lease.giveUp(new Error("no")) : lease[how]();
    this.#ending.add(lease.key);
    const answered = (): void => void this.#ending.delete(lease.key);
    ending.then(answered, () => {
      answered();
      this.leases.push(...gone);
    });
  }
}

/** Lets these keys be processing at a crash. */
async function crashOnce(bench: Bench, keys: readonly string[]): Promise<void> {
  const queue = await DurableQueue.open({ store: bench.memory, name: "q", clock: bench.clock });
  await queue.addAll(keys);
  if (keys.length > 0) await queue.getBatch(keys.length);
  bench.crash();
}

test("Several getters who wait leave the store alone once each has asked", async () => {
  const refusals = new Refusals();
  const queue = await new Bench((verb, call) => refusals.around(verb, () => late(verb, call))).open();
  const getting = [queue.get(), queue.get(), queue.get(), queue.getBatch(2)];
  await turns(20);
  await queue.add("a");
  expect((await getting[0]) as object).toMatchObject({ key: "a" });
  await turns(20);
  // Once in vain for all of them, and once more because of the add.
  expect(refusals.calls.filter((verb) => verb === "take").length).toBe(2);
  refusals.calls.length = 0;
  await turns(20);
  expect(refusals.calls).toEqual([]);
});

test(`No caller waits for a key that is ready, whatever was done and however the store answers (seed ${seed})`, async () => {
  const property = fc.asyncProperty(
    fc.array(step, { maxLength: 60, size: "max" }),
    fc.array(fc.nat(3), { minLength: 1, maxLength: 7 }),
    fc.array(fc.constantFrom(false, false, false, false, true), { minLength: 1, maxLength: 11 }),
    fc.subarray(["a", "b", "c"]),
    async (steps, lags, refusals, crashed) => {
      const store = new Unsteady(lags, refusals);
      const bench = new Bench(store.around);
      await crashOnce(bench, crashed);
      const queue = await bench.open({ maxCrashes: 2 });
      const user = new User(bench, queue);
      for (const each of steps) await user.take(each);
      await turns(20);
      // From here on nothing is refused; what was refused before is tried again.
      store.steady = true;
      // A key that becomes due may begin a batch, which ends some time later.
      for (let second = 0; second < 2; second++) {
        bench.clock.advance(1_000);
        await turns(20);
      }
      const { ready, processing, getters } = await queue.stats();
      // A key that crashed blocks the others until nothing is processing.
      expect(ready === 0 || getters === 0 || (processing > 0 && crashed.length > 0)).toBe(true);
      // Whatever is processing is held by a caller.
      expect(processing).toBe(user.leases.length);
      if (crashed.length > 0) await user.endAll();
      expect(await queue.stats().then((left) => left.ready === 0 || left.getters === 0)).toBe(true);
      const draining = queue.shutDownWithDrain({ only: "processing" });
      await user.endAll();
      expect(await draining).toMatchObject({ ended: "drained", processing: 0 });
      await queue.close();
      expect(bench.clock.pendingTimers).toBe(0);
      expect(store.verbs).toBeLessThan(tooMany);
    },
  );
  await fc.assert(property, { seed, numRuns });
});
