import type { GroupQueue } from "./fair-options.ts";
import type { Work, WorkSource } from "../in-hand/work.ts";
import { workSource } from "../in-hand/work-source.ts";

/** How a group reaches its fair queue. */
export interface GroupOwner<T> {
  /** How many of its keys are in hand at once, at most. */
  readonly limit: number;
  /** Learns that a key of the group can be handed out. */
  readonly offered: (group: Group<T>) => void;
  /** Learns that the queue of the group was shut down and has nothing ready. */
  readonly exhausted: (group: Group<T>) => void;
  /** Learns that the queue of the group fails. */
  readonly failed: (group: Group<T>, error: unknown) => void;
}

/** One group: its queue, and at most one key of it that is in hand already and waits for its turn. */
export class Group<T> {
  readonly name: string;
  readonly weight: number;
  readonly queue: GroupQueue<T>;
  readonly source: WorkSource<T>;
  /** How many keys it may hand out before it is the next one's turn. */
  turnsLeft: number;
  /** Adds under way. */
  adding = 0;
  /** Keys handed out. */
  running = 0;
  /** Something went on here since this was last set to `false`. */
  used = true;
  /** Its queue was shut down and has nothing ready. */
  exhausted = false;
  readonly #owner: GroupOwner<T>;
  readonly #closing = new AbortController();
  #offer: Work<T> | undefined;
  #asking: Promise<void> | undefined;

  constructor(name: string, weight: number, queue: GroupQueue<T>, owner: GroupOwner<T>) {
    this.name = name;
    this.weight = weight;
    this.turnsLeft = weight;
    this.queue = queue;
    this.source = workSource(queue);
    this.#owner = owner;
  }

  /** Whether a key waits for its turn. */
  get offers(): boolean {
    return this.#offer !== undefined;
  }

  /** Whether nothing goes on here; there may be keys that wait for their time. */
  get isIdle(): boolean {
    return this.running === 0 && this.adding === 0 && !this.offers;
  }

  /** Asks the queue for a key to offer, unless there is one or as many are in hand as may be. */
  ask(): void {
    if (this.#offer || this.#asking || this.running >= this.#owner.limit || this.#closing.signal.aborted)
      return;
    this.exhausted = false;
    this.#asking = this.#ask();
  }

  async #ask(): Promise<void> {
    try {
      const work = await this.source.take(this.#closing.signal);
      this.#asking = undefined;
      if (!work) {
        this.exhausted = true;
        this.#owner.exhausted(this);
        return;
      }
      if (this.#closing.signal.aborted) {
        await work.giveBack();
        return;
      }
      this.#offer = work;
      this.#owner.offered(this);
    } catch (error) {
      this.#asking = undefined;
      if (!this.#closing.signal.aborted) this.#owner.failed(this, error);
    }
  }

  /** Hands out the key that is offered. */
  take(): Work<T> {
    const work = this.#offer!;
    this.#offer = undefined;
    this.used = true;
    this.running++;
    this.turnsLeft--;
    this.ask();
    return new GroupWork(work, () => {
      this.running--;
      this.ask();
    });
  }

  /** Gives back what was not handed out, and closes the queue. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#asking;
    try {
      await this.#offer?.giveBack();
    } finally {
      this.#offer = undefined;
      if (this.queue[Symbol.asyncDispose]) await this.queue[Symbol.asyncDispose]?.();
      else this.queue[Symbol.dispose]?.();
    }
  }
}

/** The work of a queue, which tells when it has ended. */
class GroupWork<T> implements Work<T> {
  readonly #work: Work<T>;
  #ended: (() => void) | undefined;

  constructor(work: Work<T>, ended: () => void) {
    this.#work = work;
    this.#ended = ended;
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

  done(): Promise<void> {
    return this.#end(this.#work.done());
  }

  again(afterMs: number): Promise<void> {
    return this.#end(this.#work.again(afterMs));
  }

  retry(afterMs?: number): Promise<void> {
    return this.#end(this.#work.retry(afterMs));
  }

  giveUp(error: unknown): Promise<void> {
    return this.#end(this.#work.giveUp(error));
  }

  giveBack(): Promise<void> {
    return this.#end(this.#work.giveBack());
  }

  async #end(how: PromiseLike<unknown> | void): Promise<void> {
    await how;
    this.#ended?.();
    this.#ended = undefined;
  }
}
