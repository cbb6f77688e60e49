import type { Release } from "@workset/store";
import type { RunRate } from "../work/run-rate.ts";
import { workSource } from "../work/work-source.ts";
import type { Work, WorkSource } from "../work/work.ts";
import type { GroupQueue } from "./fair-options.ts";

/** What a group needs of its fair queue. */
export interface GroupOwner<T> {
  /** How many of its keys are processing at once, at most. */
  readonly limit: number;
  /** Called when a key of the group can be handed out. */
  readonly offered: (group: Group<T>) => void;
  /** Called when the queue of the group was shut down and has nothing ready. */
  readonly exhausted: (group: Group<T>) => void;
  /** Called when the queue of the group fails. */
  readonly failed: (group: Group<T>, error: unknown) => void;
}

/** What belongs to one group. */
export interface GroupSettings<T> {
  readonly weight: number;
  readonly rate: RunRate | undefined;
  readonly queue: GroupQueue<T>;
}

/** One group: its queue, and at most one key taken from it in advance, which waits for the turn of the group. */
export class Group<T> {
  readonly name: string;
  readonly weight: number;
  readonly queue: GroupQueue<T>;
  readonly source: WorkSource<T>;
  /** How many keys it may hand out before the next group's turn. */
  turnsLeft: number;
  /** Adds that have not settled. */
  adding = 0;
  /** Keys handed out. */
  running = 0;
  /** Whether the group was used since this was last set to `false`. */
  used = true;
  /** Whether its queue was shut down and has nothing ready. */
  exhausted = false;
  readonly #owner: GroupOwner<T>;
  readonly #rate: RunRate | undefined;
  readonly #closing = new AbortController();
  #offer: Work<T> | undefined;
  #filling: Promise<void> | undefined;

  constructor(name: string, { weight, rate, queue }: GroupSettings<T>, owner: GroupOwner<T>) {
    this.name = name;
    this.weight = weight;
    this.turnsLeft = weight;
    this.queue = queue;
    this.source = workSource(queue);
    this.#rate = rate;
    this.#owner = owner;
  }

  /** Whether a key waits for the turn of the group. */
  get offers(): boolean {
    return this.#offer !== undefined;
  }

  /** Whether nothing is ready, processing or being added; keys may be waiting. */
  get isIdle(): boolean {
    return this.running === 0 && this.adding === 0 && !this.offers;
  }

  /** Takes a key from the queue to offer, unless there is one or the limit is reached. */
  refill(): void {
    if (this.#offer || this.#filling || this.running >= this.#owner.limit || this.#closing.signal.aborted)
      return;
    this.exhausted = false;
    this.#filling = this.#refill();
  }

  async #refill(): Promise<void> {
    try {
      await this.#rate?.acquire(1, this.#closing.signal);
      const work = await this.source.take(this.#closing.signal).catch((error: unknown) => {
        this.#rate?.use(1, 0);
        throw error;
      });
      this.#filling = undefined;
      if (!work) {
        this.#rate?.use(1, 0);
        this.exhausted = true;
        this.#owner.exhausted(this);
        return;
      }
      if (this.#closing.signal.aborted) {
        await work.release({ next: "give-back" });
        return;
      }
      this.#offer = work;
      this.#owner.offered(this);
    } catch (error) {
      this.#filling = undefined;
      if (!this.#closing.signal.aborted) this.#owner.failed(this, error);
    }
  }

  /** Hands out the offered key. */
  take(): Work<T> {
    const work = this.#offer!;
    this.#rate?.use(1, 1);
    this.#offer = undefined;
    this.used = true;
    this.running++;
    this.turnsLeft--;
    this.refill();
    return new GroupWork(work, () => {
      this.running--;
      this.refill();
    });
  }

  /** Gives back the key that was not handed out, and closes the queue. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#filling;
    try {
      await this.#offer?.release({ next: "give-back" });
    } finally {
      this.#offer = undefined;
      if (this.queue[Symbol.asyncDispose]) await this.queue[Symbol.asyncDispose]?.();
      else this.queue[Symbol.dispose]?.();
    }
  }
}

/** The work of a group's queue, which tells the group when it has been released. */
class GroupWork<T> implements Work<T> {
  readonly #work: Work<T>;
  #onReleased: (() => void) | undefined;

  constructor(work: Work<T>, onReleased: () => void) {
    this.#work = work;
    this.#onReleased = onReleased;
  }

  get item(): T {
    return this.#work.item;
  }

  get key(): string {
    return this.#work.key;
  }

  get priority(): number {
    return this.#work.priority;
  }

  get failures(): number {
    return this.#work.failures;
  }

  async release(how: Release): Promise<void> {
    await this.#work.release(how);
    this.#onReleased?.();
    this.#onReleased = undefined;
  }
}
