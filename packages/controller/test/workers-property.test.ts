import { ManualClock } from "@workset/clock";
import type { Item } from "@workset/contract";
import { Workers, workSource, type Outcome, type Run } from "@workset/controller";
import { MemoryStore } from "@workset/store-memory";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { faulty } from "./faulty-store.ts";
import { durableQueue, processQueue, turns, type OpenedForWorkers } from "./workers-harness.ts";

type How = "nothing" | "done" | "again" | "retry" | "throw" | "give-up";

type Step =
  | { readonly do: "add"; readonly key: string; readonly priority: number }
  | { readonly do: "add-later"; readonly key: string; readonly delayMs: number }
  | { readonly do: "end"; readonly at: number; readonly how: How }
  | { readonly do: "pass"; readonly ms: number }
  | { readonly do: "concurrency"; readonly workers: number }
  | { readonly do: "refuse" }
  | { readonly do: "relent" }
  | { readonly do: "crash" };

const key = fc.constantFrom("a", "b", "c");

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("add" as const), key, priority: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("add-later" as const), key, delayMs: fc.nat(60) }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("end" as const),
      at: fc.nat(3),
      how: fc.constantFrom<How>("nothing", "done", "again", "retry", "throw", "give-up"),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("pass" as const), ms: fc.constantFrom(1, 10, 35, 200) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("concurrency" as const), workers: fc.nat(4) }) },
);

const storeStep: fc.Arbitrary<Step> = fc.constantFrom<Step>(
  { do: "refuse" },
  { do: "relent" },
  { do: "relent" },
  { do: "crash" },
);

interface Held {
  readonly run: Run<Item>;
  readonly end: (how: How) => void;
}

/** Workers in a world where everything happens, and a book about what they may do. */
class World {
  readonly clock = new ManualClock({ wallAt: Date.UTC(2026, 0, 1) });
  readonly memory = new MemoryStore();
  readonly faults = faulty(this.memory);
  readonly durable: boolean;
  /** Runs under way, of the workers that live. */
  held: Held[] = [];
  /** What went wrong. */
  readonly wrong: string[] = [];
  /** By key: what was added last and acknowledged, and what the last run that began since was given. */
  readonly added = new Map<string, number>();
  readonly seen = new Map<string, number>();
  /** By key: how often it has failed or crashed since it was last done or given up. */
  readonly failures = new Map<string, number>();
  readonly crashes = new Map<string, number>();
  readonly waitsUntil = new Map<string, number>();
  #value = 0;
  #queue!: OpenedForWorkers;
  #close = async (): Promise<void> => {};
  workers!: Workers<Item>;

  constructor(durable: boolean) {
    this.durable = durable;
  }

  async open(): Promise<void> {
    if (this.durable) {
      const queue = await durableQueue(this.clock, this.faults.store);
      this.#queue = queue;
      this.#close = () => queue.close().catch(() => {});
    } else {
      this.#queue = processQueue(this.clock);
    }
    const mine: Held[] = [];
    this.held = mine;
    this.workers = new Workers<Item>({
      source: workSource(this.#queue as never),
      clock: this.clock,
      concurrency: 2,
      timeLimitMs: 50,
      abortGraceMs: 20,
      handler: (run) => this.#run(run, mine),
    });
    void this.workers.start();
  }

  #run(run: Run<Item>, mine: Held[]): Promise<Outcome | void> | void {
    // The handler of a process that has crashed.
    if (this.held !== mine) return undefined;
    const { key } = run;
    if (mine.some((other) => other.run.key === key)) this.wrong.push(`${key} runs twice at once`);
    const expected = 1 + (this.failures.get(key) ?? 0) + (this.crashes.get(key) ?? 0);
    if (run.attempt !== expected) this.wrong.push(`${key} is at attempt ${run.attempt}, not ${expected}`);
    this.seen.set(key, run.item.value);
    const { promise, resolve, reject } = Promise.withResolvers<Outcome | void>();
    const held: Held = {
      run,
      end: (how) => {
        mine.splice(mine.indexOf(held), 1);
        const failed = how === "retry" || how === "throw" || (how === "nothing" && run.signal.aborted);
        if (failed) this.#countFailure(key);
        else this.#forget(key);
        this.crashes.delete(key);
        if (how === "nothing") resolve();
        else if (how === "throw") reject(new Error("not yet"));
        else if (how === "again") resolve({ next: "again", afterMs: 30 });
        else resolve({ next: how, cause: "not yet" });
      },
    };
    mine.push(held);
    return promise;
  }

  /** In process, a failure before the wait of the last one is over does not count. */
  #countFailure(key: string): void {
    const now = this.clock.now();
    if (!this.durable && now < (this.waitsUntil.get(key) ?? 0)) return;
    const failures = (this.failures.get(key) ?? 0) + 1;
    this.failures.set(key, failures);
    this.waitsUntil.set(key, now + 10 * 2 ** (failures - 1));
  }

  #forget(key: string): void {
    this.failures.delete(key);
    this.waitsUntil.delete(key);
  }

  async take(step: Step): Promise<void> {
    switch (step.do) {
      case "add":
        await this.#add(step.key, (item) => this.#queue.add(item, { priority: step.priority }));
        break;
      case "add-later":
        await this.#add(step.key, (item) => this.#queue.addAfter(item, step.delayMs));
        break;
      case "end":
        if (this.held.length > 0) this.held[step.at % this.held.length]!.end(step.how);
        break;
      case "pass":
        this.clock.advance(step.ms);
        break;
      case "concurrency":
        this.workers.concurrency = step.workers;
        break;
      case "refuse":
        this.faults.refuse();
        break;
      case "relent":
        this.faults.relent();
        break;
      case "crash":
        await this.#crash();
        break;
    }
    await turns(4);
  }

  async #add(key: string, add: (item: Item) => unknown): Promise<void> {
    const value = ++this.#value;
    try {
      await add({ key, value });
      this.added.set(key, value);
    } catch {
      // It was not acknowledged.
    }
  }

  async #crash(): Promise<void> {
    this.faults.relent();
    // What is being settled is settled first: the book could not say what a crash in the middle leaves.
    for (let n = 0; n < 3; n++) {
      this.clock.advance(10_000);
      await turns(4);
    }
    const { workers, held } = this;
    for (const { run } of held) this.crashes.set(run.key, (this.crashes.get(run.key) ?? 0) + 1);
    const close = this.#close;
    this.held = [];
    this.memory.crash();
    await close();
    const stopped = workers.stop({ deadlineMs: 0, graceMs: 0 });
    this.clock.advance(0);
    await turns(2);
    this.clock.advance(0);
    await stopped;
    await this.open();
  }

  /** Lets everything come to its end. */
  async finish(): Promise<void> {
    this.faults.relent();
    this.workers.concurrency = 2;
    for (let calm = 0; calm < 3; calm++) {
      this.clock.advance(400_000);
      await turns(4);
      while (this.held.length > 0) {
        calm = 0;
        this.held[0]!.end("done");
        await turns(4);
      }
    }
  }

  async close(): Promise<void> {
    const report = await this.workers.stop();
    expect(report).toEqual({
      ended: "finished",
      finished: 0,
      givenBack: 0,
      abandoned: [],
      left: { ready: 0, processing: 0, waiting: 0 },
    });
    await this.#close();
  }
}

test.each([
  { queue: "in the process", durable: false, step: anyStep },
  {
    queue: "that is durable",
    durable: true,
    step: fc.oneof({ weight: 6, arbitrary: anyStep }, { weight: 1, arbitrary: storeStep }),
  },
])(
  "on a queue $queue a key never runs twice at once, every add is followed by a run with its item or a newer one, and attempts are counted",
  async ({ durable, step }) => {
    const steps = fc.array(step, { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(steps, async (steps) => {
        // More crashes of one key than that would send it to the failed set.
        let crashes = 0;
        const world = new World(durable);
        await world.open();
        for (const each of steps) if (each.do !== "crash" || ++crashes <= 4) await world.take(each);
        await world.finish();
        expect(world.wrong).toEqual([]);
        expect(Object.fromEntries(world.seen)).toMatchObject(Object.fromEntries(world.added));
        await world.close();
      }),
      { numRuns: Number(process.env["RUNS"] ?? 150) },
    );
  },
  60_000,
);
