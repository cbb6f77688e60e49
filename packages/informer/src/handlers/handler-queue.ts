import { Waiters, type Clock, type EventLoopYielder } from "@workset/clock";
import { Fifo } from "../internal/fifo.ts";
import { InformerError } from "../internal/informer-error.ts";
import { Latch } from "../internal/latch.ts";
import type { ObjectChange } from "../objects/object-change.ts";
import type { ChangeList } from "./change-list.ts";
import type { EventHandler, HandlerRegistration } from "./event-handler.ts";
import { HandlerCalls } from "./handler-calls.ts";
import type { ResolvedHandlerOptions, SlowCall } from "./handler-options.ts";
import { PendingChanges } from "./pending-changes.ts";

/** What a queue gets from its informer. None of the functions throws. */
export interface HandlerQueueContext<T> {
  readonly clock: Clock;
  readonly yielder: EventLoopYielder;
  /** Whether a deletion is delivered of an object that was added and deleted while pending. */
  readonly notifyShortLived: boolean;
  /** A call failed or stalls, or the queue is full. */
  readonly failed: (error: unknown, handler: string) => void;
  /** After failures the handler has settled everything that was pending. */
  readonly recovered: (handler: string) => void;
  /** A call took long while many are pending. */
  readonly slow: (call: SlowCall) => void;
  readonly removed: (queue: HandlerQueue<T>) => void;
}

/** A call is slow that takes longer than this while more than that are pending: client-go's measure. */
const slow = { tookMs: 100, backlog: 1024 };

/** Calls that settle at once are quick as a rule: a sample of them is measured. */
const callsPerMeasure = 16;

/** After this many calls the event loop may get a turn. */
const callsPerTurn = 8;

/** A callback for the moment when everything up to a position is settled. */
interface Mark {
  readonly at: number;
  readonly reached: () => void;
}

/** The changes for one handler: delivered one by one, in order, with as many calls at once as its options allow. */
export class HandlerQueue<T> implements HandlerRegistration {
  readonly name: string;
  readonly resyncMs: number;
  readonly wantsUnchanged: boolean;
  /** Whether the resync that is under way is delivered to this handler. */
  isResyncing = false;
  readonly #options: ResolvedHandlerOptions<T>;
  readonly #context: HandlerQueueContext<T>;
  readonly #pending: PendingChanges<T>;
  readonly #calls: HandlerCalls<T>;
  readonly #marks = new Fifo<Mark>();
  readonly #taken = new Waiters();
  readonly #synced = new Latch();
  readonly #ended = new AbortController();
  #hasAllInitial = false;
  #isWorking = false;
  #isFailing = false;
  #isFullReported = false;

  constructor(handler: EventHandler<T>, options: ResolvedHandlerOptions<T>, context: HandlerQueueContext<T>) {
    this.name = options.name;
    this.resyncMs = options.resyncMs;
    this.wantsUnchanged = options.unchanged;
    this.#options = options;
    this.#context = context;
    this.#pending = new PendingChanges(context.notifyShortLived);
    this.#calls = new HandlerCalls(handler, options, {
      clock: context.clock,
      signal: this.#ended.signal,
      failed: (error) => this.#report(error),
      settled: (tookMs) => {
        this.#advance();
        this.#measure(tookMs);
      },
    });
  }

  get hasSynced(): boolean {
    return this.#synced.isOpen;
  }

  synced(signal?: AbortSignal): Promise<void> {
    return this.#synced.wait(signal);
  }

  get backlog(): number {
    return this.#pending.length;
  }

  /** Whether the informer must wait before it pushes more. */
  get isFull(): boolean {
    if (this.#options.whenFull === "coalesce" || !this.#isAtLimit) return false;
    this.#reportFull();
    return true;
  }

  /** The oldest running call, and for how long it has been running. */
  get oldestCall(): { readonly key: string; readonly runningMs: number } | undefined {
    return this.#calls.oldest;
  }

  /** What is wrong with the handler now, in words; nothing while its calls settle in time. */
  get trouble(): string | undefined {
    return (
      this.#calls.stalled ??
      (this.#options.whenFull === "block" && this.#isAtLimit ? this.#full() : undefined)
    );
  }

  /** Resolves when a change has left the queue, or nothing will be delivered any more. */
  nextTaken(): Promise<void> {
    return this.#taken.wait();
  }

  /** Queues a change, if the handler wants such changes. */
  push(change: ObjectChange<T>): void {
    if (change.type === "updated" && change.cause !== "changed" && !this.#wants(change.cause)) return;
    if (this.#ended.signal.aborted) return;
    if (this.#options.whenFull === "coalesce" && this.#isAtLimit) {
      this.#reportFull();
      this.#pending.coalesce();
    }
    this.#pending.push(change);
  }

  /** Queues a list of changes, whatever the limit: they take no memory before their turn. */
  pushList(list: ChangeList<T>): void {
    if (!this.#ended.signal.aborted) this.#pending.pushList(list);
  }

  /** Everything that existed at the start is queued: the handler has synced when it has settled that. */
  endInitial(): void {
    if (this.#hasAllInitial) return;
    this.#hasAllInitial = true;
    this.whenSettled(() => this.#synced.open());
  }

  /** Calls back when everything that is queued now is settled, or the handler was removed; not when it was stopped. */
  whenSettled(reached: () => void): void {
    if (!this.#isWorking && this.#calls.length === 0 && this.#pending.length === 0) reached();
    else this.#marks.push({ at: this.#pending.end, reached });
  }

  /** Makes the pending calls; those that need no waiting before it returns. */
  wake(): void {
    if (!this.#isWorking && this.#pending.length > 0) void this.#work();
  }

  async remove(signal?: AbortSignal): Promise<void> {
    if (this.#calls.isCalling) {
      throw new Error(
        `${this.#label} cannot be removed from inside one of its calls: removing waits for the call to end`,
      );
    }
    if (!this.#ended.signal.aborted) {
      this.#context.removed(this);
      const marks = this.#marks.toArray();
      this.#end(new InformerError("handler-removed", `${this.#label} was removed`));
      for (const { reached } of marks) reached();
    }
    await this.#calls.allSettled(signal);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.remove();
  }

  /** Drops pending changes; resolves when the running calls have settled. */
  async end(why: Error): Promise<void> {
    this.#end(why);
    await this.#calls.allSettled();
  }

  #end(why: Error): void {
    if (this.#ended.signal.aborted) return;
    this.#synced.fail(why);
    this.#marks.clear();
    this.#ended.abort(why);
    this.#pending.clear();
    this.#taken.wake();
    this.#calls.end();
  }

  get #label(): string {
    return `handler ${this.name}`;
  }

  get #isAtLimit(): boolean {
    return this.#pending.stored >= this.#options.backlog && !this.#ended.signal.aborted;
  }

  #wants(cause: "unchanged" | "resync"): boolean {
    return cause === "resync" ? this.isResyncing : this.wantsUnchanged;
  }

  async #work(): Promise<void> {
    const { yielder, clock } = this.#context;
    const { signal } = this.#ended;
    this.#isWorking = true;
    let calls = 0;
    for (let change = this.#take(); change; change = this.#take()) {
      const isMeasured = this.#isBehind && ++calls % callsPerMeasure === 0;
      const startedAt = isMeasured ? clock.now() : 0;
      const isRunning = this.#calls.make(change, this.#pending.taken);
      if (!isRunning) this.#advance();
      if (!isRunning && isMeasured) this.#measure(clock.now() - startedAt);
      while (this.#calls.length >= this.#options.concurrency && !signal.aborted)
        await this.#calls.nextSettled();
      if (this.#pending.taken % callsPerTurn === 0 && yielder.isDue) await yielder.yield();
      if (signal.aborted) break;
    }
    this.#isWorking = false;
    this.#advance();
  }

  #take(): ObjectChange<T> | undefined {
    for (;;) {
      try {
        return this.#pending.take();
      } catch (error) {
        this.#report(error);
      }
    }
  }

  /** Some calls have settled: calls back for the marks that are reached. */
  #advance(): void {
    if (this.#ended.signal.aborted) return;
    this.#taken.wake();
    const { oldestAt } = this.#calls;
    const upTo = oldestAt === undefined ? this.#pending.taken : oldestAt - 1;
    while (this.#marks.length > 0 && this.#marks.at(0)!.at <= upTo) this.#marks.take(1)[0]!.reached();
    if (oldestAt !== undefined || this.#pending.length > 0 || !this.#isFailing) return;
    this.#isFailing = false;
    this.#isFullReported = false;
    this.#context.recovered(this.name);
  }

  #report(error: unknown): void {
    this.#isFailing = true;
    this.#context.failed(error, this.name);
  }

  #reportFull(): void {
    if (this.#isFullReported) return;
    this.#isFullReported = true;
    this.#report(new InformerError("handler-queue-full", this.#full()));
  }

  #full(): string {
    const consequence =
      this.#options.whenFull === "block"
        ? "no handler of the informer receives anything until there is room"
        : "until it catches up, of each object only the newest state is pending";
    const { oldestCall } = this;
    const oldest = oldestCall ? `, the oldest call has been running for ${oldestCall.runningMs} ms` : "";
    return `${this.#label}: ${this.#pending.length} calls are pending${oldest}: ${consequence}`;
  }

  get #isBehind(): boolean {
    return this.#pending.length > slow.backlog;
  }

  #measure(tookMs: number): void {
    if (tookMs <= slow.tookMs || !this.#isBehind) return;
    this.#context.slow({ handler: this.name, tookMs, backlog: this.#pending.length });
  }
}
