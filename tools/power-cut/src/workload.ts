import { setImmediate } from "node:timers/promises";
import { ManualClock } from "@workset/clock";
import { DurableQueue, type DurableLease } from "@workset/durable";
import { SqliteStore, type Connect } from "@workset/store-sqlite";
import type { Random } from "kit";
import type { Note, Recording } from "./recording.ts";

/** What is added: payloads are told apart by their version. */
export interface Item {
  readonly key: string;
  readonly version: number;
  readonly body: string;
}

export const queueName = "power-cut";

export function keyOf({ key }: Item): string {
  return key;
}

/** How a workload is done. */
export interface WorkloadOptions {
  readonly path: string;
  readonly driver: Connect;
  readonly recording: Recording;
  readonly random: Random;
  readonly steps: number;
  /** Whether syncs fail now and then. */
  readonly failures: boolean;
}

/**
 * Adds keys, adds them anew with another version, takes and ends them, several in a turn; closes the store and opens it again;
 * lets syncs fail. Notes what was asked for and what became of it.
 */
export class Workload {
  readonly #options: WorkloadOptions;
  readonly #clock = new ManualClock({ wallAt: 1_767_225_600_000 });
  #store!: SqliteStore;
  #queue!: DurableQueue<Item>;
  #held: DurableLease<Item>[] = [];
  #keys = 0;
  #versions = 0;
  readonly #ready = new Set<string>();
  #under = new Set<Promise<unknown>>();
  /** What should not have been answered. */
  readonly faults: string[] = [];

  constructor(options: WorkloadOptions) {
    this.#options = options;
  }

  async run(): Promise<void> {
    await this.#open();
    const { steps, random, failures, recording } = this.#options;
    for (let step = 0; step < steps; step++) {
      if (failures && random.chance(0.03)) recording.failSyncs(1 + random.int(4));
      this.#step();
      if (random.chance(0.6)) await this.#settle();
      if (random.chance(0.01)) {
        await this.#close();
        await this.#open();
      }
    }
    await this.#close();
  }

  async #open(): Promise<void> {
    const { path, driver } = this.#options;
    this.#store = await this.#unstuck(SqliteStore.open(path, { driver, clock: this.#clock }));
    const opening = DurableQueue.open<Item>({
      store: this.#store,
      name: queueName,
      keyOf,
      clock: this.#clock,
    });
    this.#queue = await this.#unstuck(opening);
  }

  async #close(): Promise<void> {
    await this.#settle();
    for (const lease of this.#held.splice(0)) this.#ready.add(lease.key);
    await this.#unstuck(this.#queue.close());
    await this.#unstuck(this.#store.close());
  }

  #step(): void {
    const { random } = this.#options;
    const chosen = random.next();
    if (chosen < 0.5) for (let more = random.int(4); more >= 0; more--) this.#add(`key-${this.#keys++}`);
    else if (chosen < 0.6 && this.#ready.size > 0) this.#add([...this.#ready][random.int(this.#ready.size)]!);
    else if (chosen < 0.8) this.#take(1 + random.int(4));
    else for (const lease of this.#held.splice(0, 1 + random.int(4))) this.#done(lease);
  }

  #add(key: string): void {
    const { random } = this.#options;
    const version = ++this.#versions;
    const item = { key, version, body: "x".repeat(random.int(random.chance(0.05) ? 9000 : 300)) };
    this.#watch({ key, verb: "add", version }, this.#queue.add(item), (outcome) => {
      this.#ready.add(key);
      if (outcome !== "added" && outcome !== "coalesced" && outcome !== "rerun")
        this.faults.push(`an add was ${outcome}`);
    });
  }

  #take(count: number): void {
    if (this.#ready.size < count) return;
    const take = async (): Promise<void> => {
      for (const lease of await this.#queue.getBatch(count)) {
        this.#ready.delete(lease.key);
        this.#held.push(lease);
      }
    };
    this.#underWay(take());
  }

  #done(lease: DurableLease<Item>): void {
    const { version } = lease.item;
    this.#watch({ key: lease.key, verb: "done", version }, lease.done(), (outcome) => {
      if (outcome === "fenced")
        this.faults.push(`the end of ${lease.key} was fenced, though no other owner had it`);
    });
  }

  /** Notes that something was asked for, and what becomes of it. */
  #watch<R>(
    what: Pick<Note, "key" | "verb" | "version">,
    asked: Promise<R>,
    then: (outcome: R) => void,
  ): void {
    const { recording } = this.#options;
    recording.note({ ...what, state: "asked" });
    const watch = async (): Promise<void> => {
      try {
        const outcome = await asked;
        recording.note({ ...what, state: "acknowledged" });
        then(outcome);
      } catch {
        recording.note({ ...what, state: "refused" });
      }
    };
    this.#underWay(watch());
  }

  #underWay(promise: Promise<unknown>): void {
    this.#under.add(promise);
    void promise.finally(() => this.#under.delete(promise));
  }

  /** Lets happen what was asked for; a store that does not write tries again as time passes. */
  async #settle(): Promise<void> {
    const { random } = this.#options;
    for (let turn = 0; this.#under.size > 0 && turn < 200; turn++) {
      await setImmediate();
      if (turn > 3 && random.chance(0.5)) this.#clock.advance(5000);
    }
  }

  async #unstuck<R>(promise: Promise<R>): Promise<R> {
    let settled = false;
    void promise.then(
      () => (settled = true),
      () => (settled = true),
    );
    while (!settled) {
      await setImmediate();
      this.#clock.advance(100);
    }
    return promise;
  }
}
