import { checkedDelay, type Clock } from "@workset/clock";
import { additions, type Calls } from "./change-list.ts";
import type { EventHandler } from "./event-handler.ts";
import { Latch } from "../internal/latch.ts";
import { HandlerQueue, type HandlerQueueContext, type ResolvedHandlerOptions } from "./handler-queue.ts";
import type { HandlerOptions, SlowCall } from "./handler-options.ts";
import { ResyncTimer } from "./resync-timer.ts";
import { notify } from "../internal/notify.ts";
import { TimeSlice } from "../internal/time-slice.ts";

/** What a {@link Processor} has from its informer. */
export interface ProcessorOptions<T> {
  readonly clock: Clock;
  readonly keyOf: (object: T) => string;
  /** How often handlers hear of everything again, unless they say otherwise, in milliseconds. */
  readonly resyncMs: number;
  /** Whether handlers always hear of the end of an object, also of one that came and went while its calls waited. */
  readonly notifyShortLived: boolean;
  /** What the cache holds now. */
  readonly objects: () => readonly T[];
  /** Asks for everything to be told again to those handlers that are resyncing. */
  readonly resync: () => void;
  /** Hears of each call that failed. Does not throw. */
  readonly failed: (error: unknown, handler: string) => void;
  readonly onSlowCall: ((call: SlowCall) => void) | undefined;
}

/** After so many calls the handlers are let at them, so that what waits stays short. */
const callsPerRound = 256;

/** The handlers of an informer: all are told the same, each at its own pace. */
export class Processor<T> {
  readonly slice: TimeSlice;
  readonly synced: Latch = new Latch();
  readonly #options: ProcessorOptions<T>;
  readonly #context: HandlerQueueContext<T>;
  readonly #resyncs: ResyncTimer<T>;
  readonly #lines = new Set<HandlerQueue<T>>();
  #names = 0;

  /** @throws RangeError when `resyncMs` is negative or not a number. */
  constructor(options: ProcessorOptions<T>) {
    const { clock, keyOf, failed } = options;
    this.#options = { ...options, resyncMs: checkedResync(options.resyncMs) };
    this.slice = new TimeSlice(clock);
    this.#context = {
      keyOf,
      clock,
      slice: this.slice,
      notifyShortLived: options.notifyShortLived,
      failed,
      slow: (call) => notify(options.onSlowCall, call),
      gone: (line) => void this.#lines.delete(line),
    };
    this.#resyncs = new ResyncTimer(clock, this.#lines, options.resync);
  }

  get lines(): ReadonlySet<HandlerQueue<T>> {
    return this.#lines;
  }

  /** Calls that wait, of all handlers. */
  get backlog(): number {
    let backlog = 0;
    for (const line of this.#lines) backlog += line.backlog;
    return backlog;
  }

  /** Whether somebody hears of states that were known. */
  get wantsUnchanged(): boolean {
    for (const line of this.#lines) if (line.wantsUnchanged) return true;
    return false;
  }

  /** A handler that hears of what the cache holds, and then of all that is told. @throws RangeError when an option is out of its range. */
  add(handler: EventHandler<T>, options: HandlerOptions): HandlerQueue<T> {
    const line = new HandlerQueue(handler, this.#resolved(options), this.#context);
    this.#lines.add(line);
    this.introduce(additions(this.#options.objects()), [line]);
    if (this.synced.isOpen) line.endInitial();
    this.#resyncs.look();
    return line;
  }

  /** Tells these handlers of what was there before they were. They hear of it in a moment, not during the call. */
  introduce(calls: Calls<T>, lines: Iterable<HandlerQueue<T>> = this.#lines): void {
    for (const line of lines) {
      line.tellAll(calls);
      queueMicrotask(() => line.wake());
    }
  }

  /** Begins to resync. */
  start(): void {
    this.#resyncs.start();
  }

  /** Every handler is to hear of everything again. */
  resyncAll(): void {
    for (const line of this.#lines) line.isResyncing = true;
    this.#options.resync();
  }

  /**
   * Tells these handlers. When it returns nothing, everything is in every line; otherwise it resolves when
   * that is so, and until then what comes next has to wait.
   */
  tell(calls: Calls<T>, lines: readonly HandlerQueue<T>[] = [...this.#lines]): Promise<void> | undefined {
    const told = this.#fill(calls, 0, lines);
    return told === calls.length ? undefined : this.#tellRest(calls, told, lines);
  }

  /** All that there was at the start has been told. */
  endInitial(): void {
    for (const line of this.#lines) line.endInitial();
  }

  /** Ends all calls; resolves when none is under way. */
  async end(why: Error): Promise<void> {
    this.synced.refuse(why);
    this.#resyncs[Symbol.dispose]();
    this.slice[Symbol.dispose]();
    await Promise.all(Array.from(this.#lines, (line) => line.end(why)));
  }

  async #tellRest(calls: Calls<T>, from: number, lines: readonly HandlerQueue<T>[]): Promise<void> {
    for (let told = from; told < calls.length; told = this.#fill(calls, told, lines)) {
      const full = lines.find((line) => line.isFull);
      await (full ? full.departure() : this.slice.rest());
    }
  }

  /** Puts calls in line, from this one on, until a line is full or it is time to rest; the call to go on with. */
  #fill(calls: Calls<T>, from: number, lines: readonly HandlerQueue<T>[]): number {
    let index = from;
    for (; index < calls.length; index++) {
      for (const line of lines) {
        if (line.isFull) line.wake();
        if (line.isFull) return index;
      }
      const call = calls.at(index);
      for (const line of lines) line.tell(call);
      if (index % callsPerRound !== callsPerRound - 1) continue;
      for (const line of lines) line.wake();
      if (this.slice.isOver()) return index + 1;
    }
    for (const line of lines) line.wake();
    return index;
  }

  #resolved(options: HandlerOptions): ResolvedHandlerOptions {
    const { concurrency = 1, backlog = 100_000, onFailure = "report", whenFull = "block" } = options;
    atLeastOne("concurrency", concurrency);
    atLeastOne("backlog", backlog);
    oneOf("onFailure", onFailure, ["report", "retry"]);
    oneOf("whenFull", whenFull, ["block", "coalesce"]);
    return {
      resyncMs: checkedResync(options.resyncMs ?? this.#options.resyncMs),
      unchanged: options.unchanged ?? false,
      name: options.name ?? String(++this.#names),
      onFailure,
      concurrency,
      backlog,
      whenFull,
    };
  }
}

function checkedResync(resyncMs: number): number {
  if (checkedDelay("resyncMs", resyncMs) >= 0) return resyncMs;
  throw new RangeError(`resyncMs must not be negative, but it is ${resyncMs}; zero is never`);
}

function atLeastOne(name: string, value: number): void {
  if (!(value >= 1))
    throw new RangeError(`${name} must be a number of at least 1, but it is ${String(value)}`);
}

function oneOf(name: string, value: string, known: readonly string[]): void {
  if (known.includes(value)) return;
  throw new RangeError(`${name} must be "${known.join('" or "')}", but it is ${value}`);
}
