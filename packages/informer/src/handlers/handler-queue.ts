import { sleep, type Clock } from "@workset/clock";
import type { Call, Calls } from "./change-list.ts";
import type { EventHandler, Handled, HandlerRegistration } from "./event-handler.ts";
import { Latch } from "../internal/latch.ts";
import type { HandlerOptions, SlowCall } from "./handler-options.ts";
import { Fifo } from "../internal/fifo.ts";
import { Waiters } from "../internal/waiters.ts";
import type { TimeSlice } from "../internal/time-slice.ts";
import { PendingChanges } from "./pending-changes.ts";

/** The options of a handler, with nothing left open. */
export type ResolvedHandlerOptions = Required<HandlerOptions>;

/** What a line has from the informer. */
export interface HandlerQueueContext<T> {
  readonly keyOf: (object: T) => string;
  readonly clock: Clock;
  readonly slice: TimeSlice;
  /** Whether the end is told of an object that came and went while its calls waited. */
  readonly notifyShortLived: boolean;
  /** Hears of each call that failed. Does not throw. */
  readonly failed: (error: unknown, handler: string) => void;
  /** Hears of a call that took long while many wait. Does not throw. */
  readonly slow: (call: SlowCall) => void;
  /** The handler was removed. */
  readonly gone: (line: HandlerQueue<T>) => void;
}

/** A call is slow that takes longer than this while more than that wait: client-go's measure. */
const slow = { tookMs: 100, backlog: 1024 };

/** Of the calls that settle at once, which are quick as a rule, every so many are measured. */
const callsPerMeasure = 16;

const retryMs = { shortest: 100, longest: 30_000 };

/** A call that has not settled, or one behind such. */
interface Flight {
  /** Its position in line. */
  readonly at: number;
  /** Resolves when it has settled. */
  readonly landing: Promise<void>;
  hasLanded: boolean;
}

/** Something to be done when all that stood in line at some instant has been settled. */
interface Mark {
  readonly at: number;
  readonly reached: () => void;
}

/** The calls of one handler, begun one by one, in order, so many at once as it allows. */
export class HandlerQueue<T> implements HandlerRegistration {
  readonly name: string;
  readonly resyncMs: number;
  readonly wantsUnchanged: boolean;
  /** Whether the handler is to hear of the resync that is under way. */
  isResyncing = false;
  readonly #handler: EventHandler<T>;
  readonly #options: ResolvedHandlerOptions;
  readonly #context: HandlerQueueContext<T>;
  readonly #waiting: PendingChanges<T>;
  readonly #departures = new Waiters();
  readonly #synced = new Latch();
  readonly #ended = new AbortController();
  readonly #marks = new Fifo<Mark>();
  #hasHeardInitial = false;
  #isWorking = false;
  /** Whether the handler is in the part of a call that runs at once. */
  #isCalling = false;
  /** The calls from the oldest on that has not settled. */
  readonly #flights = new Fifo<Flight>();
  readonly #landings = new Waiters();

  constructor(handler: EventHandler<T>, options: ResolvedHandlerOptions, context: HandlerQueueContext<T>) {
    this.name = options.name;
    this.resyncMs = options.resyncMs;
    this.wantsUnchanged = options.unchanged;
    this.#handler = handler;
    this.#options = options;
    this.#context = context;
    this.#waiting = new PendingChanges(context.keyOf, context.notifyShortLived);
  }

  get hasSynced(): boolean {
    return this.#synced.isOpen;
  }

  synced(signal?: AbortSignal): Promise<void> {
    return this.#synced.wait(signal);
  }

  get backlog(): number {
    return this.#waiting.length;
  }

  /** Whether the informer has to wait before it tells more. */
  get isFull(): boolean {
    return (
      this.#waiting.bulk >= this.#options.backlog &&
      this.#options.whenFull === "block" &&
      !this.#ended.signal.aborted
    );
  }

  /** Resolves when a call has left the line, or nothing is to be told any more. */
  departure(): Promise<void> {
    return this.#departures.sleep();
  }

  /** Puts a call in line, if the handler is to hear of such. */
  tell(call: Call<T>): void {
    if (call.type === "update" && call.why !== "changed" && !this.#wants(call.why)) return;
    if (this.#ended.signal.aborted) return;
    if (this.#waiting.bulk >= this.#options.backlog && this.#options.whenFull === "coalesce") {
      this.#waiting.coalesce();
    }
    this.#waiting.push(call);
  }

  /** Puts many calls in line, whatever its bound: they take no room before their turn has come. */
  tellAll(calls: Calls<T>): void {
    if (!this.#ended.signal.aborted) this.#waiting.pushAll(calls);
  }

  /** The handler has been told all that there was at the start: it has synced when it has settled that. */
  endInitial(): void {
    if (this.#hasHeardInitial) return;
    this.#hasHeardInitial = true;
    this.whenSettled(() => this.#synced.open());
  }

  /** Calls back when all that stands in line now has been settled, or the handler was removed; not when it was stopped. */
  whenSettled(reached: () => void): void {
    if (!this.#isWorking && this.#flights.length === 0 && this.#waiting.length === 0) reached();
    else this.#marks.push({ at: this.#waiting.end, reached });
  }

  /** Makes the calls that wait, as many of them as can be made without waiting, before it returns. */
  wake(): void {
    if (!this.#isWorking && this.#waiting.length > 0) void this.#work();
  }

  async remove(): Promise<void> {
    if (this.#isCalling) {
      throw new Error(
        `handler ${this.name} can not be removed from inside one of its calls: this waits for the call to end`,
      );
    }
    if (!this.#ended.signal.aborted) {
      this.#context.gone(this);
      const marks = this.#marks.toArray();
      await this.end(new Error(`handler ${this.name} was removed`), () => {
        for (const { reached } of marks) reached();
      });
    }
    await this.#landed();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.remove();
  }

  /** Drops what waits; resolves when the calls under way have settled. */
  async end(why: Error, dropped: () => void = () => {}): Promise<void> {
    if (!this.#ended.signal.aborted) {
      this.#synced.refuse(why);
      this.#marks.clear();
      this.#ended.abort(why);
      this.#waiting.clear();
      this.#departures.wake();
      this.#landings.wake();
      dropped();
    }
    await this.#landed();
  }

  #wants(why: "unchanged" | "resync"): boolean {
    return why === "resync" ? this.isResyncing : this.wantsUnchanged;
  }

  async #work(): Promise<void> {
    const { slice } = this.#context;
    const { signal } = this.#ended;
    this.#isWorking = true;
    for (let call = this.#take(); call; call = this.#take()) {
      const settling = this.#make(call);
      if (settling) this.#depart(settling);
      else this.#settled();
      while (this.#flights.length >= this.#options.concurrency && !signal.aborted)
        await this.#landings.sleep();
      if (slice.isOver()) await slice.rest();
      if (signal.aborted) break;
    }
    this.#isWorking = false;
    this.#settled();
  }

  #depart(settling: Promise<void>): void {
    const land = (): void => {
      flight.hasLanded = true;
      while (this.#flights.at(0)?.hasLanded) this.#flights.take(1);
      this.#settled();
      this.#landings.wake();
    };
    const flight: Flight = { at: this.#waiting.taken, landing: settling.then(land), hasLanded: false };
    this.#flights.push(flight);
  }

  async #landed(): Promise<void> {
    await Promise.all(this.#flights.toArray().map(({ landing }) => landing));
  }

  #take(): Call<T> | undefined {
    for (;;) {
      try {
        return this.#waiting.take();
      } catch (error) {
        this.#context.failed(error, this.name);
      }
    }
  }

  #settled(): void {
    if (this.#ended.signal.aborted) return;
    this.#departures.wake();
    const oldest = this.#flights.at(0);
    const upTo = oldest ? oldest.at - 1 : this.#waiting.taken;
    while (this.#marks.length > 0 && this.#marks.at(0)!.at <= upTo) this.#marks.take(1)[0]!.reached();
  }

  /** Makes a call; what it answers settles with the call, if that is not settled at once, and never rejects. */
  #make(call: Call<T>): Promise<void> | undefined {
    const isBehind = this.#waiting.length > slow.backlog;
    const startedAt = isBehind && this.#waiting.taken % callsPerMeasure === 0 ? this.#now() : undefined;
    try {
      const handled = this.#call(call);
      if (handled !== undefined && isThenable(handled)) {
        return this.#await(call, handled, startedAt ?? (isBehind ? this.#now() : undefined));
      }
    } catch (error) {
      return this.#failed(call, error);
    }
    if (startedAt !== undefined) this.#measure(startedAt);
    return undefined;
  }

  #now(): number {
    return this.#context.clock.now();
  }

  #call(call: Call<T>): Handled {
    this.#isCalling = true;
    try {
      if (call.type === "add") return this.#handler.onAdd?.(call.object, call.isInInitialList);
      if (call.type === "update") return this.#handler.onUpdate?.(call.before, call.object);
      return this.#handler.onDelete?.(call.deletion);
    } finally {
      this.#isCalling = false;
    }
  }

  async #await(call: Call<T>, handled: PromiseLike<unknown>, startedAt: number | undefined): Promise<void> {
    try {
      await handled;
    } catch (error) {
      await this.#failed(call, error);
    }
    if (startedAt !== undefined) this.#measure(startedAt);
  }

  #failed(call: Call<T>, error: unknown): Promise<void> | undefined {
    this.#context.failed(error, this.name);
    return this.#options.onFailure === "retry" ? this.#retry(call) : undefined;
  }

  async #retry(call: Call<T>): Promise<void> {
    for (let delayMs = retryMs.shortest; ; delayMs = Math.min(delayMs * 2, retryMs.longest)) {
      try {
        await sleep(this.#context.clock, delayMs, this.#ended.signal);
      } catch {
        return;
      }
      try {
        await this.#call(call);
        return;
      } catch (error) {
        this.#context.failed(error, this.name);
      }
    }
  }

  #measure(startedAt: number): void {
    const tookMs = this.#now() - startedAt;
    const backlog = this.#waiting.length;
    if (tookMs > slow.tookMs) this.#context.slow({ handler: this.name, tookMs, backlog });
  }
}

function isThenable(handled: unknown): handled is PromiseLike<unknown> {
  return typeof (handled as PromiseLike<unknown> | null)?.then === "function";
}
