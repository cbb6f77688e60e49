import { checkedDuration, EventLoopYielder, notify, type Clock } from "@workset/clock";
import { Latch } from "../internal/latch.ts";
import { initialChanges, type ChangeList } from "./change-list.ts";
import type { EventHandler } from "./event-handler.ts";
import { filtered } from "./filtered.ts";
import { resolvedHandlerOptions, type HandlerOptions, type SlowCall } from "./handler-options.ts";
import { HandlerQueue, type HandlerQueueContext } from "./handler-queue.ts";
import { ResyncTimer } from "./resync-timer.ts";

/** What a {@link Processor} gets from its informer. */
export interface ProcessorOptions<T> {
  readonly clock: Clock;
  readonly keyOf: (object: T) => string;
  /** How often everything is delivered again to handlers that do not say otherwise, in milliseconds. */
  readonly resyncMs: number;
  /** Whether a deletion is delivered of an object that was added and deleted while pending. */
  readonly notifyShortLived: boolean;
  /** The objects in the cache now. */
  readonly objects: () => readonly T[];
  /** Asks for everything to be pushed again to the handlers that are resyncing. */
  readonly resync: () => void;
  /** A call failed or stalls, or a queue is full. Does not throw. */
  readonly failed: (error: unknown, handler: string) => void;
  /** A handler that failed has settled everything. Does not throw. */
  readonly recovered: (handler: string) => void;
  readonly onSlowCall: ((call: SlowCall) => void) | undefined;
}

/** After this many changes the queues are woken, so that few are pending. */
const changesPerRound = 256;

/** The handlers of an informer: each receives the same changes, at its own pace. */
export class Processor<T> {
  readonly yielder: EventLoopYielder;
  readonly synced: Latch = new Latch();
  readonly #options: ProcessorOptions<T>;
  readonly #context: HandlerQueueContext<T>;
  readonly #resyncs: ResyncTimer<T>;
  readonly #queues = new Set<HandlerQueue<T>>();
  #names = 0;

  /** @throws RangeError when `resyncMs` is negative or not a number. */
  constructor(options: ProcessorOptions<T>) {
    const { clock, failed, recovered, notifyShortLived } = options;
    checkedDuration("resyncMs", options.resyncMs);
    this.#options = options;
    this.yielder = new EventLoopYielder({ clock });
    this.#context = {
      clock,
      yielder: this.yielder,
      notifyShortLived,
      failed,
      recovered,
      slow: (call) => notify(options.onSlowCall, call),
      removed: (queue) => {
        this.#queues.delete(queue);
        recovered(queue.name);
      },
    };
    this.#resyncs = new ResyncTimer(clock, this.#queues, options.resync);
  }

  get queues(): ReadonlySet<HandlerQueue<T>> {
    return this.#queues;
  }

  /** How many calls are pending, of all handlers. */
  get backlog(): number {
    let backlog = 0;
    for (const queue of this.#queues) backlog += queue.backlog;
    return backlog;
  }

  /** Whether a handler wants states that were known. */
  get wantsUnchanged(): boolean {
    for (const queue of this.#queues) if (queue.wantsUnchanged) return true;
    return false;
  }

  /** What is wrong with a handler now, in words. */
  get trouble(): string | undefined {
    for (const { trouble } of this.#queues) if (trouble !== undefined) return trouble;
    return undefined;
  }

  /** Adds a handler, which receives what the cache holds, and then every change. @throws RangeError, naming the option, when one is out of bounds. */
  add(handler: EventHandler<T>, options: HandlerOptions<T>): HandlerQueue<T> {
    const { keyOf, resyncMs, objects } = this.#options;
    const { filter } = options;
    const resolved = resolvedHandlerOptions(options, { resyncMs, name: () => String(++this.#names) });
    const queue = new HandlerQueue(
      filter ? filtered(handler, filter, keyOf) : handler,
      resolved,
      this.#context,
    );
    this.#queues.add(queue);
    this.introduce(initialChanges(objects(), keyOf), [queue]);
    if (this.synced.isOpen) queue.endInitial();
    this.#resyncs.update();
    return queue;
  }

  /** Delivers what existed before the handlers did. The calls start in a microtask, not during this one. */
  introduce(list: ChangeList<T>, queues: Iterable<HandlerQueue<T>> = this.#queues): void {
    for (const queue of queues) {
      queue.pushList(list);
      queueMicrotask(() => queue.wake());
    }
  }

  /** Starts the resync periods. */
  start(): void {
    this.#resyncs.start();
  }

  /** Delivers everything again, to every handler. */
  resyncAll(): void {
    for (const queue of this.#queues) queue.isResyncing = true;
    this.#options.resync();
  }

  /**
   * Pushes changes to these handlers. If it returns a promise, that resolves when every change is queued; until then no
   * others may be pushed.
   */
  push(
    list: ChangeList<T>,
    queues: readonly HandlerQueue<T>[] = [...this.#queues],
  ): Promise<void> | undefined {
    const pushed = this.#pushFrom(list, 0, queues);
    return pushed === list.length ? undefined : this.#pushRest(list, pushed, queues);
  }

  /** Everything that existed at the start is queued. */
  endInitial(): void {
    for (const queue of this.#queues) queue.endInitial();
  }

  /** Ends all calls; resolves when none is running. */
  async end(why: Error): Promise<void> {
    this.synced.fail(why);
    this.#resyncs[Symbol.dispose]();
    await Promise.all(Array.from(this.#queues, (queue) => queue.end(why)));
  }

  /** The calls that are running, the oldest of each handler. */
  get runningCalls(): { handler: string; key: string; runningMs: number }[] {
    return [...this.#queues].flatMap((queue) => {
      const { oldestCall, name } = queue;
      return oldestCall ? [{ handler: name, ...oldestCall }] : [];
    });
  }

  async #pushRest(list: ChangeList<T>, from: number, queues: readonly HandlerQueue<T>[]): Promise<void> {
    for (let pushed = from; pushed < list.length; pushed = this.#pushFrom(list, pushed, queues)) {
      const full = queues.find((queue) => queue.isFull);
      await (full ? full.nextTaken() : this.yielder.yield());
    }
  }

  /** Pushes from this index on, until a queue is full or the event loop is due; the index to go on with. */
  #pushFrom(list: ChangeList<T>, from: number, queues: readonly HandlerQueue<T>[]): number {
    let index = from;
    for (; index < list.length; index++) {
      for (const queue of queues) {
        if (queue.isFull) queue.wake();
        if (queue.isFull) return index;
      }
      const change = list.at(index);
      for (const queue of queues) queue.push(change);
      if (index % changesPerRound !== changesPerRound - 1) continue;
      for (const queue of queues) queue.wake();
      if (this.yielder.isDue) return index + 1;
    }
    for (const queue of queues) queue.wake();
    return index;
  }
}
