import { shown, type Timer } from "@workset/clock";
import { GetWaiters } from "@workset/queue";
import { RunRate } from "../work/run-rate.ts";
import type { AddsKeys, Work, WorkCounts, WorkSource } from "../work/work.ts";
import { Group, type GroupOwner } from "./fair-group.ts";
import { checkedWeight, resolveFair, type FairQueueOptions, type ResolvedFair } from "./fair-options.ts";

/**
 * Several queues, one for each group of items, that take turns: a group with one key waits for one run of a group with a
 * hundred thousand keys, not for all of them.
 *
 * Of each group with ready keys one key is taken in advance and waits for the turn of its group. What is added to that key
 * meanwhile is its next run, and a durable queue counts a crash against it as well. The other keys stay in the queue of
 * their group, with its priorities, delays and limits. Closing gives back the keys that wait for their turn.
 */
export class FairQueue<T = string> implements WorkSource<T>, AddsKeys<T>, AsyncDisposable {
  readonly name: string;
  readonly #options: ResolvedFair<T>;
  readonly #groups = new Map<string, Promise<Group<T>>>();
  readonly #opened = new Set<Group<T>>();
  /** Groups whose queues are being closed. */
  readonly #closingGroups = new Map<string, Promise<void>>();
  /** The groups that offer a key, the next one first. */
  readonly #turns: Group<T>[] = [];
  readonly #getters = new GetWaiters<Work<T>>();
  readonly #owner: GroupOwner<T>;
  /** Groups whose queue has failed, until work is asked for. */
  readonly #failed = new Set<Group<T>>();
  /** One timer for each group, which closes it when it was not used. */
  readonly #timers = new Map<Group<T>, Timer>();
  /** Why queues of idle groups could not be closed; {@link close} throws them. */
  readonly #closeErrors: unknown[] = [];
  /** Opens the groups of an earlier process, while it does; `"done"` when it has. */
  #restoring: Promise<void> | "done" | undefined;
  #shuttingDown = false;
  #closing: Promise<void> | undefined;

  /** @throws RangeError, naming the option, when one has no meaning. */
  constructor(options: FairQueueOptions<T>) {
    this.#options = resolveFair(options);
    this.name = this.#options.name;
    this.#owner = {
      limit: this.#options.limit,
      offered: (group) => {
        // The group gives it back.
        if (this.#closing) return;
        // A group whose turn is not over goes on; otherwise it goes to the end.
        if (group.turnsLeft > 0 && group.turnsLeft < group.weight) this.#turns.unshift(group);
        else this.#turns.push(group);
        this.#serve();
      },
      exhausted: () => {
        if (this.#isOver) this.#getters.end();
      },
      failed: (group, error) => {
        this.#failed.add(group);
        this.#getters.fail(error);
      },
    };
  }

  /** The key of an item. */
  get keyOf(): (item: T) => string {
    return this.#options.keyOf;
  }

  /** The groups whose queue is open. */
  get groups(): string[] {
    return Array.from(this.#opened, ({ name }) => name);
  }

  /** Opens the queues of these groups: durable ones may hold keys of an earlier process. @throws What `open` throws. */
  async openGroups(groups: Iterable<string>): Promise<void> {
    for (const group of groups) await this.#group(group);
  }

  /** Adds the item to the queue of its group; the result is that of the queue, or `"dropped"` after a shutdown. */
  add(item: T, options?: { readonly priority?: number }): Promise<unknown> {
    return this.#add(item, (queue) => queue.add(item, options));
  }

  /** The same, after a delay. */
  addAfter(
    item: T,
    delayMs: number,
    options?: { readonly priority?: number; readonly replace?: boolean },
  ): Promise<unknown> {
    return this.#add(item, (queue) => queue.addAfter(item, delayMs, options));
  }

  async #add(item: T, add: (queue: AddsKeys<T>) => unknown): Promise<unknown> {
    const name = this.#options.groupOf(item);
    for (;;) {
      if (this.#shuttingDown) return "dropped";
      const opening = this.#group(name);
      const group = await opening;
      // It may have been closed meanwhile.
      if (this.#groups.get(name) !== opening) continue;
      group.used = true;
      group.adding++;
      try {
        return await add(group.queue);
      } finally {
        group.adding--;
      }
    }
  }

  #group(name: string): Promise<Group<T>> {
    let group = this.#groups.get(name);
    if (!group) {
      group = this.#open(name);
      this.#groups.set(name, group);
      group.catch(() => this.#groups.delete(name));
    }
    return group;
  }

  async #open(name: string): Promise<Group<T>> {
    const weight = checkedWeight(this.#options.weight(name), name);
    // A durable queue can be open only once at a time.
    await this.#closingGroups.get(name);
    const limit = this.#options.rateLimit(name);
    const rate = limit && new RunRate(`rateLimit of ${shown(name)}`, limit, this.#options.clock);
    const queue = await this.#options.open(name);
    const group = new Group<T>(name, { weight, rate, queue }, this.#owner);
    this.#opened.add(group);
    if (this.#shuttingDown) await group.source.shutDown();
    this.#watch(group);
    group.refill();
    return group;
  }

  #watch(group: Group<T>): void {
    if (this.#closing) return;
    group.used = false;
    const { clock, keepIdleMs } = this.#options;
    const timer = clock.after(keepIdleMs, () => void this.#review(group), { keepsAlive: false });
    this.#timers.set(group, timer);
  }

  /** Closes the queue of a group that was idle. */
  async #review(group: Group<T>): Promise<void> {
    const isOver = (): boolean => !group.used && group.isIdle && !this.#shuttingDown;
    if (!isOver() || !(await isEmpty(group)) || !isOver()) {
      this.#watch(group);
      return;
    }
    this.#timers.delete(group);
    this.#opened.delete(group);
    this.#groups.delete(group.name);
    const closing = group.close().catch((error: unknown) => void this.#closeErrors.push(error));
    this.#closingGroups.set(group.name, closing);
    await closing;
    this.#closingGroups.delete(group.name);
  }

  /** The next key of the group whose turn it is. */
  take(signal: AbortSignal): Promise<Work<T> | undefined> {
    if (signal.aborted) return Promise.reject(signal.reason as Error);
    this.#restore();
    this.#retryFailed();
    const work = this.#next();
    return work || this.#isOver ? Promise.resolve(work) : this.#getters.one(signal);
  }

  /** Keys of the groups in turn: with `maxWaitMs` 0, one of each. */
  async takeBatch(
    max: number,
    options: { readonly maxWaitMs: number; readonly signal: AbortSignal },
  ): Promise<readonly Work<T>[]> {
    options.signal.throwIfAborted();
    this.#restore();
    this.#retryFailed();
    const batch: Work<T>[] = [];
    for (let work = this.#next(); work; work = batch.length < max ? this.#next() : undefined)
      batch.push(work);
    const mayFill = batch.length === 0 || (batch.length < max && options.maxWaitMs > 0);
    return mayFill && !this.#isOver ? this.#getters.batch(batch, max, options, this.#options.clock) : batch;
  }

  /** Opens the groups that an earlier process left. A failure goes to a caller that waits for work, and is tried again. */
  #restore(): void {
    if (this.#restoring || this.#shuttingDown) return;
    this.#restoring = this.#openRestored()
      .then(
        () => void (this.#restoring = "done"),
        (error: unknown) => {
          this.#restoring = undefined;
          this.#getters.fail(error);
        },
      )
      .finally(() => {
        if (this.#isOver) this.#getters.end();
      });
  }

  async #openRestored(): Promise<void> {
    for await (const name of await this.#options.groups()) await this.#group(name);
  }

  #retryFailed(): void {
    for (const group of this.#failed) group.refill();
    this.#failed.clear();
  }

  #next(): Work<T> | undefined {
    const group = this.#turns.shift();
    if (!group) return undefined;
    if (group.turnsLeft <= 0) group.turnsLeft = group.weight;
    return group.take();
  }

  #serve(): void {
    while (this.#getters.size > 0 && this.#turns.length > 0) this.#getters.serve([this.#next()!]);
  }

  /** Whether no more work will come. */
  get #isOver(): boolean {
    if (this.#closing) return true;
    if (!this.#shuttingDown || typeof this.#restoring === "object") return false;
    for (const group of this.#opened) if (!group.exhausted) return false;
    return true;
  }

  async shutDown(): Promise<void> {
    this.#shuttingDown = true;
    for (const { source } of this.#opened) await source.shutDown();
    if (this.#isOver) this.#getters.end();
  }

  /** How many keys there are; those that wait for the turn of their group count as ready. */
  async counts(): Promise<WorkCounts> {
    if (this.#restoring !== "done") await this.#restoring;
    const total = { ready: 0, processing: 0, waiting: 0 };
    for (const group of this.#opened) {
      const { ready, processing, waiting } = await group.source.counts();
      const offered = group.offers ? 1 : 0;
      total.ready += ready + offered;
      total.processing += processing - offered;
      total.waiting += waiting;
    }
    return total;
  }

  /** Refuses adds from now on, gives back the keys that wait for their turn, and closes the queues of all groups. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#shuttingDown = true;
    this.#turns.length = 0;
    this.#getters.end();
    for (const timer of this.#timers.values()) timer[Symbol.dispose]();
    if (this.#restoring !== "done") await this.#restoring;
    // A queue that is being opened is closed with the others.
    await Promise.allSettled(this.#groups.values());
    const closed = await Promise.allSettled(Array.from(this.#opened, (group) => group.close()));
    await Promise.all(this.#closingGroups.values());
    const failed = [
      ...this.#closeErrors,
      ...closed.flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : [])),
    ];
    if (failed.length > 0)
      throw new AggregateError(failed, `queues of ${failed.length} groups could not be closed`);
  }

  /** The same as {@link close}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

async function isEmpty(group: Pick<Group<unknown>, "source">): Promise<boolean> {
  try {
    const { ready, processing, waiting } = await group.source.counts();
    return ready + processing + waiting === 0;
  } catch {
    return false;
  }
}
