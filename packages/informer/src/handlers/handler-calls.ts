import { Backoff, sleep, Waiters, type Clock, type Timer } from "@workset/clock";
import { Fifo } from "../internal/fifo.ts";
import { InformerError } from "../internal/informer-error.ts";
import type { ObjectChange } from "../objects/object-change.ts";
import type { EventHandler, Handled } from "./event-handler.ts";
import type { ResolvedHandlerOptions } from "./handler-options.ts";

/** A call that runs for longer, in milliseconds, is stalled. */
const stalledAfterMs = 30_000;

/** A call that has not settled, or that settled before an older one. */
interface RunningCall {
  /** Its position in the queue. */
  readonly at: number;
  readonly key: string;
  /** When its last attempt started; `Infinity` while it waits for the next. */
  startedAt: number;
  hasSettled: boolean;
}

/** What the calls get from their queue. None of the functions throws. */
export interface HandlerCallsContext {
  readonly clock: Clock;
  /** Ends retries and reports of stalled calls. */
  readonly signal: AbortSignal;
  /** A call failed or stalls. */
  readonly failed: (error: unknown) => void;
  /** A call has settled, and took this long. */
  readonly settled: (tookMs: number) => void;
}

/** The running calls of one handler: their timeouts, their retries, and how long the oldest has been running. */
export class HandlerCalls<T> {
  readonly #handler: EventHandler<T>;
  readonly #options: ResolvedHandlerOptions<T>;
  readonly #context: HandlerCallsContext;
  readonly #running = new Fifo<RunningCall>();
  readonly #settled = new Waiters();
  /** Whether the synchronous part of a call is running. */
  #isCalling = false;
  #watchdog: Timer | undefined;
  /** The age at which the oldest call is reported as stalled next. */
  #reportAtMs = stalledAfterMs;

  constructor(handler: EventHandler<T>, options: ResolvedHandlerOptions<T>, context: HandlerCallsContext) {
    this.#handler = handler;
    this.#options = options;
    this.#context = context;
  }

  /** How many calls count as running: from the oldest that has not settled on. */
  get length(): number {
    return this.#running.length;
  }

  get isCalling(): boolean {
    return this.#isCalling;
  }

  /** The position of the oldest running call. */
  get oldestAt(): number | undefined {
    return this.#running.at(0)?.at;
  }

  /** The oldest running call, and for how long it has been running. */
  get oldest(): { readonly key: string; readonly runningMs: number } | undefined {
    const oldest = this.#running.at(0);
    return oldest && { key: oldest.key, runningMs: Math.max(0, this.#now() - oldest.startedAt) };
  }

  /** What is wrong with the oldest running call, in words; nothing while it is not stalled. */
  get stalled(): string | undefined {
    const { oldest } = this;
    if (!oldest || oldest.runningMs < stalledAfterMs) return undefined;
    return `${this.#label}: the call for ${JSON.stringify(oldest.key)} has been running for ${oldest.runningMs} ms`;
  }

  /** Makes the call at this position; whether it has yet to settle. A call that settles at once is not counted. */
  make(change: ObjectChange<T>, at: number): boolean {
    try {
      const handled = this.#call(change);
      if (handled === undefined || !isThenable(handled)) return false;
      this.#track(change, at, (call) => this.#await(call, change, handled));
      return true;
    } catch (error) {
      this.#context.failed(error);
      if (this.#options.onFailure === "report") return false;
      this.#track(change, at, (call) => this.#retry(call, change));
      return true;
    }
  }

  /** Resolves when a running call has settled, or after {@link end}. */
  nextSettled(): Promise<void> {
    return this.#settled.wait();
  }

  /** No call is made any more: nothing is reported, and every wait looks again. */
  end(): void {
    this.#watchdog?.[Symbol.dispose]();
    this.#watchdog = undefined;
    this.#settled.wake();
  }

  /** Resolves when no call is running. @throws The signal's reason. */
  async allSettled(signal?: AbortSignal): Promise<void> {
    while (this.#running.length > 0) await this.#settled.wait(signal);
  }

  get #label(): string {
    return `handler ${this.#options.name}`;
  }

  #call(change: ObjectChange<T>): Handled {
    this.#isCalling = true;
    try {
      switch (change.type) {
        case "added":
          return this.#handler.onAdd?.(change.object, change.isInInitialList);
        case "updated":
          return this.#handler.onUpdate?.(change.before, change.object);
        default: {
          const { key, last, finalStateUnknown } = change;
          return this.#handler.onDelete?.({ key, last, finalStateUnknown });
        }
      }
    } finally {
      this.#isCalling = false;
    }
  }

  /** Remembers a call until it and all older ones have settled. `settle` never rejects. */
  #track({ key }: ObjectChange<T>, at: number, settle: (call: RunningCall) => Promise<void>): void {
    const startedAt = this.#now();
    const call: RunningCall = { at, key, startedAt, hasSettled: false };
    this.#running.push(call);
    this.#watch(stalledAfterMs);
    const settled = (): void => {
      call.hasSettled = true;
      while (this.#running.at(0)?.hasSettled) this.#running.take(1);
      this.#context.settled(this.#now() - startedAt);
      this.#settled.wake();
    };
    void settle(call).then(settled);
  }

  async #await(call: RunningCall, change: ObjectChange<T>, handled: PromiseLike<unknown>): Promise<void> {
    try {
      await this.#limited(handled, call);
    } catch (error) {
      this.#context.failed(error);
      if (this.#options.onFailure === "retry") await this.#retry(call, change);
    }
  }

  /** What the call gives, unless it takes longer than `callTimeoutMs`. */
  #limited(handled: PromiseLike<unknown>, { key }: RunningCall): PromiseLike<unknown> {
    const { callTimeoutMs } = this.#options;
    if (callTimeoutMs === Infinity) return handled;
    return new Promise((resolve, reject) => {
      const timer = this.#context.clock.after(callTimeoutMs, () => {
        const message = `${this.#label}: the call for ${JSON.stringify(key)} took longer than callTimeoutMs, ${callTimeoutMs} ms`;
        reject(new InformerError("handler-timeout", message));
      });
      const ended = (): void => timer[Symbol.dispose]();
      handled.then(
        (value) => (ended(), resolve(value)),
        (error: unknown) => (ended(), reject(error as Error)),
      );
    });
  }

  async #retry(call: RunningCall, change: ObjectChange<T>): Promise<void> {
    const { clock, signal, failed } = this.#context;
    const backoff = new Backoff({ baseMs: 100, maxMs: 30_000, jitter: 0 });
    for (;;) {
      call.startedAt = Infinity;
      try {
        await sleep(clock, backoff.next(), signal);
      } catch {
        return;
      }
      call.startedAt = this.#now();
      try {
        const handled = this.#call(change);
        if (handled !== undefined && isThenable(handled)) await this.#limited(handled, call);
        return;
      } catch (error) {
        failed(error);
      }
    }
  }

  /** One timer serves any number of calls: when it fires, it looks at the age of the oldest. */
  #watch(inMs: number): void {
    if (this.#context.signal.aborted) return;
    this.#watchdog ??= this.#context.clock.after(inMs, this.#look, { keepsAlive: false });
  }

  readonly #look = (): void => {
    this.#watchdog = undefined;
    const runningMs = this.oldest?.runningMs;
    if (runningMs === undefined || runningMs < stalledAfterMs) this.#reportAtMs = stalledAfterMs;
    if (runningMs === undefined) return;
    if (runningMs >= this.#reportAtMs) {
      this.#reportAtMs = runningMs * 2;
      this.#context.failed(new InformerError("handler-stalled", this.stalled!));
    }
    this.#watch(Math.max(this.#reportAtMs - runningMs, 1));
  };

  #now(): number {
    return this.#context.clock.now();
  }
}

function isThenable(handled: unknown): handled is PromiseLike<unknown> {
  return typeof (handled as PromiseLike<unknown> | null)?.then === "function";
}
